from __future__ import annotations

import pytest

from emoscope.insights.analyst.question import Span
from emoscope.insights.analyst.times import find_span

LENGTH = 200_000  # 3:20


@pytest.mark.parametrize(
    ("message", "start", "end"),
    [
        ("between 1 and 2 minutes", 60_000, 120_000),
        ("between 10 and 30", 10_000, 30_000),
        ("between 2 and 1 minutes", 60_000, 120_000),
        ("between 0:10 and 1:05", 10_000, 65_000),
        ("from 0:10 to 0:30", 10_000, 30_000),
        ("from 10 s until 1 min 5 s", 10_000, 65_000),
        ("0:10-0:30", 10_000, 30_000),
        ("0:10 \u2013 0:30", 10_000, 30_000),
        ("10 to 20 seconds", 10_000, 20_000),
        ("after 2 minutes", 120_000, LENGTH),
        ("since 1:30", 90_000, LENGTH),
        ("before 1:30", 0, 90_000),
        ("until the 1:30 mark", 0, 90_000),
        ("in the first 30 seconds", 0, 30_000),
        ("in the first minute", 0, 60_000),
        ("the last thirty seconds", 170_000, LENGTH),
        ("in the last half a minute", 170_000, LENGTH),
        ("in the first half", 0, 100_000),
        ("the second half", 100_000, LENGTH),
        ("last quarter", 150_000, LENGTH),
        ("second third", 66_666, 133_333),
        ("minute 2", 120_000, 180_000),
        ("at the beginning", 0, 40_000),
        ("at the very start", 0, 40_000),
        ("towards the end", 160_000, LENGTH),
        ("in the middle", 80_000, 120_000),
    ],
)
def test_parts(message: str, start: int, end: int):
    assert find_span(f"how was it {message}?", LENGTH) == Span(start, end)


@pytest.mark.parametrize(
    ("message", "at"),
    [
        ("at 0:42", 42_000), ("around 1:05", 65_000), ("at 42 seconds", 42_000), ("at 1 min 20", 60_000),
        ("at 1 min 20 s", 80_000), ("at 1m20s", 80_000), ("at 90s", 90_000), ("second 42", 42_000),
        ("at two minutes", 120_000), ("halfway through", 100_000), ("at 0:42.5", 42_500),
        ("at a minute", 60_000), ("at 1.5 minutes", 90_000),
    ],
)  # fmt: skip
def test_moments(message: str, at: int):
    assert find_span(f"how was it {message}?", LENGTH) == Span(at, at, moment=True)


def test_hours():
    assert find_span("at 1:02:03", 8_000_000) == Span(3_723_000, 3_723_000, moment=True)


@pytest.mark.parametrize(
    "message",
    [
        "how was it",
        "from beginning to end",
        "from start to finish",
        "the second speaker",
        "face 2",
        "top 3 emotions",
    ],
)
def test_what_names_no_part(message: str):
    assert find_span(message, LENGTH) is None


def test_a_part_behind_the_end_is_marked_and_one_across_it_cut():
    assert find_span("at 9:00", LENGTH) == Span(540_000, 540_000, moment=True, beyond=True)
    assert find_span("between 3:00 and 9:00", LENGTH) == Span(180_000, LENGTH)


def test_a_text_is_parted_by_sentences():
    assert find_span("in the first half", 10, of_sentences=True) == Span(0, 5)
    assert find_span("sentence 3", 10, of_sentences=True) == Span(2, 3)
    assert find_span("sentence 30", 10, of_sentences=True) == Span(29, 30, beyond=True)
    assert find_span("at 0:42", 10, of_sentences=True) is None


def test_an_image_has_no_parts():
    assert find_span("at the end", 0) is None

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from builders.whole import face, segment, speaker, video, words
from emoscope.domain.clock import clock
from emoscope.domain.emotions import EMOTIONS
from emoscope.domain.findings import Findings
from emoscope.domain.text import Sentence
from emoscope.pipelines.summary import summarise


def pure(*names: str) -> np.ndarray:
    rows = np.zeros((len(names), 8))
    rows[range(len(names)), [EMOTIONS.index(name) for name in names]] = 1.0
    return rows


def text(*sentences: tuple[str, dict[str, float] | None]) -> Findings:
    found = tuple(Sentence(words_, 0, len(words_), 0, "en", scores) for words_, scores in sentences)
    scored = [one.emotions for one in found if one.emotions]
    return Findings(
        medium_id="t", user_id="u", kind="text", title="T", description="",
        created_at=datetime(2026, 1, 1, tzinfo=UTC), duration_ms=0, sentences=found,
        words=sum(len(one.text.split()) for one in found), text_emotions=scored[0] if scored else None,
    )  # fmt: skip


def test_a_video_is_told_by_people_turns_speech_and_agreement() -> None:
    anna = face(1, pure(*["neutral"] * 20, *["happy"] * 40), name="Anna", named=True, speaker_id=0)
    bert = face(2, pure(*["sad"] * 30), uncertain=0.5)
    said = [segment(0, 30_000, 40_000, text_emotions=words(joy=0.8))]
    who = [
        speaker(0, 10_000, name="Anna", face_id=1, text_emotions=words(joy=0.8)),
        speaker(1, 5000),
    ]
    summary = summarise(video([anna, bert], who, said, speech_ms=14_000, text_emotions=words(joy=0.8)))
    assert summary == (
        "Two people are seen: Anna (1:00 on screen, mostly happy (67%)) and face_2 (0:30 on screen, mostly "
        "sad (100%)). Over all faces the leading expression is sad (50%). face_2 can often not be read well; "
        "take those scores with caution. Two speakers talk for 0:14 in all, Anna most (67%). The words are "
        "led by joy (80%). At 0:20 Anna turns from neutral to happy. Anna's face and words go the same way "
        "in 100% of the speech that can be compared."
    )


def test_nobody_and_no_speech_are_said_so() -> None:
    assert summarise(video()) == "No face is seen."
    assert summarise(video(kind="audio")) == "No speech is heard."


def test_a_crowd_is_not_listed_whole() -> None:
    crowd = [face(number, pure("happy")) for number in range(1, 15)]
    assert summarise(video(crowd)).startswith("14 people are seen: face_1 (0:01")
    assert "and 11 more." in summarise(video(crowd))


def test_a_text_is_told_by_its_leading_label_and_strongest_sentence() -> None:
    summary = summarise(text(("It rains.", words(neutral=0.9)), ("I love it!", words(love=0.85))))
    assert summary == (
        "5 words in two sentences, led by a neutral tone (90%). The strongest is love (85%) in “I love it!”."
    )


def test_a_text_without_scores_says_why() -> None:
    assert (
        summarise(text(("Es regnet.", None)))
        == "2 words in one sentence; none is in a language that the model knows."
    )


@pytest.mark.parametrize(("at_ms", "shown"), [(0, "0:00"), (62_999, "1:02"), (3_602_000, "1:00:02")])
def test_times_are_read_as_on_a_player(at_ms: int, shown: str) -> None:
    assert clock(at_ms) == shown

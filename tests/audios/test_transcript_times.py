"""When and by whom written words were said, worked out from the recording."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audios.made_up import talk
from emoscope.audios.transcript_edits import Line, Transcript, fold, unedited
from emoscope.audios.transcript_formats import BadTranscript, Cue, parse
from emoscope.audios.transcript_matching import Sent, corrections
from emoscope.audios.transcript_speakers import attributed
from emoscope.audios.transcript_times import timed


def times(text: str, heard: list[tuple[int, int]], begin_ms: int = 0, end_ms: int = 20_000):
    return [(one.start_ms, one.end_ms) for one in timed(parse(text), heard, begin_ms, end_ms)]


def test_words_without_times_share_the_speech_in_proportion():
    heard = [(1000, 3000), (5000, 7000)]
    assert times("one two three\nfour", heard) == [(1000, 6000), (6000, 7000)]
    assert times("one\ntwo", heard) == [(1000, 3000), (5000, 7000)], "a pause lies between, not in a segment"
    assert times("one\ntwo", heard, 2000, 6000) == [(2000, 3000), (5000, 6000)], "only the analysed part"


def test_known_times_stay_and_the_speech_between_them_is_shared():
    heard = [(1000, 3000), (5000, 7000), (9000, 10_000)]
    text = "[00:00.5] one\ntwo\n\nthree\n\n[00:05] four\n[00:08] five"
    assert times(text, heard) == [(500, 2333), (2333, 3000), (5000, 7000), (8000, 10_000)]
    assert times("Well.\n\n[00:05] four", heard) == [(1000, 3000), (5000, 10_000)], "before the first time"
    again = "[00:05] one\n[00:05] two"
    assert times(again, heard) == [(5000, 6500), (6500, 10_000)], "a second has room for two"


def test_where_no_speech_was_heard_words_take_their_usual_time():
    assert times("one two\nthree", [], 3000) == [(3000, 3800), (3800, 4200)]
    assert times("[00:15] one two three", [(1000, 3000)]) == [(15_000, 16_200)]
    assert times("[00:19.9] one two three", []) == [(19_900, 20_000)], "not beyond the end"


def test_spans_of_subtitles_stay_and_end_with_the_recording():
    text = "1\n00:00:18,000 --> 00:00:20,900\nlate\n\n2\n00:00:01,000 --> 00:00:19,000\nover all"
    assert times(text, [(0, 1000)]) == [(18_000, 20_000), (1000, 19_000)]


@pytest.mark.parametrize(
    ("text", "begin_ms"),
    [
        ("Fine.\n\n[00:20] late", 0), ("Fine.\n\n[00:04] early", 5000),
        ("WEBVTT\n\n00:19.000 --> 00:21.001\nlate", 0),
    ],
)  # fmt: skip
def test_times_outside_of_the_recording_are_refused(text, begin_ms):
    with pytest.raises(BadTranscript, match=r"^Line 3: .* to 00:00:20.000"):
        times(text, [(0, 20_000)], begin_ms)


spans = st.lists(
    st.tuples(st.integers(0, 19_000), st.integers(1, 5000)).map(lambda one: (one[0], sum(one))), max_size=6
)
stamped = st.lists(st.tuples(st.none() | st.integers(0, 19_999), st.integers(0, 30)), min_size=1, max_size=30)


@given(stamped, spans)
def test_times_are_in_order_and_within_the_recording(parts, heard):
    order = iter(sorted(stamp for stamp, _ in parts if stamp is not None))
    cues = [
        Cue(number, "word " * count or "...", "", None if stamp is None else next(order))
        for number, (stamp, count) in enumerate(parts)
    ]
    found = timed(cues, heard, 0, 20_000)
    assert [one.cue for one in found] == cues
    for one in found:
        assert 0 <= one.start_ms < one.end_ms <= 20_001
    starts = [one.start_ms for one in found]
    assert starts == sorted(starts)
    given_times = [one for one in found if one.cue.start_ms is not None]
    assert all(one.start_ms >= one.cue.start_ms for one in given_times)


def lines(text: str, before: Transcript) -> tuple[list[int], dict[str, str]]:
    heard = [(line.start_ms, line.end_ms) for line in before.in_order()]
    body = attributed(timed(parse(text), heard, 0, 20_000), before)
    return [line["speaker_id"] for line in body["lines"]], body["names"]


def test_words_without_a_name_are_those_of_who_was_heard():
    before = unedited(talk())
    assert lines("[00:00] a\n[00:05] b\n[00:08.5] c\n[00:12] e\n[00:16] d", before) == ([0, 1, 0, 1, 0], {})
    assert lines("Hello.", Transcript({})) == ([0], {})
    late = fold(talk((0, 1000, 0, "a"), (5000, 6000, 1, "b")), [])
    assert lines("WEBVTT\n\n00:07.000 --> 00:08.000\nx", late) == ([1], {}), "who was heard nearest"


def test_new_names_go_to_the_nameless_speakers_who_were_heard_then():
    before = unedited(talk())
    text = "[00:00] Ann: a\n[00:04] Bob: b\n[00:08.5] Ann: c\n[00:12] bob: d"
    assert lines(text, before) == ([0, 1, 0, 1], {"0": "Ann", "1": "Bob"})
    halves = "[00:00] Ann: a b\n[00:04] Ann: c\n[00:08] Bob: d"
    assert lines(halves, before) == ([2, 2, 0], {"2": "Ann", "0": "Bob"}), "half of the time is not enough"


def test_known_names_and_labels_stay_with_their_speakers():
    before = unedited(talk())
    before.names |= {1: "Ann"}
    text = "[00:00] ann: a\n[00:04] speaker_0: b\n[00:08] Cy: c"
    assert lines(text, before) == ([1, 0, 2], {"2": "Cy"})
    assert lines("[00:04] Bob: b", before) == ([2], {"2": "Bob"}), "speaker 1 has another name"
    assert lines("speaker_1: b", before) == ([1], {})


def sent(*parts: tuple[int, int, int, str]) -> list[Sent]:
    return [Sent(*part) for part in parts]


def body(before: Transcript, *parts: tuple[int, int, int, str]) -> tuple[dict[int, dict], list, list[int]]:
    """What is changed by segment, what is added (its times), and which segments are removed."""
    found = corrections(sent(*parts), before)
    changed = {
        item["segment"]: {name: item[name] for name in item if name not in ("segment", "before")}
        for item in found["changed"]
    }
    return (
        changed,
        [(one["segment"], one["start_ms"]) for one in found["added"]],
        [one["segment"] for one in found["removed"]],
    )


def test_a_sent_segment_corrects_the_one_with_its_times():
    before = unedited(talk())
    assert body(before, (4000, 8000, 1, "I hate this place!")) == (
        {1: {"text": "I hate this place!"}},
        [],
        [],
    )
    assert body(before, (4000, 8000, 0, "I love this place!")) == ({1: {"speaker_id": 0}}, [], [])
    assert body(before, (4000, 8000, 1, "I love this place!")) == ({}, [], [])


def test_moved_segments_are_known_by_speaker_or_by_being_near():
    before = unedited(talk())
    moved = (5000, 8200, 1, "I love this place!")
    assert body(before, moved) == ({1: {"start_ms": 5000, "end_ms": 8200}}, [], [])
    assert body(before, (4400, 8000, 0, "b")) == (
        {1: {"start_ms": 4400, "speaker_id": 0, "text": "b"}},
        [],
        [],
    )
    assert body(before, (5000, 8000, 0, "Yes.")) == ({}, [(-1, 5000)], []), "somebody else, meanwhile"


def test_segments_are_divided_and_joined_by_sending_what_they_become():
    before = unedited(talk())
    divided = body(before, (0, 2500, 0, "It was the best"), (2500, 4000, 1, "of times."))
    assert divided == ({0: {"end_ms": 2500, "text": "It was the best"}}, [(-1, 2500)], [])
    thirds = body(before, (0, 1300, 0, "a"), (1300, 2700, 1, "b"), (2700, 4000, 2, "c"))
    assert thirds == ({}, [(-1, 0), (-2, 1300), (-3, 2700)], [0])
    two = Transcript(
        {0: Line(0, 0, 2000, 0, "a"), 1: Line(1, 2000, 4000, 0, "b"), 2: Line(2, 1000, 3000, 1, "c")}
    )
    joined = body(two, (0, 4000, 0, "a b"))
    assert joined == ({0: {"end_ms": 4000, "text": "a b"}}, [], [1]), "who talks meanwhile goes on talking"


def test_interjections_leave_what_they_interrupt():
    before = unedited(talk())
    assert body(before, (1000, 1400, 1, "Hm."), (2000, 3500, 1, "Oh no.")) == (
        {},
        [(-1, 1000), (-2, 2000)],
        [],
    )
    both = Transcript({0: Line(0, 0, 4000, 0, "a"), 1: Line(1, 0, 4000, 1, "b")})
    assert body(both, (0, 4000, 1, "B"), (0, 4000, 0, "A")) == ({1: {"text": "B"}, 0: {"text": "A"}}, [], [])


edges = st.integers(0, 40).map(lambda step: step * 500)
parts = st.lists(
    st.tuples(edges, edges, st.integers(0, 2), st.sampled_from("ab")).filter(lambda one: one[0] < one[1]),
    min_size=1,
    max_size=6,
    unique_by=lambda one: one[:3],
)


@given(parts, parts)
def test_whatever_is_sent_is_there_afterwards(first, second):
    """And sending it once more changes nothing."""
    segments = talk()[:1]
    before = unedited(segments)
    edits = [("correct_segments", corrections(sent(*first), before))]
    after = fold(segments, edits)
    edits.append(("correct_segments", corrections(sent(*second), after)))
    last = fold(segments, edits)
    there = {(one.start_ms, one.end_ms, one.speaker_id, one.text) for one in last.lines.values()}
    assert set(second) <= there
    assert not any(corrections(sent(*second), last)[name] for name in ("changed", "added"))

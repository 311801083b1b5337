"""Choosing moments from made-up findings: what stands out is found, and nothing else is."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from builders import media, sounds
from emoscope.analyzers.circumplex import affect_columns
from emoscope.domain.emotions import EMOTIONS, Affect
from emoscope.domain.findings import FaceFindings, FaceSeries, Findings, SegmentFindings, SpeakerFindings
from emoscope.domain.text import TEXT_EMOTIONS
from emoscope.domain.video import MediaLimits
from emoscope.media.encode import Sound, write_video
from emoscope.pipelines.highlight_bounds import pause_near, settled
from emoscope.pipelines.highlight_signs import FACE, VOICE, WORDS, in_words, signs
from emoscope.pipelines.highlights import LONGEST_MS, MOST_MS, SHORTEST_MS, Moment, choose

BIN_MS = 250


def shares(label: str, share: float) -> dict[str, float]:
    rest = (1 - share) / (len(EMOTIONS) - 1)
    return {name: share if name == label else rest for name in EMOTIONS}


def face(
    seconds: float,
    *happenings: tuple[float, float, str, float],
    face_id: int = 1,
    resting: tuple[str, float] = ("neutral", 0.86),
    away: tuple[float, float] = (0, 0),
    noise: float = 0.0,
    unreadable: tuple[float, float] = (0, 0),
    dimness: float = 1.0,
) -> FaceFindings:
    """A face at rest but for (from, to, emotion, share), in seconds."""
    starts = np.arange(0, round(seconds * 1000), BIN_MS)
    rows = np.array([list(shares(*resting).values())] * len(starts))
    for begin, end, label, share in happenings:
        rows[(starts >= begin * 1000) & (starts < end * 1000)] = list(shares(label, share).values())
    rows = np.clip(rows + np.random.default_rng(face_id).normal(0, noise, rows.shape), 0, 1)
    rows /= rows.sum(axis=1, keepdims=True)
    seen = (starts < away[0] * 1000) | (starts >= away[1] * 1000)
    affect = affect_columns(rows)[seen]
    dim = (starts >= unreadable[0] * 1000) & (starts < unreadable[1] * 1000)
    series = FaceSeries(BIN_MS, starts[seen], rows[seen], *affect.T, dimness * dim[seen])
    mean = dict(zip(EMOTIONS, rows.mean(axis=0), strict=True))
    return FaceFindings(
        face_id, f"face_{face_id}", False, None, "", 0, 0, 0, mean, Affect(0, 0, 0), 0, series=series
    )


def segment(
    index: int, begin: float, end: float, *, voice=None, words=None, speaker: int = 0, text: str = "So."
) -> SegmentFindings:
    scores = None if words is None else dict.fromkeys(TEXT_EMOTIONS, 0.02) | words
    emotions = None if voice is None else shares(*voice)
    return SegmentFindings(
        index, round(begin * 1000), round(end * 1000), speaker, text, "en", emotions, scores, None
    )


def findings(seconds: float, *faces: FaceFindings, speech: list[SegmentFindings] | None = None) -> Findings:
    speakers = {one.speaker_id for one in speech or []}
    return Findings(
        medium_id="m", user_id="u", kind="video", title="t", description="", created_at=datetime.now(UTC),
        duration_ms=round(seconds * 1000), faces=faces, segments=tuple(speech or []),
        speakers=tuple(
            SpeakerFindings(one, f"speaker_{one}", False, None, 0, 0, None, None) for one in sorted(speakers)
        ),
    )  # fmt: skip


def test_a_rise_of_an_emotion_is_found_with_its_figures():
    (moment,) = choose(findings(60, face(60, (30, 34, "surprise", 0.71), resting=("neutral", 0.72))))
    (sign,) = moment.signs
    assert in_words(sign) == "face_1: surprise rises from 4% to 71%"
    assert moment.start_ms == 29_000, "a second of what was before it"
    assert moment.end_ms == 34_500
    assert moment.score == pytest.approx(0.5 * 0.67 + 0.3 * (0.71 - 0.0847) + 0.2 * 0.71, abs=0.01)


@pytest.mark.parametrize("resting", [("neutral", 0.86), ("happy", 0.9), ("sad", 0.6)])
def test_who_stays_the_same_gives_no_highlight(resting):
    assert choose(findings(120, face(120, resting=resting, noise=0.03))) == ()


def test_a_return_to_rest_is_no_highlight():
    seen = face(60, (0, 30, "happy", 0.9))
    assert all(moment.start_ms < 20_000 for moment in choose(findings(60, seen)))
    assert all(sign.emotion == "happy" for sign in signs(findings(60, seen)) if sign.score > 0.25)


def test_what_cannot_be_read_does_not_count():
    happening = (30, 34, "surprise", 0.9)
    assert choose(findings(60, face(60, happening)))
    assert choose(findings(60, face(60, happening, unreadable=(29, 36)))) == ()
    (clear,) = choose(findings(60, face(60, happening)))
    (dim,) = choose(findings(60, face(60, happening, unreadable=(25, 36), dimness=0.4)))
    assert dim.score == pytest.approx(0.6 * clear.score, abs=0.03)


def test_a_face_that_appears_is_compared_with_what_is_usual_for_it():
    seen = face(60, (40, 44, "fear", 0.8), away=(20, 40))
    (moment,) = choose(findings(60, seen))
    assert in_words(moment.signs[0]).startswith("face_1: fear at 80%, usually 10%")


def test_moments_are_apart_bounded_and_in_order():
    """A lively quarter of an hour."""
    rng = np.random.default_rng(5)
    happenings = [
        (at, at + rng.uniform(1, 20), str(rng.choice(["happy", "angry", "surprise"])), rng.uniform(0.4, 1))
        for at in rng.uniform(0, 880, 60)
    ]
    moments = choose(findings(900, face(900, *happenings, noise=0.02)))
    assert len(moments) >= 4
    assert sum(one.length_ms for one in moments) <= MOST_MS
    assert all(SHORTEST_MS <= one.length_ms <= LONGEST_MS for one in moments)
    assert all(one.end_ms < other.start_ms for one, other in pairwise(moments))
    assert moments[0].start_ms >= 0
    assert moments[-1].end_ms <= 900_000


def test_of_many_moments_the_strongest_are_kept():
    happenings = [(50 * i + 10, 50 * i + 20, "happy", 0.5) for i in range(12)]
    happenings[7] = (*happenings[7][:3], 0.95)
    moments = choose(findings(600, face(600, *happenings)))
    assert any(one.start_ms < 360_000 < one.end_ms for one in moments)
    assert len(moments) < 12
    best = max(moments, key=lambda one: one.score)
    assert best.start_ms < 360_000 < best.end_ms


def test_a_fifth_of_a_short_video_is_shown_at_most():
    happenings = [(at, at + 8, "happy", 0.9) for at in (10, 30, 50, 70)]
    assert sum(one.length_ms for one in choose(findings(100, face(100, *happenings)))) <= 20_000


@pytest.mark.parametrize(("seconds", "start_ms"), [(2.0, 0), (2.9, 0), (4.0, 1000), (6.0, 2000)])
def test_of_a_very_short_video_what_it_has_is_shown(seconds: float, start_ms: int):
    (moment,) = choose(findings(seconds, face(seconds, (seconds / 2, seconds, "happy", 0.9))))
    assert (moment.start_ms, moment.end_ms) == (start_ms, round(seconds * 1000))
    assert choose(findings(seconds, face(seconds))) == ()


def test_a_fraction_of_a_second_is_no_error():
    (moment,) = choose(findings(0.5, face(0.5, (0.25, 0.5, "happy", 0.9))))
    assert (moment.start_ms, moment.end_ms) == (0, 500)
    assert choose(findings(0.4, face(0.4, (0.25, 0.4, "happy", 0.9)))) == ()


def test_nothing_seen_and_nothing_heard_is_no_error():
    assert choose(findings(60)) == ()
    assert choose(findings(0)) == ()
    assert choose(findings(60, face(60, away=(0, 60)))) == ()


def test_only_the_analysed_part_is_shown():
    seen = findings(60, face(60, (20, 30, "happy", 0.9)))
    (moment,) = choose(seen, 20_500, 23_800)
    assert (moment.start_ms, moment.end_ms) == (20_500, 23_800)


def test_a_voice_unlike_the_same_speakers_others_stands_out():
    calm = [segment(i, 10 * i, 10 * i + 5, voice=("neutral", 0.8), speaker=i % 2) for i in range(8)]
    calm[5] = segment(5, 50, 55, voice=("angry", 0.9), speaker=1)
    (moment,) = choose(findings(100, speech=calm))
    (sign,) = moment.signs
    assert (sign.modality, sign.subject_id, sign.emotion) == (VOICE, 1, "angry")
    assert in_words(sign) == "speaker_1: anger in the voice at 90%, usually 3%"
    assert (moment.start_ms, moment.end_ms) == (50_000 - 120, 55_000 + 120), "cut in the pauses around it"


def test_words_of_feeling_stand_out_and_words_of_thought_do_not():
    said = [segment(i, 10 * i, 10 * i + 4, words={"neutral": 0.8}) for i in range(6)]
    said[2] = segment(2, 20, 24, words={"curiosity": 0.95}, text="How is that done?")
    said[4] = segment(4, 40, 44, words={"joy": 0.93}, text="I love this place! " * 9)
    (moment,) = choose(findings(100, speech=said))
    (sign,) = moment.signs
    assert (sign.modality, sign.emotion) == (WORDS, "joy")
    reason = in_words(sign)
    assert reason.startswith('speaker_0: joy in the words at 93%, usually 2%: "I love this place! ')
    assert reason.endswith('…"')
    assert len(reason) < 150


def test_a_single_sentence_of_joy_has_nothing_to_be_compared_with():
    assert choose(findings(60, speech=[segment(0, 20, 24, words={"joy": 0.95})])) == ()


def test_face_voice_and_words_together_support_each_other():
    said = [segment(i, 10 * i, 10 * i + 4, voice=("neutral", 0.8), words={"neutral": 0.8}) for i in range(9)]
    said[4] = segment(4, 40, 44, voice=("happy", 0.8), words={"joy": 0.9}, text="We won!")
    seen = face(90, (40.5, 43, "happy", 0.8))
    (alone,) = choose(findings(90, seen))
    (together,) = choose(findings(90, seen, speech=said))
    assert {sign.modality for sign in together.signs} == {FACE, VOICE, WORDS}
    assert 1 >= together.score > alone.score
    scores = [sign.score for sign in together.signs]
    assert scores == sorted(scores, reverse=True)
    assert together.score == pytest.approx(1 - np.prod([1 - score for score in scores]))


@pytest.mark.parametrize(
    ("spoken", "start_ms", "end_ms"),
    [
        ([(27.8, 36.0)], 27_680, 36_120),  # begun shortly before, ended shortly after: all of it
        ([(20.0, 29.3), (34.3, 50.0)], 29_300, 34_300),  # the last and the first word of others: none of it
        ([(20.0, 50.0)], 29_000, 34_500),  # somebody talks on and on: left to the pauses between words
    ],
)
def test_speech_is_not_cut_where_a_pause_is_near(spoken, start_ms: int, end_ms: int):
    said = [segment(i, *times) for i, times in enumerate(spoken)]
    (moment,) = choose(findings(60, face(60, (30, 34, "surprise", 0.8)), speech=said))
    assert (moment.start_ms, moment.end_ms) == (start_ms, end_ms)


def talking(path: Path, seconds: float = 12.0) -> np.ndarray:
    speech = sounds.two_cities()[: round(seconds * sounds.RATE)]
    picture = np.full((64, 96, 3), 120, np.uint8)
    write_video(path, [picture] * round(seconds * 25), fps=25, sound=Sound(speech, sounds.RATE))
    return speech


def test_a_cut_within_speech_goes_between_words(tmp_path: Path):
    speech = talking(tmp_path / "v.mp4")
    power = np.convolve(speech.astype(np.float64) ** 2, np.ones(960) / 960, "same")
    usual = float(np.median(power))
    moved = 0
    for time_ms in range(1000, 11_000, 500):
        found = pause_near(tmp_path / "v.mp4", time_ms, MediaLimits())
        assert abs(found - time_ms) <= 600
        moved += found != time_ms
        if found != time_ms:
            assert power[found * 16] < 0.3 * usual
    assert moved > 15
    (moment,) = settled(tmp_path / "v.mp4", [Moment(3000, 7000)], [segment(0, 0.2, 11.9)], MediaLimits())
    assert all(power[at * 16] < 0.3 * usual for at in (moment.start_ms, moment.end_ms))


def test_a_cut_near_a_change_of_shots_goes_there(tmp_path: Path):
    """A change of scene at 2.0 s and one at 6.0 s; the neighbours leave no room at the second."""
    face_, other = media.astronaut(), np.ascontiguousarray(media.astronaut()[::-1, ::-1])
    pictures = [face_] * 50 + [other] * 100 + [face_] * 100
    write_video(tmp_path / "v.mp4", pictures, fps=25)
    moments = [Moment(2300, 5700), Moment(5900, 9000)]
    found = settled(tmp_path / "v.mp4", moments, [], MediaLimits())
    assert [(one.start_ms, one.end_ms) for one in found] == [(2000, 5700), (6000, 9000)]
    asked = []
    settled(tmp_path / "v.mp4", moments, [], MediaLimits(), lambda: asked.append(1))
    assert len(asked) > 50, "a long search keeps telling that it goes on"


def test_no_moment_becomes_too_short_by_being_moved(tmp_path: Path):
    pictures = [media.astronaut()] * 50 + [np.ascontiguousarray(media.astronaut()[::-1])] * 100
    write_video(tmp_path / "v.mp4", pictures, fps=25)
    (moment,) = settled(tmp_path / "v.mp4", [Moment(1800, 4850)], [], MediaLimits())
    assert (moment.start_ms, moment.end_ms) == (1800, 4850)

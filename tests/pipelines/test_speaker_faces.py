"""Whose voice is whose face, on made-up mouths with known truth."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from emoscope.domain.speaker_faces import Speech
from emoscope.pipelines.loudness import Loudness
from emoscope.pipelines.speaker_faces import match_speakers

FRAME_MS = 40
SECONDS = 40
TIMES = np.arange(0, SECONDS * 1000, FRAME_MS)


def turns(*speakers: int, each_s: float = 4.0, pause_s: float = 1.0) -> list[Speech]:
    """Speakers one after the other, over and over."""
    step = 1000 * (each_s + pause_s)
    starts = np.arange(500, SECONDS * 1000 - step, step)
    return [
        Speech(round(start), round(start + 1000 * each_s), speakers[number % len(speakers)])
        for number, start in enumerate(starts)
    ]


def babble(seed: int, times: np.ndarray = TIMES) -> np.ndarray:
    """Syllables: four openings a second of uneven width."""
    rng = np.random.default_rng(seed)
    phase = np.cumsum(rng.uniform(0.5, 1.5, len(times))) * 2 * np.pi * 4 * FRAME_MS / 1000
    return (0.5 + 0.5 * np.sin(phase)) * rng.uniform(0.3, 0.8, len(times))


def mouth(face: int, voice: int | None, speech: list[Speech], seed: int, still: float = 0.01) -> pl.DataFrame:
    """A face in every frame whose mouth moves while the voice speaks, and hardly otherwise."""
    moving = np.zeros(len(TIMES), bool)
    for part in speech:
        if part.speaker_id == voice:
            moving |= (part.start_ms <= TIMES) & (part.end_ms > TIMES)
    noise = np.abs(np.random.default_rng(seed).normal(0, still, len(TIMES)))
    opening = np.where(moving, babble(seed), noise).astype(np.float32)
    return pl.DataFrame(
        {
            "timestamp_ms": TIMES,
            "face_id": np.full(len(TIMES), face, np.int32),
            "au25": opening,
            "au26": opening,
        }
    )


def loudness_of(rows: pl.DataFrame) -> Loudness:
    """Sound that is as loud as this mouth is open."""
    opening = rows["au25"].to_numpy()
    return Loudness(0, np.repeat(-60 + 50 * opening, 4).astype(np.float32))


def links(rows, speech, loudness=None) -> dict[int, int]:
    return {one.speaker_id: one.face_id for one in match_speakers(rows, speech, loudness).links}


def test_each_voice_goes_to_the_face_whose_mouth_moves_with_it():
    speech = turns(0, 1)
    rows = pl.concat([mouth(1, 1, speech, 1), mouth(2, 0, speech, 2), mouth(3, None, speech, 3)])
    found = match_speakers(rows, speech, None)
    assert {one.speaker_id: one.face_id for one in found.links} == {0: 2, 1: 1}
    assert all(one.score > 0.95 for one in found.links)
    assert found.refusals == ()


def test_a_voice_from_off_screen_is_given_to_nobody():
    speech = turns(0, 1)
    rows = pl.concat([mouth(1, 0, speech, 1), mouth(2, None, speech, 2)])
    found = match_speakers(rows, speech, None)
    assert [(one.speaker_id, one.face_id) for one in found.links] == [(0, 1)]
    assert [one.speaker_id for one in found.refusals] == [1]
    assert "off screen" in found.refusals[0].reason


def test_a_silent_face_under_a_narrator_is_not_taken_for_the_narrator():
    speech = [Speech(500, 39_000, 0)]
    rows, narrator = mouth(1, None, speech, 1, still=0.05), mouth(9, 0, speech, 2)
    found = match_speakers(rows, speech, loudness_of(narrator))
    assert (found.links, len(found.refusals)) == ((), 1)


def test_a_monologue_without_a_pause_is_matched_by_its_sound():
    speech = [Speech(0, SECONDS * 1000, 0)]
    rows = mouth(1, 0, speech, 1)
    assert links(rows, speech, loudness_of(rows)) == {0: 1}
    assert links(rows, speech) == {}, "without the sound there is nothing to compare with"


def test_mouths_that_move_alike_are_told_apart_by_nobody():
    speech = turns(0)
    rows = pl.concat([mouth(1, 0, speech, 1), mouth(2, 0, speech, 2)])
    found = match_speakers(rows, speech, None)
    assert found.links == ()
    assert "nearly as much" in found.refusals[0].reason


def test_one_mouth_that_moves_with_two_voices_gets_neither():
    speech = turns(0, 1)
    both = [Speech(one.start_ms, one.end_ms, 0) for one in speech]
    found = match_speakers(mouth(1, 0, both, 1), speech, None)
    assert found.links == ()
    assert {one.speaker_id for one in found.refusals} == {0, 1}


def test_where_several_speak_at_once_nobody_is_judged():
    speech = [*turns(0), *[Speech(one.start_ms, one.end_ms, 1) for one in turns(0)]]
    rows = pl.concat([mouth(1, 0, speech, 1), mouth(2, 1, speech, 2)])
    found = match_speakers(rows, speech, None)
    assert found.links == ()
    assert all("spoke alone" in one.reason for one in found.refusals)


def test_a_short_remark_is_too_little():
    speech = [Speech(5000, 7500, 0), *turns(1)[2:]]
    rows = pl.concat([mouth(1, 0, speech, 1), mouth(2, 1, speech, 2)])
    found = match_speakers(rows, speech, None)
    assert [(one.speaker_id, one.face_id) for one in found.links] == [(1, 2)]
    assert "3 s are needed" in found.refusals[0].reason


def test_faces_that_come_and_go_are_judged_where_they_are_seen():
    speech = turns(0, 1)
    one, other = mouth(1, 0, speech, 1), mouth(2, 1, speech, 2)
    first_half = pl.col("timestamp_ms") < 20_000
    rows = pl.concat([one.filter(first_half), other.filter(~first_half)])
    assert links(rows, speech) == {0: 1, 1: 2}


def test_half_of_the_frames_unread_changes_nothing():
    speech = turns(0, 1)
    rows = pl.concat([mouth(1, 0, speech, 1), mouth(2, 1, speech, 2)])
    told = pl.when(pl.col("timestamp_ms") % 80 == 0).then(pl.col("au25"))
    assert links(rows.with_columns(told.alias("au25")), speech) == {0: 1, 1: 2}


def test_a_video_analysed_at_two_frames_a_second_is_refused_in_words():
    speech = turns(0, 1)
    rows = pl.concat([mouth(1, 0, speech, 1), mouth(2, 1, speech, 2)])
    found = match_speakers(rows.filter(pl.col("timestamp_ms") % 520 == 0), speech, None)
    assert (found.links, {one.speaker_id for one in found.refusals}) == ((), {0, 1})
    assert "too few frames" in found.refusals[0].reason


@pytest.mark.parametrize("rows", [mouth(1, None, [], 1).clear(), mouth(1, None, [], 1)])
def test_nobody_seen_or_heard_is_no_error(rows):
    assert match_speakers(rows, [], None).links == ()
    found = match_speakers(rows.clear(), turns(0), None)
    assert (found.links, [one.speaker_id for one in found.refusals]) == ((), [0])


def test_matches_do_not_depend_on_the_numbers_of_faces():
    speech = turns(0, 1)
    rows = pl.concat([mouth(7, 0, speech, 1), mouth(30, 1, speech, 2)])
    assert links(rows, speech) == {0: 7, 1: 30}

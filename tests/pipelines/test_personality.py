"""The cues of apparent personality, measured on made-up faces and speech."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from emoscope.analyzers.apparent_personality import ApparentPersonality
from emoscope.domain.audio import Prosody
from emoscope.domain.emotions import EMOTIONS
from emoscope.domain.text import TEXT_EMOTIONS
from emoscope.pipelines.personality import (
    COLUMNS,
    Spoken,
    by_segment,
    face_cues,
    overall,
    voice_cues,
    word_cues,
)

PROSODY = Prosody(180.0, 100.0, 200.0, 0.6, -20.0, 20.0, 3.0, 0, 0)
MODEL = ApparentPersonality()


def face(seconds: float = 20.0, fps: float = 25.0, first_ms: int = 0, **columns) -> pl.DataFrame:
    """A still, neutral face that looks past the camera; `columns` replace what is given."""
    count = round(seconds * fps)
    values = {
        "timestamp_ms": first_ms + (np.arange(count) * 1000 / fps).round().astype(np.int64),
        "face_id": np.ones(count, np.int32),
        **{name: np.full(count, float(name == "neutral")) for name in EMOTIONS},
        "uncertain": np.zeros(count, bool),
        "head_yaw": np.zeros(count), "head_pitch": np.zeros(count), "head_roll": np.zeros(count),
        "gaze_yaw": np.full(count, 30.0), "gaze_pitch": np.zeros(count), "au12": np.zeros(count),
    }  # fmt: skip
    return pl.DataFrame(values | columns).select(COLUMNS)


def speech(start_s: float, end_s: float, speaker: int = 0, text: str = "", **changes) -> Spoken:
    scores = changes.pop("scores", None)
    emotions = {name: (scores or {}).get(name, 0.0) for name in TEXT_EMOTIONS} if text else None
    return Spoken(
        round(1000 * start_s), round(1000 * end_s), speaker, text, changes.pop("language", "en"), emotions,
        replace(PROSODY, **changes),
    )  # fmt: skip


def test_smiles_and_looks_are_shares_of_the_time_in_which_they_can_be_told():
    half = np.arange(500) < 250
    rows = face(au12=np.where(half, 0.9, 0.2), gaze_yaw=np.where(half, 3.0, 30.0))
    found = face_cues(rows)
    assert found["smiling"].value == pytest.approx(0.5)
    assert found["looking"].value == pytest.approx(0.5)
    assert found["smiling"].amount == pytest.approx(20)
    unread = face_cues(rows.with_columns(pl.when(pl.col("timestamp_ms") < 10_000).then("au12").alias("au12")))
    assert (unread["smiling"].value, unread["smiling"].amount) == (1.0, pytest.approx(10))


def test_a_face_that_never_changes_has_no_expressivity_and_one_that_does_has():
    assert face_cues(face())["expressivity"].value == 0
    happy = (np.arange(500) // 25) % 2
    moved = face_cues(face(happy=happy.astype(float), neutral=1.0 - happy))
    assert moved["expressivity"].value == pytest.approx(np.sqrt(0.5), abs=0.01)


def test_head_movement_is_in_degrees_a_second_and_overlooks_jitter():
    times = np.arange(500) / 25
    assert face_cues(face(head_yaw=4 * times))["head_movement"].value == pytest.approx(4, abs=0.01)
    jitter = np.random.default_rng(1).normal(0, 1, 500)
    assert face_cues(face(head_yaw=jitter))["head_movement"].value < 1.5
    per_frame = np.abs(np.diff(jitter)).mean() * 25
    assert per_frame > 20, "what it would be from frame to frame"


def test_a_glimpse_of_a_face_is_no_evidence():
    assert face_cues(face(seconds=1.5)) == {}
    assert face_cues(face().clear()) == {}


def test_time_in_which_the_face_is_away_does_not_count():
    rows = pl.concat([face(3), face(3, first_ms=600_000)])
    assert face_cues(rows)["smiling"].amount == pytest.approx(6, abs=0.1)


def test_uncertain_frames_do_not_tell_expressions():
    rows = face(uncertain=np.ones(500, bool))
    assert "expressivity" not in face_cues(rows)
    assert "smiling" in face_cues(rows)


def test_cues_of_a_voice_are_weighted_by_time():
    own = [speech(0, 6, pitch_low_hz=100.0, pitch_high_hz=200.0), speech(6, 8, pitch_high_hz=400.0)]
    found = voice_cues(own, [], 40)
    assert found["pitch_range"].value == pytest.approx((6 * 12 + 2 * 24) / 8)
    assert (found["talking"].value, found["talking"].amount) == (pytest.approx(0.2), 40)
    assert "loudness" not in found, "there is nobody to be louder than"


def test_loudness_is_that_above_the_others():
    found = voice_cues([speech(0, 5, loudness_db=-17.0)], [speech(5, 10, 1, loudness_db=-23.0)], 10)
    assert (found["loudness"].value, found["loudness"].amount) == (pytest.approx(6), pytest.approx(5))


def test_pauses_within_segments_are_not_talk():
    assert voice_cues([speech(0, 10, pause_ms=4000)], [], 20)["talking"].value == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("I told me my I'm.", {"first_person_singular": 80.0}),
        ("We saw our house, let's", {"first_person_plural": 60.0}),
        ("You're you and you", {"second_person": 75.0}),
        ("The cat, a dog, an owl", {"articles": 50.0}),
        ("I don\u2019t, can't, never", {"negations": 75.0, "first_person_singular": 25.0}),
        ("Thermal image ours", {"articles": 0.0, "first_person_plural": pytest.approx(100 / 3)}),
    ],
)
def test_words_are_counted_per_hundred(text, counts):
    found = word_cues([speech(0, 5, text=text)])
    assert {name: found[name].value for name in counts} == counts


def test_words_of_other_languages_are_not_counted():
    assert word_cues([speech(0, 5, text="A me no", language="it")]) == {}
    mixed = word_cues([speech(0, 5, text="A me no", language="it"), speech(5, 9, text="You and me")])
    assert mixed["second_person"].amount == 3


def test_moods_of_words_are_those_of_the_sentences():
    own = [
        speech(0, 5, text="one two three", scores={"joy": 0.9}),
        speech(5, 9, text="four", scores={"anger": 0.5}),
    ]
    found = word_cues(own)
    assert found["positive_words"].value == pytest.approx(0.9 * 3 / 4)
    assert found["negative_words"].value == found["angry_words"].value == pytest.approx(0.5 / 4)


def test_without_a_linked_voice_only_the_face_counts():
    heard = [speech(0, 10, 0, "I am here")]
    alone, linked = (overall(face(), heard, voice, (0, 20_000), MODEL) for voice in (None, 0))
    assert {cue.name for cue in alone.cues} == {"smiling", "looking", "expressivity", "head_movement"}
    assert {cue.name for cue in linked.cues} > {cue.name for cue in alone.cues}
    assert linked.confidence > alone.confidence


def test_parts_of_half_a_minute_are_judged_by_themselves_and_empty_ones_left_out():
    rows = pl.concat([face(20, au12=np.ones(500)), face(25, first_ms=62_000)])
    found = by_segment(rows, [], None, (0, 95_000), MODEL)
    assert [(one.number, one.start_ms, one.end_ms) for one in found] == [(1, 0, 30_000), (3, 60_000, 90_000)]
    first, third = (one.impression.traits["agreeableness"] for one in found)
    assert first > 0.5 > third


def test_speech_belongs_to_the_part_that_has_its_middle():
    heard = [speech(25, 33, 0, "You and you"), speech(40, 50, 0, "We and us")]
    found = by_segment(face().clear(), heard, 0, (0, 60_000), MODEL)
    names = [{cue.name: cue.value for cue in one.impression.cues} for one in found]
    assert [one["second_person"] for one in names] == [pytest.approx(200 / 3), 0]


def test_a_part_of_a_video_is_counted_from_where_it_begins():
    found = by_segment(face(20, first_ms=100_000), [], None, (100_000, 120_000), MODEL)
    assert [(one.number, one.start_ms, one.end_ms) for one in found] == [(1, 100_000, 120_000)]

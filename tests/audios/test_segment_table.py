"""What was found of segments is read back as it was written."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from emoscope.audios.segment_table import read_segments, write_segments
from emoscope.domain.audio import Prosody, SpeechSegment, SpokenWord, Transcript
from emoscope.domain.emotions import EMOTIONS
from emoscope.domain.text import TEXT_EMOTIONS
from emoscope.storage.objects import Objects, open_objects

KEY = "media/a/runs/b/segments.parquet"
SPOKEN = SpeechSegment(
    start_ms=1234,
    end_ms=5678,
    speaker_id=2,
    speaker_probability=0.123456789012,
    channel=1,
    prosody=Prosody(181.3, 120.01, 260.5, 0.61, -23.456789, 11.1, 2.7, 320, 2),
    transcript=Transcript(
        "Nein, “he” said … 😀\n",
        "en",
        1 / 3,
        (SpokenWord("“he”", 1300, 1500, 1 / 7), SpokenWord("😀", 1500, 1501, 1.0)),
    ),
    text_emotions={label: 1 / (3 + place) for place, label in enumerate(TEXT_EMOTIONS)},
    emotions={label: 1 / 8 + place / 1e9 for place, label in enumerate(EMOTIONS)},
)
BARE = SpeechSegment(
    start_ms=0,
    end_ms=1,
    speaker_id=0,
    speaker_probability=1.0,
    channel=None,
    prosody=Prosody(None, None, None, 0.0, -80.0, 0.0, None, 0, 0),
)
NOT_UNDERSTOOD = SpeechSegment(
    start_ms=6000,
    end_ms=7000,
    speaker_id=0,
    speaker_probability=0.5,
    channel=0,
    prosody=BARE.prosody,
    transcript=Transcript("", "und", 0.01),
)


@pytest.fixture
def objects(tmp_path: Path) -> Objects:
    return open_objects("", tmp_path / "objects")


def stored(objects: Objects, folder: Path, *segments: SpeechSegment) -> Objects:
    write_segments(folder / "s.parquet", segments)
    objects.put(KEY, folder / "s.parquet")
    return objects


def test_nothing_is_lost_of_segments(objects, tmp_path):
    several = (BARE, SPOKEN, NOT_UNDERSTOOD)
    assert read_segments(stored(objects, tmp_path, *several), KEY) == several


def test_a_table_from_before_words_had_times_is_still_read(objects, tmp_path):
    path = tmp_path / "s.parquet"
    write_segments(path, [SPOKEN])
    pl.read_parquet(path).drop("words").write_parquet(path)
    objects.put(KEY, path)
    (found,) = read_segments(objects, KEY)
    assert (found.text, found.words) == (SPOKEN.text, ())


def test_a_window_is_read_and_no_more(objects, tmp_path):
    several = (BARE, SPOKEN, NOT_UNDERSTOOD, BARE)
    stored(objects, tmp_path, *several)
    assert read_segments(objects, KEY, 1, 2) == several[1:3]
    assert read_segments(objects, KEY, 3) == several[3:]
    assert read_segments(objects, KEY, 4, 5) == ()


def test_silence_is_a_table_too(objects, tmp_path):
    assert read_segments(stored(objects, tmp_path), KEY) == ()


def test_a_table_that_is_gone_says_so(objects):
    with pytest.raises(FileNotFoundError):
        read_segments(objects, KEY)

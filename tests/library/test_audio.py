"""`analyze_audio`, as a user of the library calls it."""

from __future__ import annotations

import json

import polars as pl
import pytest

import emoscope
from builders.media import shared_media
from builders.sounds import RATE, two_cities, wav


def test_a_recording_is_analysed_in_one_call_and_becomes_a_table(tmp_path):
    result = emoscope.analyze_audio(wav(tmp_path / "a.wav", two_cities()[: 7 * RATE]))
    assert "worst of times" in result.segments[0].text
    table = result.to_polars()
    assert table.height == len(result.segments)
    assert table["text_neutral"][0] == pytest.approx(result.segments[0].text_emotions["neutral"])
    assert (table["voice_happy"].dtype, table["voice_happy"].null_count()) == (pl.Float64, 0)
    document = json.loads(json.dumps(result.to_dict()))
    assert document["segments"][0]["text"] == result.segments[0].text
    assert "embedding" not in document["speakers"][0]
    assert len(result.speakers[0].embedding) == 192


def test_an_empty_result_is_a_table_too(tmp_path):
    result = emoscope.analyze_audio(wav(tmp_path / "a.wav", 0 * two_cities()[:RATE]))
    assert (result.to_polars().height, result.emotions, result.to_dict()["segments"]) == (0, None, [])


@pytest.mark.parametrize(
    "senseless",
    [
        {"start_ms": -1},
        {"start_ms": 5, "end_ms": 4},
        {"min_speakers": 3, "max_speakers": 2},
        {"min_speakers": -1},
    ],
)
def test_senseless_wishes_are_refused(tmp_path, senseless):
    with pytest.raises(ValueError, match="must"):
        emoscope.analyze_audio(tmp_path / "a.wav", **senseless)


def test_a_famous_sentence_is_understood_to_the_word():
    text = emoscope.analyze_audio(shared_media("speech/jfk.flac")).text.lower()
    words = "".join(c for c in text if c.isalpha() or c.isspace()).split()
    assert words == [
        "and",
        "so",
        "my",
        "fellow",
        "americans",
        "ask",
        "not",
        "what",
        "your",
        "country",
        "can",
        "do",
        "for",
        "you",
        "ask",
        "what",
        "you",
        "can",
        "do",
        "for",
        "your",
        "country",
    ]

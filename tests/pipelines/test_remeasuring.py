"""Parts of a recording measured anew say what the analysis said of them."""

from __future__ import annotations

from dataclasses import astuple

import numpy as np
import pytest

from builders.sounds import RATE, two_cities, wav
from builders.texts import WordScorer
from emoscope.domain.audio import AudioOptions
from emoscope.domain.text import Sentence
from emoscope.domain.video import MediaLimits
from emoscope.errors import Cancelled, UnsupportedMedia
from emoscope.library import default_audio_models
from emoscope.pipelines.audio import analyze
from emoscope.pipelines.remeasuring import remeasure
from emoscope.pipelines.remembering import RememberingScorer


def measured(path, tmp_path, places, report=lambda _: None):
    return remeasure(path, places, default_audio_models(), tmp_path / "again", MediaLimits(), report)


def test_the_places_of_an_analysis_sound_as_they_did(tmp_path):
    speech, pause = two_cities(), np.zeros(6 * RATE)
    path = wav(tmp_path / "a.wav", np.concatenate([speech[: 5 * RATE], pause, speech[7 * RATE : 12 * RATE]]))
    options = AudioOptions(transcribe=False)
    found = analyze(path, default_audio_models(), tmp_path / "work", options, lambda _: None)
    places = [(one.start_ms, one.end_ms, one.channel) for one in found.segments]
    steps = []
    again = measured(path, tmp_path, places[-1:], steps.append)
    assert list(again) == places[-1:]
    assert places[-1][0] > 10_000, "so far behind the beginning that this is not decoded"
    for name in ("pitch_hz", "loudness_db", "voiced_share"):
        before = getattr(found.segments[-1].prosody, name)
        assert getattr(again[places[-1]].prosody, name) == pytest.approx(before, rel=0.02)
    assert again[places[-1]].emotions == pytest.approx(found.segments[-1].emotions, abs=0.05)
    assert again[places[-1]].saying("one two three").words_per_s == 3 / again[places[-1]].spoken_s
    assert [step.fraction for step in steps] == sorted(step.fraction for step in steps)
    assert list((tmp_path / "again").iterdir()) == []


def test_channels_are_listened_to_one_by_one(tmp_path):
    speech, tone = two_cities()[: 6 * RATE], 0.2 * np.sin(2 * np.pi * 300 * np.arange(6 * RATE) / RATE)
    path = wav(tmp_path / "a.wav", np.stack([speech, tone], axis=1))
    left, right, beyond, late = (0, 4000, 0), (0, 4000, 1), (0, 4000, 2), (6000, 7000, 0)
    found = measured(path, tmp_path, [left, right, beyond, late])
    assert found[right].prosody.pitch_hz == pytest.approx(300, abs=3)
    assert found[right].prosody.loudness_db == pytest.approx(20 * np.log10(0.2) - 3, abs=0.3)
    assert found[left].prosody.pitch_hz < 250
    assert (found[beyond], found[late]) == (None, None)
    mixed = measured(path, tmp_path, [(0, 4000, None)])
    assert astuple(mixed[0, 4000, None].prosody) != astuple(found[left].prosody)


def test_what_is_no_sound_and_who_calls_it_off_are_heard(tmp_path):
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"no sound at all")
    with pytest.raises(UnsupportedMedia):
        measured(broken, tmp_path, [(0, 1000, None)])

    def stop(_progress):
        raise Cancelled("enough")

    path = wav(tmp_path / "a.wav", two_cities()[: 2 * RATE])
    with pytest.raises(Cancelled):
        measured(path, tmp_path, [(0, 1000, None)], stop)


def test_what_was_scored_before_is_not_scored_again():
    asked = []

    class Asked(WordScorer):
        def analyze(self, inputs):
            asked.extend(inputs)
            return super().analyze(inputs)

    known = dict.fromkeys(["a", "b"], 0.5)
    before = [Sentence("old", 0, 3, 0, "en", known), Sentence("unscored", 4, 9, 0, "de", None)]
    scorer = RememberingScorer(Asked(), before)
    first, joy, again = scorer.analyze(["old", "joy", "joy"])
    assert (list(first), list(joy), asked) == ([0.5, 0.5], list(again), ["joy"])
    scorer.analyze(["joy", "unscored"])
    assert asked == ["joy", "unscored"]

"""Prosody on tones whose pitch and level are known."""

from __future__ import annotations

import numpy as np
import pytest

from builders.sounds import RATE, harmonic
from emoscope.analyzers.prosody import levels_db, measure, pitch_hz


@pytest.mark.parametrize("hz", [70, 110, 165, 220, 330, 450])
def test_the_pitch_of_a_voice_like_tone_is_found_within_one_percent(hz):
    found = pitch_hz(harmonic(hz, 1.0))[10:-10]
    assert np.median(found) == pytest.approx(hz, rel=0.01)
    assert (found > 0).mean() > 0.95


def test_noise_and_silence_have_no_pitch():
    rng = np.random.default_rng(1)
    assert (pitch_hz((0.1 * rng.standard_normal(RATE)).astype(np.float32)) > 0).mean() < 0.05
    assert not pitch_hz(np.zeros(RATE, np.float32)).any()


def test_a_full_scale_sine_has_minus_three_decibels():
    sine = np.sin(2 * np.pi * 100 * np.arange(RATE) / RATE).astype(np.float32)
    assert levels_db(sine) == pytest.approx(-3.01, abs=0.05)


def test_a_segment_is_measured_where_it_is_spoken():
    parts = [harmonic(120, 1.0), np.zeros(RATE // 2, np.float32), harmonic(240, 1.0)]
    found = measure(np.concatenate(parts), [(0.0, 1.0), (1.5, 2.5)], words=6)
    assert (found.pauses, found.pause_ms, found.words_per_s) == (1, 500, 3.0)
    assert found.pitch_low_hz == pytest.approx(120, rel=0.02)
    assert found.pitch_high_hz == pytest.approx(240, rel=0.02)
    assert found.voiced_share > 0.9
    assert found.loudness_db == pytest.approx(levels_db(parts[0]).mean(), abs=0.3)


def test_where_nothing_is_voiced_there_is_no_pitch_and_without_words_no_rate():
    found = measure(np.zeros(RATE, np.float32), [(0.0, 1.0)], words=None)
    assert (found.pitch_hz, found.words_per_s, found.loudness_db) == (None, None, -120.0)


def test_less_than_a_frame_can_be_measured():
    assert measure(np.zeros(40, np.float32), [(0.0, 0.0025)], words=None).pitch_hz is None

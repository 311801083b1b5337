"""Voices are told apart whatever their level and the line they come over."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import signal

from builders.sounds import RATE, two_cities
from emoscope.analyzers.voice_embedding import load_voice_embedder, mel_frames, without_mean


@pytest.fixture(scope="module")
def embedder():
    return load_voice_embedder()


def seen(embedder, *stretches):
    return without_mean(np.array(embedder.analyze(stretches)))


def telephone(samples):
    rng = np.random.default_rng(2)
    band = signal.sosfilt(signal.butter(6, [300, 3400], "bandpass", fs=RATE, output="sos"), samples)
    return (band + 0.002 * rng.standard_normal(len(band))).astype(np.float32)


def somebody_else(samples):
    """The same words at another speed and pitch."""
    return np.interp(np.arange(0, len(samples), 1.35), np.arange(len(samples)), samples).astype(np.float32)


def test_the_voice_does_not_depend_on_its_level_but_on_who_speaks(embedder):
    speech = two_cities()[2 * RATE : 12 * RATE]
    mels, quiet = mel_frames(speech), mel_frames(speech * np.float32(1e-2))
    first, faint, again, other = seen(
        embedder, mels[:300], quiet[:300], mels[500:800], mel_frames(somebody_else(speech))[:300]
    )
    assert np.linalg.norm(first) == pytest.approx(1, abs=1e-5)
    assert first @ faint > 0.99
    assert first @ again > first @ other + 0.3


def test_a_voice_is_itself_again_behind_a_telephone(embedder):
    speech = two_cities()[2 * RATE : 12 * RATE]
    clear, narrow, other = seen(
        embedder,
        mel_frames(speech)[:400],
        mel_frames(telephone(speech))[500:900],
        mel_frames(somebody_else(speech))[:400],
    )
    assert clear @ narrow > clear @ other + 0.2


def test_stretches_of_any_length_may_come_together(embedder):
    mels = mel_frames(two_cities()[2 * RATE : 6 * RATE])
    stretches = [mels[:160], mels[:15], mels[40:200], mels]
    together = embedder.analyze(stretches)
    for stretch, found in zip(stretches, together, strict=True):
        (alone,) = embedder.analyze([stretch])
        assert found @ alone > 0.98  # rounding depends on what else is in the batch
    assert embedder.analyze([]) == []


def test_bands_are_those_of_pure_tones():
    time_s = np.arange(RATE) / RATE
    for hertz in (200, 1000, 4000):
        mels = mel_frames(np.sin(2 * np.pi * hertz * time_s).astype(np.float32))
        band = int(mels[50].argmax())
        middle = 700 * (10 ** ((band + 1) / 81 * np.log10(1 + 8000 / 700)) - 1)
        assert middle == pytest.approx(hertz, rel=0.1)
        assert mels[50, band] - np.median(mels[50]) > 40

"""Noise and channel are taken back before voices are compared."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import signal

from builders.sounds import RATE, two_cities
from emoscope.analyzers.voice_channel import ChannelMeter, voice_statistics
from emoscope.analyzers.voice_embedding import load_voice_embedder, mel_frames

SPOKEN = slice(2 * RATE, 8 * RATE)


def telephone(samples, rng):
    band = signal.sosfilt(signal.butter(6, [300, 3400], "bandpass", fs=RATE, output="sos"), samples)
    return (band + 0.002 * rng.standard_normal(len(band))).astype(np.float32)


def cleared(samples):
    """Two seconds of quiet before the speech tell what the noise is."""
    mels = mel_frames(samples)
    meter = ChannelMeter()
    meter.add(mels, np.arange(len(mels)) >= 210)
    return meter.channel(voice_statistics().spectrum).undone(mels)


def test_a_voice_is_itself_again_behind_a_telephone():
    rng = np.random.default_rng(2)
    clean = np.concatenate([np.zeros(2 * RATE, np.float32), two_cities()[SPOKEN]])
    narrow = telephone(clean, rng)
    embedder = load_voice_embedder()
    pick = slice(300, 700)
    raw = embedder.analyze([mel_frames(clean)[pick], mel_frames(narrow)[pick]])
    undone = embedder.analyze([cleared(clean)[pick], cleared(narrow)[pick]])
    assert undone[0] @ undone[1] > raw[0] @ raw[1] + 0.02


def test_steady_noise_is_taken_off_and_speech_is_left():
    rng = np.random.default_rng(3)
    noise = rng.exponential(1.0, (200, 40)).astype(np.float32)
    speech = np.full((300, 40), 50.0, np.float32)
    meter = ChannelMeter()
    meter.add(np.concatenate([noise, speech]), np.arange(500) >= 200)
    channel = meter.channel(np.full(40, 1 / 40, np.float32))
    assert channel.floor == pytest.approx(np.full(40, np.log(2)), rel=0.4)
    assert channel.gains == pytest.approx(np.ones(40), rel=0.01)
    assert np.median(channel.undone(noise)) < 0.05
    assert channel.undone(speech) == pytest.approx(50 - channel.floor[None].repeat(300, 0), rel=0.01)


def test_the_spectrum_is_brought_half_way_and_within_bounds():
    meter = ChannelMeter()
    tilted = np.where(np.arange(40) < 20, 4.0, 1.0).astype(np.float32)
    tilted[39] = 0.0
    meter.add(np.tile(tilted, (100, 1)), np.ones(100, bool))
    channel = meter.channel(np.full(40, 1 / 40, np.float32))
    assert channel.gains[25] / channel.gains[5] == pytest.approx(2.0)
    assert channel.gains[39] == 100.0
    assert not channel.floor.any()


@pytest.mark.parametrize("mels", [np.zeros((0, 40), np.float32), np.zeros((90, 40), np.float32)])
def test_where_nothing_is_heard_nothing_is_changed(mels):
    meter = ChannelMeter()
    meter.add(mels, np.ones(len(mels), bool))
    channel = meter.channel(voice_statistics().spectrum)
    assert channel.undone(np.ones((2, 40), np.float32)) == pytest.approx(np.ones((2, 40)))


def test_seen_from_the_mean_two_voices_have_little_in_common():
    statistics = voice_statistics()
    assert statistics.spectrum.sum() == pytest.approx(1, abs=1e-3)
    rng = np.random.default_rng(4)
    voices = statistics.mean + 0.05 * rng.standard_normal((2, 256)).astype(np.float32)
    alike = voices / np.linalg.norm(voices, axis=1, keepdims=True)
    apart = statistics.without_mean(alike)
    assert np.linalg.norm(apart, axis=1) == pytest.approx(np.ones(2), abs=1e-4)
    assert apart[0] @ apart[1] < alike[0] @ alike[1] - 0.2

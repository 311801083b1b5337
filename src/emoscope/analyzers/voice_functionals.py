"""How a stretch of speech sounds, as one vector: spectrum, pitch, loudness, rhythm.

The measures are of the kind of eGeMAPS (Eyben et al. 2016), taken over the frames that are loud enough to be
speech, and none follows the level of the recording.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from emoscope.analyzers.mel_scale import mel_edges
from emoscope.analyzers.prosody import pitch_hz

RATE = 16_000
_FFT, _WINDOW, _HOP = 512, 400, 160
_BANDS = 32
_LOWEST_HZ, _HIGHEST_HZ = 80.0, 7600.0
_SPOKEN_DB = 35.0
"""How far below its loudest parts a frame still counts as speech."""
_FLOOR_DB = -60.0
_FRAMES_PER_S = RATE / _HOP
_MODULATION_HZ = ((0.5, 2.0), (2.0, 4.0), (4.0, 8.0), (8.0, 16.0))

Samples = NDArray[np.float32]
Values = NDArray[np.float64]


def functionals(samples: Samples) -> NDArray[np.float32]:
    """(SIZE,) of a stretch (n,) at 16 kHz of at least 0.1 s."""
    power = _spectra(samples)
    level = 10 * np.log10(power.sum(axis=1) + 1e-12)
    spoken = level > level.max() - _SPOKEN_DB
    mel = 10 * np.log10(power @ _mel_bank() + 1e-12)
    mel = np.maximum(mel - mel.max(), _FLOOR_DB)
    pitch = pitch_hz(samples)
    parts = [_bands(mel, spoken), _shape(power[spoken]), _loudness(level, spoken), _pitch(pitch, level)]
    return np.concatenate(parts).astype(np.float32)


def _spectra(samples: Samples) -> Values:
    padded = np.pad(samples, (_WINDOW // 2, _WINDOW))
    frames = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[: max(1, len(samples)) : _HOP]
    window = np.hanning(_WINDOW).astype(np.float32)
    spectrum = np.fft.rfft(frames * window, _FFT, axis=1)
    return np.asarray(spectrum.real**2 + spectrum.imag**2, np.float64)


def _bands(mel: Values, spoken: NDArray[np.bool_]) -> Values:
    """Mean, deviation, and deviation of the change of each band; means are given against their own mean."""
    heard = mel[spoken]
    change = np.diff(mel, axis=0)[spoken[1:]] if len(mel) > 1 else np.zeros((0, _BANDS))
    moving = change.std(axis=0) if len(change) > 1 else np.zeros(_BANDS)
    mean = heard.mean(axis=0)
    return np.concatenate([mean - mean.mean(), heard.std(axis=0), moving])


def _shape(power: Values) -> Values:
    """Mean and deviation of what a spectrum looks like: tilt, balance, centroid, spread, flatness."""
    hz = np.arange(power.shape[1]) * RATE / _FFT
    total = power.sum(axis=1) + 1e-12

    def db(low: float, high: float) -> Values:
        inside = power[:, (hz >= low) & (hz < high)].sum(axis=1)
        return np.asarray(10 * np.log10((inside + 1e-12) / total))

    def peak_db(low: float, high: float) -> Values:
        return np.asarray(10 * np.log10(power[:, (hz >= low) & (hz < high)].max(axis=1) + 1e-12))

    centroid = (power * hz).sum(axis=1) / total
    spread = np.sqrt((power * (hz - centroid[:, None]) ** 2).sum(axis=1) / total)
    flat = np.log(power[:, 3:250] + 1e-12).mean(axis=1) - np.log(power[:, 3:250].mean(axis=1) + 1e-12)
    measures = [
        db(50, 1000) - db(1000, 5000),
        peak_db(0, 2000) - peak_db(2000, 5000),
        db(0, 500), db(500, 1500), db(1500, 3500), db(3500, 7600),
        centroid / 1000, spread / 1000, flat,
    ]  # fmt: skip
    return np.concatenate([[m.mean(), m.std()] for m in measures])


def _loudness(level: Values, spoken: NDArray[np.bool_]) -> Values:
    """Spread and speed of the level, share and runs of speech, and the strength of its rhythms."""
    heard = level[spoken]
    low, middle, high = np.percentile(heard, [10, 50, 90])
    change = np.diff(level)[spoken[1:]] if len(level) > 1 else np.zeros(1)
    change = change if len(change) else np.zeros(1)
    envelope = np.maximum(level - level.max(), -_SPOKEN_DB)
    size = max(256, 1 << (len(envelope) - 1).bit_length())
    strength = np.abs(np.fft.rfft(envelope - envelope.mean(), size)) ** 2 / len(envelope)
    hz = np.fft.rfftfreq(size, 1 / _FRAMES_PER_S)
    rhythm = [np.log10(strength[(hz >= a) & (hz < b)].mean() + 1e-3) for a, b in _MODULATION_HZ]
    runs = np.diff(np.flatnonzero(np.diff(np.pad(spoken.astype(np.int8), 1))))[::2] / _FRAMES_PER_S
    rises, falls = change[change > 0], change[change < 0]
    return np.array(
        [
            heard.std(), high - low, high - middle, spoken.mean(), runs.mean(), runs.max(),
            rises.mean() if len(rises) else 0.0, falls.mean() if len(falls) else 0.0, *rhythm,
        ]
    )  # fmt: skip


def _pitch(pitch: Values, level: Values) -> Values:
    """Height in octaves above 100 Hz, its spread and movement, and how much of the speech is voiced."""
    length = min(len(pitch), len(level))
    pitch, level = pitch[:length], level[:length]
    voiced = pitch > 0
    runs = np.diff(np.flatnonzero(np.diff(np.pad(voiced.astype(np.int8), 1))))[::2] / _FRAMES_PER_S
    if voiced.sum() < 10:
        return np.zeros(18)
    octaves = np.log2(np.where(voiced, pitch, 100.0) / 100)
    height = octaves[voiced]
    both = voiced[1:] & voiced[:-1]
    slope = np.diff(octaves)[both] * _FRAMES_PER_S
    slope = slope if len(slope) else np.zeros(1)
    low, quarter, middle, three, high = np.percentile(height, [5, 25, 50, 75, 95])
    place = np.flatnonzero(voiced) / length - 0.5
    trend = np.polyfit(place, height, 1)[0] if np.ptp(place) > 0.1 else 0.0
    tied = (
        np.corrcoef(height, level[voiced])[0, 1]
        if height.std() > 1e-6 and level[voiced].std() > 1e-6
        else 0.0
    )
    return np.array(
        [
            middle, height.mean(), low, high, height.std(), three - quarter, high - low, high - middle,
            slope.std(), np.abs(slope).mean(), slope.mean(), (slope > 0).mean(), trend, tied,
            voiced.mean(), runs.mean(), runs.max(), len(runs) / (length / _FRAMES_PER_S),
        ]
    )  # fmt: skip


@cache
def _mel_bank() -> Values:
    """Triangles, (257, bands), with edges evenly spaced on the mel scale."""
    edges = mel_edges(_LOWEST_HZ, _HIGHEST_HZ, _BANDS)
    hz = np.arange(_FFT // 2 + 1)[:, None] * RATE / _FFT
    rising = (hz - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - hz) / (edges[2:] - edges[1:-1])
    return np.maximum(0, np.minimum(rising, falling))

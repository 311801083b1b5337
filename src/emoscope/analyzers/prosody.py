"""How speech sounds in physical units: fundamental frequency by YIN (de Cheveigne and Kawahara 2002),
level."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from emoscope.domain.audio import Prosody

RATE = 16_000
LOWEST_HZ, HIGHEST_HZ = 60.0, 500.0
_SLOW_RATE = 8_000  # no fundamental needs more
_HOP = 80
_SHORTEST, _LONGEST = int(_SLOW_RATE / HIGHEST_HZ), int(np.ceil(_SLOW_RATE / LOWEST_HZ))
_WINDOW = 200
_APERIODIC = 0.2
_SILENT_DB = 35.0
"""How far below its loudest parts a stretch is not asked for a pitch."""
_FEWEST_VOICED = 10
_LONG_PAUSE_S = 0.15
_FRAMES_AT_ONCE = 3000

Samples = NDArray[np.float32]


def measure(samples: Samples, spoken: Sequence[tuple[float, float]], words: int | None) -> Prosody:
    """The prosody of a segment (n,) at 16 kHz. `spoken` are the stretches of speech in it, in seconds from
    its beginning; `words` is how many words its transcript has, None without one."""
    hop_s = _HOP / _SLOW_RATE
    level = levels_db(samples)
    heard = np.zeros(len(level), bool)
    for begin, end in spoken:
        heard[round(begin / hop_s) : max(round(end / hop_s), round(begin / hop_s) + 1)] = True
    if not heard.any():
        heard[:] = True
    pitch = pitch_hz(samples)[: len(level)]
    voiced = pitch[heard[: len(pitch)] & (pitch > 0)]
    has_pitch = len(voiced) >= _FEWEST_VOICED
    low, middle, high = np.percentile(voiced, [5, 50, 95]) if has_pitch else (0.0, 0.0, 0.0)
    soft, loud = np.percentile(level[heard], [10, 95])
    spoken_s = sum(end - begin for begin, end in spoken)
    pauses = [b - a for (_, a), (b, _) in pairwise(spoken) if b - a >= _LONG_PAUSE_S]
    return Prosody(
        pitch_hz=float(middle) if has_pitch else None,
        pitch_low_hz=float(low) if has_pitch else None,
        pitch_high_hz=float(high) if has_pitch else None,
        voiced_share=float(len(voiced) / max(1, heard.sum())),
        loudness_db=float(10 * np.log10(np.mean(10 ** (level[heard] / 10)))),
        loudness_range_db=float(loud - soft),
        words_per_s=float(words / spoken_s) if words is not None and spoken_s > 0 else None,
        pause_ms=round(1000 * sum(pauses)),
        pauses=len(pauses),
    )


def levels_db(samples: Samples) -> NDArray[np.float64]:
    """Root mean square of every 10 ms in dB relative to full scale, at least -120."""
    frames = np.pad(samples, (0, -len(samples) % (2 * _HOP))).reshape(-1, 2 * _HOP)
    return np.asarray(10 * np.log10(np.square(frames, dtype=np.float64).mean(axis=1) + 1e-12))


def pitch_hz(samples: Samples) -> NDArray[np.float64]:
    """Fundamental frequency every 10 ms, 0 where there is none between LOWEST_HZ and HIGHEST_HZ."""
    slow = signal.resample_poly(samples, 1, 2).astype(np.float64)
    size = _WINDOW + _LONGEST + 1
    padded = np.pad(slow, (size // 2, size))
    frames = np.lib.stride_tricks.sliding_window_view(padded, size)[: len(slow) : _HOP]
    parts = [frames[at : at + _FRAMES_AT_ONCE] for at in range(0, len(frames), _FRAMES_AT_ONCE)]
    found = np.concatenate([_yin(part) for part in parts]) if parts else np.empty(0)
    level = levels_db(samples)[: len(found)]
    if len(level):
        found[: len(level)][level < max(level.max() - _SILENT_DB, -75)] = 0
    smooth = signal.medfilt(found, 5) if len(found) >= 5 else found
    return np.where((found > 0) & (np.abs(found - smooth) < 0.2 * smooth), found, 0)


def _yin(frames: NDArray[np.float64]) -> NDArray[np.float64]:
    """The first dip of the normalised difference function below _APERIODIC, to a fraction of a sample."""
    window = frames[:, :_WINDOW]
    size = 512
    product = np.fft.irfft(np.fft.rfft(frames, size) * np.fft.rfft(window, size).conj(), size)[
        :, : _LONGEST + 1
    ]
    energy = np.cumsum(np.pad(frames**2, ((0, 0), (1, 0))), axis=1)
    moving = energy[:, _WINDOW : _WINDOW + _LONGEST + 1] - energy[:, : _LONGEST + 1]
    difference = np.maximum(0, moving[:, :1] + moving - 2 * product)
    lags = np.arange(1, _LONGEST + 1)
    running = np.cumsum(difference[:, 1:], axis=1) / lags
    normalised = np.ones_like(difference)
    normalised[:, 1:] = difference[:, 1:] / np.maximum(running, 1e-12)
    dip = (normalised[:, 1:-1] < normalised[:, :-2]) & (normalised[:, 1:-1] <= normalised[:, 2:])
    dip &= normalised[:, 1:-1] < _APERIODIC
    dip[:, : _SHORTEST - 1] = False
    lag = dip.argmax(axis=1) + 1
    rows = np.arange(len(frames))
    before, here, after = (normalised[rows, lag + step] for step in (-1, 0, 1))
    shift = np.clip((before - after) / (2 * np.maximum(before - 2 * here + after, 1e-9)), -0.5, 0.5)
    return np.where(dip.any(axis=1), _SLOW_RATE / (lag + shift), 0.0)

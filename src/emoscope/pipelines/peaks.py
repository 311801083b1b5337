"""The outline of a sound: how far it swings from moment to moment, for drawing its waveform."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from emoscope.domain.video import MediaLimits
from emoscope.media.recording import RATE, recorded

HOP_MS = 4
_HOP = RATE * HOP_MS // 1000
_BLOCK = 60 * RATE
_FLOOR_DB = -80.0
_STEPS = 254
FULL_SCALE = 10_000
"""What `amplitudes` calls full scale."""


def peaks_of(path: Path, spool: Path, limits: MediaLimits, start_ms: int, end_ms: int) -> bytes:
    """A byte for every begun HOP_MS from start_ms to end_ms (0: the end): the largest swing of any channel.

    0 is -80 dB of full scale or less, 255 is full scale or more, evenly in dB between. Of several tracks it
    is the one that is analysed. `spool` is a file to decode into, erased afterwards. Raises BadMedia.
    """
    with recorded(path, spool, limits, start_ms=start_ms, end_ms=end_ms) as recording:
        samples = recording.samples
        blocks = (samples[begin : begin + _BLOCK] for begin in range(0, len(samples), _BLOCK))
        return np.concatenate([_coded(_swings(block)) for block in blocks]).tobytes()


def _swings(samples: NDArray[np.float16]) -> NDArray[np.float32]:
    loudest = np.abs(samples).max(axis=1).astype(np.float32)
    largest: NDArray[np.float32] = np.pad(loudest, (0, -len(loudest) % _HOP)).reshape(-1, _HOP).max(axis=1)
    return largest


def _coded(swings: NDArray[np.float32]) -> NDArray[np.uint8]:
    level_db = 20 * np.log10(np.maximum(swings, 1e-9))
    codes = 1 + np.rint((level_db - _FLOOR_DB) / -_FLOOR_DB * _STEPS)
    return np.where(level_db <= _FLOOR_DB, 0, np.minimum(codes, 255)).astype(np.uint8)


def amplitudes(codes: NDArray[np.uint8]) -> NDArray[np.int64]:
    """What bytes of `peaks_of` stand for, in parts of FULL_SCALE."""
    levels_db = _FLOOR_DB * (1 - (np.arange(256) - 1) / _STEPS)
    table = np.rint(FULL_SCALE * 10 ** (levels_db / 20)).astype(np.int64)
    table[0] = 0
    return table[codes]

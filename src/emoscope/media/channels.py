"""Which channels of a recording carry speakers of their own, and which are views of one scene."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from emoscope.media.recording import RATE, FloatArray, Recording

BLOCK_S = 0.5
_DECIMATED = 4  # level and likeness show below 2 kHz as well
_LAGS = round(0.01 * RATE / _DECIMATED)
_ALIKE = 0.4
"""Largest normalised cross-correlation within 10 ms from which two channels hear one source."""
_LOUDER_DB = 6.0
_ACTIVE_DB = 30.0
_MOST_SHARED = 0.25
_LEAST_OWN = 0.05
_FLOOR_DB = -90.0
_BLOCKS_AT_ONCE = 240


@dataclass(frozen=True, slots=True, eq=False)
class Voice:
    """One signal to listen to: one channel of a recording, or all of them mixed (`channel` None).

    `muted` (blocks of BLOCK_S) says where what it carries has leaked in from a louder channel.
    """

    recording: Recording
    channel: int | None
    muted: NDArray[np.bool_]

    def read(self, begin: int, end: int) -> FloatArray:
        """Samples (end - begin,) from `begin` on; beyond the recording there is silence."""
        count = len(self.recording.samples)
        inside = self.recording.samples[max(0, begin) : max(0, min(end, count))].astype(np.float32)
        heard = inside.mean(axis=1) if self.channel is None else inside[:, self.channel]
        before = max(0, min(-begin, end - begin))
        return np.pad(heard, (before, end - begin - before - len(heard)))


def together(recording: Recording) -> Voice:
    """All channels mixed."""
    return Voice(recording, None, np.zeros(0, np.bool_))


def separate(recording: Recording, again: Callable[[], None] = lambda: None) -> list[Voice]:
    """The channels one by one where different people are in them, else their mean.

    Every half second of sound belongs to the loudest channel, unless a second one is within 6 dB of it and
    hears the same (cross-correlation from 0.4 on): then it is shared. Channels are kept apart where less
    than a quarter is shared and at least two are the loudest, or sound by themselves, 5% of the time.
    `again` is called now and then; it may raise.
    """
    if recording.channels == 1:
        return [together(recording)]
    parts = []
    for part in _blocks(recording):
        parts.append(_looked_at(part))
        again()
    level, alike = (np.concatenate(several) for several in zip(*parts, strict=True))
    loudest = level.max(axis=1)
    active = loudest > max(_FLOOR_DB, float(loudest.max()) - _ACTIVE_DB)
    if not active.any():
        return [together(recording)]
    near = level > loudest[:, None] - _LOUDER_DB
    shared = (near.sum(axis=1) > 1) & (near & alike).any(axis=1)
    own = (near & ~alike)[active].mean(axis=0)
    speaking = [channel for channel in range(recording.channels) if own[channel] >= _LEAST_OWN]
    if shared[active].mean() > _MOST_SHARED or len(speaking) < 2:
        return [together(recording)]
    leaked = ~near & alike
    return [Voice(recording, channel, leaked[:, channel]) for channel in speaking]


def _blocks(recording: Recording) -> Iterator[FloatArray]:
    """Decimated sound, (blocks, samples, channels), some minutes at a time."""
    size = round(BLOCK_S * RATE)
    for begin in range(0, len(recording.samples), size * _BLOCKS_AT_ONCE):
        part = recording.samples[begin : begin + size * _BLOCKS_AT_ONCE].astype(np.float32)
        part = np.pad(part, ((0, -len(part) % size), (0, 0)))
        yield part.reshape(-1, size // _DECIMATED, _DECIMATED, part.shape[1]).mean(axis=2)


def _looked_at(part: FloatArray) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Level in dB, and whether a channel hears what the loudest one hears (never so of the loudest itself,
    unless a second one is as loud), both (blocks, channels)."""
    centred = part - part.mean(axis=1, keepdims=True)
    energy = np.square(centred, dtype=np.float64).mean(axis=1)
    level = 10 * np.log10(energy + 10 ** (_FLOOR_DB / 10 - 1))
    spectra = np.fft.rfft(centred, 2 * centred.shape[1], axis=1)
    first = np.argmax(energy, axis=1)
    reference = np.take_along_axis(spectra, first[:, None, None], axis=2)
    product = np.fft.irfft(spectra * reference.conj(), axis=1) / centred.shape[1]
    nearby = np.concatenate([product[:, : _LAGS + 1], product[:, -_LAGS:]], axis=1)
    scale = np.sqrt(energy * energy.max(axis=1, keepdims=True)) + 1e-20
    alike = np.abs(nearby).max(axis=1) / scale > _ALIKE
    rows = np.arange(len(alike))
    others = alike.copy()
    others[rows, first] = False
    near = level > level.max(axis=1, keepdims=True) - _LOUDER_DB
    alike[rows, first] = (others & near).any(axis=1)
    return level, alike

"""The sound of a reel: that of its parts, each faded into the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from emoscope.domain.video import MediaLimits
from emoscope.media.arrays import FloatArray
from emoscope.media.sound_parts import RATE, sound_part

HALF = RATE * 30 // 1000
"""Samples on either side of a join in which both sounds are heard."""

_BLOCK = RATE // 10
_RISING: FloatArray = np.sin(np.linspace(0, np.pi / 2, 2 * HALF, dtype=np.float32))
_BEGINNING: FloatArray = np.linspace(0, 1, HALF, dtype=np.float32)
_STEADY: FloatArray = np.linspace(0, 1, 2 * HALF, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Cut:
    """`count` samples from sample `first` of the source on."""

    first: int
    count: int


def reel_sound(source: Path, cuts: Sequence[Cut], limits: MediaLimits) -> Iterator[FloatArray]:
    """The sound of the cuts, one after the other, in blocks (2, n): as many samples as they have together.

    Around each join, 30 ms before it and behind it, the one is faded out and the other in, at equal power;
    for that each is read a little beyond its ends. Where the second goes on where the first ended, their
    sounds are the same and are mixed so that nothing is heard of the join. The beginning and the end of the
    reel are faded in and out. Each cut must be longer than a join.
    """
    before = np.zeros((2, 2 * HALF), np.float32)
    meets = [False, *(one.first + one.count == other.first for one, other in pairwise(cuts))]
    for number, (cut, goes_on) in enumerate(zip(cuts, meets, strict=True)):
        reader = _Reader(sound_part(source, limits, cut.first - HALF, cut.count + 2 * HALF))
        rising, begun = _STEADY if goes_on else _RISING, reader.take(2 * HALF)
        yield before * rising[::-1] + begun * rising if number else begun[:, HALF:] * _BEGINNING
        left = cut.count - 2 * HALF
        while left > 0:
            block = reader.take(min(left, _BLOCK))
            left -= block.shape[1]
            yield block
        before = reader.take(2 * HALF)
    yield before[:, :HALF] * _BEGINNING[::-1]


class _Reader:
    """Hands out blocks in the sizes asked for."""

    def __init__(self, blocks: Iterator[FloatArray]) -> None:
        self._blocks = blocks
        self._kept = np.zeros((2, 0), np.float32)

    def take(self, count: int) -> FloatArray:
        """The next samples (2, count)."""
        while self._kept.shape[1] < count:
            self._kept = np.concatenate([self._kept, next(self._blocks)], axis=1)
        taken, self._kept = self._kept[:, :count], self._kept[:, count:]
        return taken

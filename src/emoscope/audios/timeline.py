"""What of a recording falls into a stretch of time, found without looking at all of it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Generic, Protocol, TypeVar


class Lasting(Protocol):
    """Something with a beginning and an end, in milliseconds."""

    @property
    def start_ms(self) -> int: ...

    @property
    def end_ms(self) -> int: ...


Part = TypeVar("Part", bound=Lasting)


class Timeline(Generic[Part]):
    """Parts of a recording, such as segments."""

    def __init__(self, parts: Iterable[Part]) -> None:
        self._parts = sorted(parts, key=lambda part: (part.start_ms, part.end_ms))
        self._starts = [part.start_ms for part in self._parts]
        self._longest = max((part.end_ms - part.start_ms for part in self._parts), default=0)

    def during(self, start_ms: int, end_ms: int) -> Iterator[tuple[Part, int]]:
        """The parts that share time with a stretch, in order, with how many milliseconds."""
        first = bisect_left(self._starts, start_ms - self._longest)
        for place in range(first, bisect_left(self._starts, end_ms)):
            part = self._parts[place]
            shared = min(part.end_ms, end_ms) - max(part.start_ms, start_ms)
            if shared > 0:
                yield part, shared

    def nearest(self, start_ms: int, end_ms: int) -> Part | None:
        """Of the parts that begin last before a stretch and first after it, the one that is nearer to it."""
        behind = bisect_left(self._starts, end_ms)
        around = self._parts[max(0, behind - 1) : behind + 1]
        return min(around, key=lambda part: max(part.start_ms - end_ms, start_ms - part.end_ms), default=None)

"""The sound of one live session on its way to the ear: a few seconds may wait, older sound gives way."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from emoscope.errors import EmoscopeError
from emoscope.live.ear import RATE_HZ, Ear, Heard
from emoscope.live.errors import BadSound

SOUND_MARK = b"PC16"
"""What a piece of sound begins with. No picture does."""
MAX_SOUND_BYTES = 2 * 2 * RATE_HZ
"""Of one piece: two seconds."""
_WAITING_AT_MOST = 10 * 2 * RATE_HZ
_BYTES_PER_MS = 2 * RATE_HZ // 1000
_SILENCE_S = 2.5
"""Longer than a piece of sound."""


@dataclass(frozen=True, slots=True)
class HeardSo:
    """What was heard until the piece with this number, which arrived at this time."""

    number: int
    timestamp_ms: int
    dropped_ms: int
    heard: Heard


@dataclass(slots=True)
class Hearing:
    """Gives the ear all that has come since it was last free, and tells what it heard."""

    ear: Ear
    tell: Callable[[HeardSo], Awaitable[None]]
    refuse: Callable[[EmoscopeError, int | None], Awaitable[None]]
    dropped_bytes: int = 0
    _waiting: deque[tuple[int, int, bytes]] = field(default_factory=deque)
    _waiting_bytes: int = 0
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def take(self, number: int, timestamp_ms: int, pcm: bytes) -> None:
        """A piece of sound that has come just now. Raises BadSound."""
        if not pcm or len(pcm) % 2:
            raise BadSound("A piece of sound is one sample of two bytes or more, and no half ones.")
        if len(pcm) > MAX_SOUND_BYTES:
            raise BadSound(f"The sound has {len(pcm)} bytes; at most {MAX_SOUND_BYTES} are accepted.")
        self._waiting.append((number, timestamp_ms, pcm))
        self._waiting_bytes += len(pcm)
        while self._waiting_bytes > _WAITING_AT_MOST:
            left_out = len(self._waiting.popleft()[2])
            self._waiting_bytes -= left_out
            self.dropped_bytes += left_out
        self._arrived.set()

    async def listen(self) -> None:
        """For ever. Where nothing comes any more, what was being said is taken to have ended."""
        pending = False
        number = timestamp_ms = 0
        heard: Heard | None
        while True:
            try:
                async with asyncio.timeout(_SILENCE_S if pending else None):
                    await self._arrived.wait()
                number, timestamp_ms, pcm = self._taken()
                heard = await asyncio.to_thread(self.ear.hear, pcm, timestamp_ms - len(pcm) // _BYTES_PER_MS)
            except TimeoutError:
                heard = await self._rested(number)
            except EmoscopeError as fault:
                pending = False
                await self.refuse(fault, number)
                continue
            pending = heard is not None and heard.pending
            if heard is not None:
                dropped_ms = self.dropped_bytes // _BYTES_PER_MS
                await self.tell(HeardSo(number, timestamp_ms, dropped_ms, heard))

    async def _rested(self, number: int) -> Heard | None:
        try:
            return await asyncio.to_thread(self.ear.rest)
        except EmoscopeError as fault:
            await self.refuse(fault, number)
            return None

    def _taken(self) -> tuple[int, int, bytes]:
        """All that waits, as one piece."""
        self._arrived.clear()
        number, timestamp_ms, _ = self._waiting[-1]
        pcm = b"".join(piece for _, _, piece in self._waiting)
        self._waiting.clear()
        self._waiting_bytes = 0
        return number, timestamp_ms, pcm

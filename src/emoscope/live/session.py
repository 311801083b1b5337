"""One live session: frames and sound in, what is seen and heard in them out. Never more than one frame waits,
and never more than a few seconds of sound."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from emoscope.errors import EmoscopeError
from emoscope.live.ear import Ear
from emoscope.live.errors import BadMessage, FrameTooLarge, LiveBusy, LiveOff, SessionIdle, SessionOver
from emoscope.live.hearing import SOUND_MARK, HeardSo, Hearing
from emoscope.live.viewer import Sight, Viewer


@dataclass(frozen=True, slots=True)
class LiveLimits:
    """What one session may take. `start_s` is how long a client may take to say who it is."""

    max_frame_bytes: int = 2 * 1024**2
    max_frame_pixels: int = 1920 * 1080
    start_s: float = 10.0
    idle_s: float = 30.0
    max_duration_s: float = 3600.0


@dataclass(slots=True)
class LiveDesk:
    """Gives out the places for sessions of this server. Used from the event loop only."""

    sessions_at_most: int
    make_viewer: Callable[[], Viewer]
    make_ear: Callable[[], Ear]
    limits: LiveLimits = field(default_factory=LiveLimits)
    running: int = 0

    @contextmanager
    def place(self) -> Iterator[None]:
        """Raises LiveOff or LiveBusy where there is none."""
        if not self.sessions_at_most:
            raise LiveOff("This server offers no live analysis: EMOSCOPE_LIVE_SESSIONS is 0.")
        if self.running >= self.sessions_at_most:
            raise LiveBusy(f"All {self.sessions_at_most} live sessions of this server are taken; try later.")
        self.running += 1
        try:
            yield
        finally:
            self.running -= 1


@asynccontextmanager
async def attending(
    desk: LiveDesk, *, with_sound: bool
) -> AsyncIterator[tuple[Viewer, Ear | None, Mapping[str, str]]]:
    """A viewer and, where it is wanted, an ear, both ready, and the model of each of their jobs. Whatever
    happens, they are closed."""
    viewer = desk.make_viewer()
    ear = desk.make_ear() if with_sound else None
    both: list[Viewer | Ear] = [viewer] if ear is None else [viewer, ear]
    try:
        found = await asyncio.gather(*(asyncio.to_thread(one.prepare) for one in both))
        yield viewer, ear, {job: model for models in found for job, model in models.items()}
    finally:
        # Where this task is cancelled, a call that no thread has taken up yet would be left out.
        await asyncio.shield(asyncio.gather(*(asyncio.to_thread(one.close) for one in both)))


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen in frame `number`. `dropped` counts the frames left out until then."""

    number: int
    timestamp_ms: int
    analysis_ms: int
    dropped: int
    sight: Sight


class Partner(Protocol):
    """Who sends frames and sound and gets the answers."""

    async def next_piece(self) -> bytes | None:
        """A frame or a piece of sound; None at the end. Raises BadMessage for what is neither."""

    async def tell(self, seen: Seen) -> None: ...

    async def tell_heard(self, heard: HeardSo) -> None: ...

    async def refuse(self, fault: EmoscopeError, number: int | None) -> None: ...


@dataclass(slots=True)
class Conversation:
    """Reads and analyses side by side. A frame that comes while another waits takes its place."""

    partner: Partner
    viewer: Viewer
    limits: LiveLimits
    ear: Ear | None = None
    received: int = 0
    dropped: int = 0
    _began: float = field(default_factory=time.monotonic)
    _waiting: tuple[int, int, bytes] | None = None
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _sound: Hearing | None = None

    async def run(self) -> None:
        """Until the partner ends it. Raises SessionIdle or SessionOver."""
        works = [self._read(), self._look()]
        if self.ear is not None:
            self._sound = Hearing(self.ear, self.partner.tell_heard, self.partner.refuse)
            works.append(self._sound.listen())
        try:
            async with asyncio.timeout(self.limits.max_duration_s):
                await _until_one_ends(*works)
        except TimeoutError as over:
            raise SessionOver(
                f"A session may last {self.limits.max_duration_s:g} s; start another."
            ) from over

    async def _read(self) -> None:
        while True:
            try:
                async with asyncio.timeout(self.limits.idle_s):
                    piece = await self.partner.next_piece()
            except TimeoutError as idle:
                raise SessionIdle(f"Nothing came for {self.limits.idle_s:g} s.") from idle
            except BadMessage as fault:
                await self.partner.refuse(fault, None)
                continue
            if piece is None:
                return
            number, self.received = self.received, self.received + 1
            if piece.startswith(SOUND_MARK):
                await self._take_sound(number, piece)
            else:
                await self._take(number, piece)

    async def _take_sound(self, number: int, piece: bytes) -> None:
        try:
            if self._sound is None:
                raise BadMessage('This session has no sound; begin one with "sound": true.')
            self._sound.take(number, self._now_ms(), piece[len(SOUND_MARK) :])
        except EmoscopeError as fault:
            await self.partner.refuse(fault, number)

    def _now_ms(self) -> int:
        return round((time.monotonic() - self._began) * 1000)

    async def _take(self, number: int, frame: bytes) -> None:
        most = self.limits.max_frame_bytes
        if len(frame) > most:
            fault = FrameTooLarge(f"The frame has {len(frame)} bytes; at most {most} are accepted.")
            await self.partner.refuse(fault, number)
            return
        if self._waiting is not None:
            self.dropped += 1
        self._waiting = number, self._now_ms(), frame
        self._arrived.set()

    async def _look(self) -> None:
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            if self._waiting is None:
                continue
            (number, timestamp_ms, frame), self._waiting = self._waiting, None
            began = time.monotonic()
            try:
                sight = await asyncio.to_thread(self.viewer.look, frame, timestamp_ms)
            except EmoscopeError as fault:
                await self.partner.refuse(fault, number)
                continue
            took_ms = round((time.monotonic() - began) * 1000)
            await self.partner.tell(Seen(number, timestamp_ms, took_ms, self.dropped, sight))


async def _until_one_ends(*works: Awaitable[None]) -> None:
    """Ends the others when one ends; its error is raised."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()

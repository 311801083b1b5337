"""Answers as server-sent events: the work in a task of its own, heartbeats while it is silent, and its end
when the client goes away."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import anyio
from fastapi.sse import format_sse_event
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from emoscope.insights.engine import Emit

HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-cache, no-transform",
    "X-Accel-Buffering": "no",  # nginx would hold events back otherwise
}


class ClientGone(Exception):
    """Nobody listens any more."""


@dataclass(frozen=True, slots=True)
class Done:
    """The work has ended, and this is what it returned."""

    result: Any


Piece = str | Done | None
"""A piece of text, the end, or None: nothing for the length of a heartbeat."""


async def pieces(
    work: Callable[[Emit], Awaitable[Any]], gone: Callable[[], Awaitable[None]], heartbeat_s: float
) -> AsyncGenerator[Piece]:
    """Runs `work` and yields what it emits; ClientGone as soon as `gone` returns.

    However this ends, the work is stopped and has ended by then. Errors of the work are raised.
    """
    found: asyncio.Queue[Piece] = asyncio.Queue()
    task = asyncio.ensure_future(work(found.put_nowait))
    watch = asyncio.ensure_future(gone())
    for one in (task, watch):
        one.add_done_callback(lambda _: found.put_nowait(Done(None)))
    try:
        while True:
            try:
                async with asyncio.timeout(heartbeat_s):
                    piece = await found.get()
            except TimeoutError:
                yield None
                continue
            if isinstance(piece, str):
                yield piece
            elif task.done():
                yield Done(task.result())
                return
            else:
                raise ClientGone
    finally:
        with anyio.CancelScope(shield=True):
            task.cancel()
            watch.cancel()
            await asyncio.gather(task, watch, return_exceptions=True)


class Events:
    """Writes events, numbered from 1."""

    def __init__(self) -> None:
        self._number = 0

    def event(self, name: str, data: Mapping[str, Any]) -> bytes:
        self._number += 1
        text = json.dumps(data, ensure_ascii=False)
        return format_sse_event(event=name, data_str=text, id=str(self._number))


HEARTBEAT = format_sse_event(comment="waiting")


class EventStream(StreamingResponse):
    """A stream that is brought to its end, and `end` run, however the connection ends."""

    media_type = "text/event-stream"

    def __init__(self, events: AsyncGenerator[bytes], end: Callable[[], Awaitable[None]]) -> None:
        super().__init__(events, headers=dict(HEADERS))
        self._events = events
        self._end = end

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            with anyio.CancelScope(shield=True):
                await self._events.aclose()
                await self._end()

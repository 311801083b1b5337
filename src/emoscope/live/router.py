"""`/v2/live`: a WebSocket that takes frames of a camera and sound of a microphone, and answers with what is
seen and heard. See docs/live.md."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from pydantic import ValidationError

from emoscope.errors import EmoscopeError
from emoscope.live import schemas as wire
from emoscope.live import translate
from emoscope.live.access import caller
from emoscope.live.ear import RATE_HZ
from emoscope.live.errors import BadMessage, SessionIdle
from emoscope.live.hearing import MAX_SOUND_BYTES, HeardSo
from emoscope.live.session import Conversation, LiveDesk, LiveLimits, Seen, attending
from emoscope.logging import get_logger

log = get_logger(__name__)
router = APIRouter()

CLOSED_BY_FAULT = 4000
"""A close code is this plus the HTTP status of the fault; 4000 to 4999 are for applications."""

_LONGEST_TEXT = 4096


@router.websocket("/v2/live")
async def live(socket: WebSocket) -> None:
    desk: LiveDesk = socket.app.state.live
    # Accepted before anything is known: browsers cannot read why a handshake was refused.
    await socket.accept()
    try:
        await _hold(socket, desk)
        await socket.close()
    except WebSocketDisconnect:
        return
    except EmoscopeError as fault:
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            await socket.send_text(translate.error(fault).model_dump_json())
            await socket.close(CLOSED_BY_FAULT + fault.status, fault.code)


async def _hold(socket: WebSocket, desk: LiveDesk) -> None:
    start = await _started(socket, desk.limits)
    await asyncio.to_thread(caller, socket, socket.app.state.emoscope, start.api_key)
    with desk.place():
        async with attending(desk, with_sound=start.sound) as (viewer, ear, models):
            ready = _ready(desk.limits, models, with_sound=start.sound)
            await socket.send_text(ready.model_dump_json())
            talk = Conversation(_Client(socket), viewer, desk.limits, ear)
            try:
                await talk.run()
            finally:
                log.info("live_session", messages=talk.received, dropped=talk.dropped, sound=start.sound)


async def _started(socket: WebSocket, limits: LiveLimits) -> wire.Start:
    try:
        async with asyncio.timeout(limits.start_s):
            message = await socket.receive()
    except TimeoutError as idle:
        raise SessionIdle(f"No start came for {limits.start_s:g} s.") from idle
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1000))
    text = message.get("text")
    if text is None or len(text) > _LONGEST_TEXT:
        raise BadMessage('Begin with the text message {"type": "start"}.')
    try:
        return wire.Start.model_validate_json(text)
    except ValidationError as error:
        # Only where it was wrong: what was sent may hold a key.
        wrong = ", ".join(sorted({".".join(map(str, one["loc"])) or "JSON" for one in error.errors()}))
        raise BadMessage(f'Begin with the text message {{"type": "start"}}; wrong: {wrong}.') from None


def _ready(limits: LiveLimits, models: Mapping[str, str], *, with_sound: bool) -> wire.Ready:
    return wire.Ready(
        sound=with_sound,
        sound_rate_hz=RATE_HZ,
        max_sound_bytes=MAX_SOUND_BYTES,
        max_frame_bytes=limits.max_frame_bytes,
        max_frame_pixels=limits.max_frame_pixels,
        idle_s=limits.idle_s,
        max_duration_s=limits.max_duration_s,
        models=dict(models),
    )


@dataclass(frozen=True, slots=True)
class _Client:
    """The other end of the socket."""

    socket: WebSocket

    async def next_piece(self) -> bytes | None:
        message = await self.socket.receive()
        if message["type"] == "websocket.disconnect":
            return None
        piece: bytes | None = message.get("bytes")
        if piece is None and not _is_stop(message.get("text") or ""):
            raise BadMessage('Send frames and sound as binary messages, or {"type": "stop"}.')
        return piece

    async def tell(self, seen: Seen) -> None:
        await self.socket.send_text(translate.frame(seen).model_dump_json())

    async def tell_heard(self, heard: HeardSo) -> None:
        for said in heard.heard.said:
            await self.socket.send_text(translate.segment(said).model_dump_json())
        state = translate.sound(heard)
        if state is not None:
            await self.socket.send_text(state.model_dump_json())

    async def refuse(self, fault: EmoscopeError, number: int | None) -> None:
        await self.socket.send_text(translate.error(fault, number).model_dump_json())


def _is_stop(text: str) -> bool:
    if len(text) > _LONGEST_TEXT:
        return False
    try:
        wire.Stop.model_validate_json(text)
    except ValidationError:
        return False
    return True

"""The built-in engine: the analyst, which needs no language model."""

from __future__ import annotations

import asyncio
import re

from emoscope.insights.analyst.analyst import answer
from emoscope.insights.engine import USER, Emit, Inquiry, Meter

NAME = "built-in"
_PIECE = re.compile(r".{1,40}(?:\s+|$)|.{1,40}", re.DOTALL)


class BuiltIn:
    """Looks the answer up; see `emoscope.insights.analyst`."""

    async def answer(self, inquiry: Inquiry, emit: Emit, meter: Meter) -> str:
        earlier = [message.text for message in inquiry.history if message.role == USER]
        # In a thread: the figures of hours of video take a moment, and other requests must not wait.
        found = await asyncio.to_thread(answer, inquiry.message, earlier, inquiry.findings)
        for piece in _PIECE.findall(found.text):
            emit(piece)
        meter.add(0, 0)
        return NAME

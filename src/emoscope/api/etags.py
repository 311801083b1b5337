"""ETags on results: who has the newest state already gets 304 instead of the whole document."""

from __future__ import annotations

import hashlib

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LARGEST = 4 * 1024**2


class Etags:
    """Adds a weak ETag to JSON answers to GET that come in one piece, and honours `If-None-Match`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        known = Headers(scope=scope).get("if-none-match", "")
        start: Message | None = None

        async def send_tagged(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _is_result(message):
                start = message  # held back until the body is known
                return
            if start is not None and message["type"] == "http.response.body":
                held, start = start, None
                if not message.get("more_body", False) and len(message.get("body", b"")) <= _LARGEST:
                    held, message = _tagged(held, message, known)
                await send(held)
            await send(message)

        await self._app(scope, receive, send_tagged)


def _is_result(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    is_json = headers.get("content-type", "").startswith("application/json")
    return start["status"] == 200 and is_json and "etag" not in headers


def _tagged(start: Message, body: Message, known: str) -> tuple[Message, Message]:
    tag = f'W/"{hashlib.sha256(body.get("body", b"")).hexdigest()[:32]}"'
    headers = MutableHeaders(raw=list(start["headers"]))
    headers["ETag"] = tag
    headers.setdefault("Cache-Control", "private, no-cache")
    if known == "*" or tag.removeprefix("W/") in {one.strip().removeprefix("W/") for one in known.split(",")}:
        del headers["Content-Length"]
        return {**start, "status": 304, "headers": headers.raw}, {**body, "body": b""}
    return {**start, "headers": headers.raw}, body

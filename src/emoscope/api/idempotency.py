"""Creating requests that may be sent again without doing things twice: the `Idempotency-Key` header.

The first request with a key is done; its answer is kept for a day and given to every later one that is the
same. A key that is still at work is answered with 409, one that came with another body with 422.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from anyio import to_thread
from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.exc import IntegrityError
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from emoscope.api.auth import COOKIE
from emoscope.db.account_models import IdempotentReply
from emoscope.db.engine import SessionFactory
from emoscope.db.models import now

HEADER, REPLAYED = "Idempotency-Key", "Idempotency-Replayed"
KEPT = timedelta(days=1)
_GIVEN_UP = timedelta(hours=1)
"""After which a request that was never answered is taken for one of a server that was stopped."""

_ACCEPTABLE = re.compile(r"[\x21-\x7e]{1,255}")
_LARGEST_REPLY = 1024**2
_NEVER = ("/v2/accounts", "/v2/live")
"""Their answers hold secrets or are conversations."""


@dataclass(slots=True)
class BodyHash:
    """The hash of a body as its sender meant it: a multipart form has another boundary at every try."""

    boundary: bytes
    _hash: hashlib._Hash = field(default_factory=hashlib.sha256)
    _rest: bytes = b""

    def add(self, chunk: bytes) -> None:
        if not self.boundary:
            self._hash.update(chunk)
            return
        seen = (self._rest + chunk).replace(self.boundary, b"")
        keep = len(self.boundary) - 1
        self._hash.update(seen[:-keep] if keep else seen)
        self._rest = seen[-keep:] if keep else b""

    def result(self) -> str:
        self._hash.update(self._rest)
        self._rest = b""
        return self._hash.hexdigest()


class Idempotency:
    """Around the API: does POST requests with the same key, credential and path once."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST" or scope["path"].startswith(_NEVER):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        key, credential = headers.get(HEADER, ""), _credential(headers)
        if not key or not credential:  # without a credential the request is refused anyway
            await self._app(scope, receive, send)
        elif not _ACCEPTABLE.fullmatch(key):
            detail = f"{HEADER} has 1 to 255 printable characters of ASCII, no spaces."
            await _refuse(send, 422, "bad_idempotency_key", detail)
        else:
            request = _Request(scope["app"].state.emoscope.sessions, _scope_of(scope, credential), key)
            await self._once(request, headers, scope, receive, send)

    async def _once(
        self, request: _Request, headers: Headers, scope: Scope, receive: Receive, send: Send
    ) -> None:
        body = BodyHash(_boundary(headers))
        known = await to_thread.run_sync(request.claim)
        if known is not None:
            await _answer_again(known, body, receive, send)
            return

        async def receive_hashed() -> Message:
            message = await receive()
            if message["type"] == "http.request":
                body.add(message.get("body", b""))
            return message

        reply = _Reply(send)
        try:
            await self._app(scope, receive_hashed, reply.send)
        finally:
            # Whatever happens to this task, the answer that went out is the one to give again.
            work = partial(request.keep, reply, body.result()) if reply.is_worth_keeping else request.release
            await to_thread.run_sync(work)


@dataclass(slots=True)
class _Reply:
    """Passes an answer on and remembers it."""

    _send: Send
    status: int = 0
    media_type: str = ""
    body: bytearray = field(default_factory=bytearray)
    _complete: bool = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.media_type = Headers(raw=message["headers"]).get("content-type", "")
        elif message["type"] == "http.response.body" and len(self.body) <= _LARGEST_REPLY:
            self.body += message.get("body", b"")
            self._complete = not message.get("more_body", False)
        await self._send(message)

    @property
    def is_worth_keeping(self) -> bool:
        """Only what was done: who was refused may put things right and try again under the same key."""
        whole = self._complete and len(self.body) <= _LARGEST_REPLY
        return 200 <= self.status < 300 and whole and self.media_type.startswith("application/json")


@dataclass(frozen=True, slots=True)
class _Request:
    """A request's place among the kept answers."""

    sessions: SessionFactory
    scope: str
    key: str

    def claim(self) -> IdempotentReply | None:
        """None where the request is ours to do, else what is known of the one before it."""
        with self.sessions.begin() as session:
            session.execute(delete(IdempotentReply).where(IdempotentReply.created_at < now() - KEPT))
            session.execute(
                delete(IdempotentReply).where(
                    self._mine(),
                    IdempotentReply.status == 0,
                    IdempotentReply.created_at < now() - _GIVEN_UP,
                )
            )
        try:
            with self.sessions.begin() as session:
                session.add(IdempotentReply(scope=self.scope, key=self.key))
        except IntegrityError:
            with self.sessions() as session:
                return session.scalars(select(IdempotentReply).where(self._mine())).first()
        return None

    def keep(self, reply: _Reply, body_hash: str) -> None:
        with self.sessions.begin() as session:
            kept = session.get_one(IdempotentReply, (self.scope, self.key))
            kept.status, kept.media_type, kept.body = reply.status, reply.media_type, bytes(reply.body)
            kept.body_hash = body_hash

    def release(self) -> None:
        with self.sessions.begin() as session:
            session.execute(delete(IdempotentReply).where(self._mine()))

    def _mine(self) -> ColumnElement[bool]:
        return (IdempotentReply.scope == self.scope) & (IdempotentReply.key == self.key)


async def _answer_again(known: IdempotentReply, body: BodyHash, receive: Receive, send: Send) -> None:
    if not known.status:
        await _refuse(send, 409, "idempotency_in_flight", "A request with this key is still being done.")
        return
    more = True
    while more:
        message = await receive()
        body.add(message.get("body", b""))
        more = message.get("more_body", False)
    if body.result() != known.body_hash:
        detail = f"This {HEADER} came with another body before; use a new key for another request."
        await _refuse(send, 422, "idempotency_mismatch", detail)
        return
    await _send_whole(send, known.status, known.media_type, known.body, {REPLAYED: "true"})


async def _refuse(send: Send, status: int, code: str, detail: str) -> None:
    problem = {"type": f"urn:emoscope:error:{code}", "status": status, "detail": detail, "code": code}
    await _send_whole(send, status, "application/json", json.dumps(problem).encode(), {})


async def _send_whole(send: Send, status: int, media_type: str, body: bytes, more: dict[str, str]) -> None:
    headers = {"Content-Type": media_type, "Content-Length": str(len(body)), **more}
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})


def _credential(headers: Headers) -> str:
    cookie = re.search(rf"(?:^|;\s*){COOKIE}=([^;]+)", headers.get("cookie", ""))
    return headers.get("x-api-key") or headers.get("authorization") or (cookie.group(1) if cookie else "")


def _scope_of(scope: Scope, credential: str) -> str:
    place = f"{scope['method']} {scope['path']}?{scope.get('query_string', b'').decode('latin-1')}"
    return hashlib.sha256(f"{credential}\n{place}".encode()).hexdigest()


def _boundary(headers: Headers) -> bytes:
    found = re.search(r'boundary="?([^";]+)', headers.get("content-type", ""))
    return found.group(1).encode() if found else b""

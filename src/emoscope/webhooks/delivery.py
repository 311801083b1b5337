"""One try to tell one address of one event."""

from __future__ import annotations

import json
import random
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx2 as httpx
from sqlalchemy.orm import Session

from emoscope.db.engine import SessionFactory
from emoscope.db.models import Medium, now
from emoscope.db.webhook_models import Delivery, Try
from emoscope.jobs.running import Attempt, Outcome
from emoscope.logging import get_logger
from emoscope.outbound.addresses import AddressPolicy, AddressRefused, Resolver, resolve
from emoscope.outbound.connection import Deadline, make_client
from emoscope.webhooks import secrets

log = get_logger(__name__)

Documents = Callable[[Medium, Delivery], Mapping[str, Any] | None]
"""From a medium to the document that GET answers for what a delivery tells of it."""

DELAYS_S: Sequence[float] = (5, 15, 45, 135, 405, 1215, 3645, 10_935, 21_600, 21_600, 21_600)
"""Pauses between the tries: each three times the one before, six hours at most, 22.6 hours in all."""
JITTER = 0.2
LONGEST_PAUSE_S = 21_600
REPLY_BYTES = 16 * 1024
"""How much of a receiver's reply is read."""
BODY_BYTES = 10 * 1024**2
"""A document that makes the body larger than this is left out; the receiver fetches it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a POST: a response code, or the reason why there is none. `wait_s` is its Retry-After."""

    code: int | None
    problem: str
    wait_s: float = 0
    final: bool = False

    @property
    def is_success(self) -> bool:
        return self.code is not None and 200 <= self.code < 300


@dataclass(frozen=True, slots=True)
class WebhookDelivery:
    """The handler of `deliver_webhook` jobs. `resolver` and `tls` are the system's outside of tests."""

    sessions: SessionFactory
    documents: Documents
    policy: AddressPolicy
    server_key: bytes
    timeout_s: float
    resolver: Resolver = resolve
    tls: ssl.SSLContext | None = None

    def __call__(self, attempt: Attempt) -> Outcome:
        with self.sessions.begin() as session:
            delivery = session.get(Delivery, attempt.subject_id)
            if delivery is None:
                return _nothing()
            medium = session.get_one(Medium, delivery.media_id)
            values = [
                secrets.value_of(self.server_key, one) for one in secrets.valid(session, delivery.user_id)
            ]
        began, clock = now(), time.monotonic()
        try:
            answer = self._post(delivery, values, began, self._body(delivery, medium))
        except Exception:  # whatever a document or an address does to us, the schedule goes on
            log.exception("callback_failed", delivery_id=delivery.id)
            answer = Answer(None, "The server could not make the message; its log has the details.")
        duration_ms = round((time.monotonic() - clock) * 1000)
        again_at = _next_try(answer, delivery.tries + 1)
        log.info("callback_tried", delivery_id=delivery.id, code=answer.code, problem=answer.problem)
        return Outcome(
            write=lambda session: _write(session, delivery.id, began, duration_ms, answer, again_at),
            discard=lambda: None,
            tidy=lambda: None,
            again_at=again_at,
        )

    def _body(self, delivery: Delivery, medium: Medium) -> str:
        document = self.documents(medium, delivery)
        body = json.dumps(_message(delivery, medium, document), ensure_ascii=False, separators=(",", ":"))
        if len(body.encode()) > BODY_BYTES:
            body = json.dumps({**_message(delivery, medium, None), "data_omitted": True})
        return body

    def _post(self, delivery: Delivery, values: Sequence[str], moment: datetime, body: str) -> Answer:
        deadline = Deadline()
        deadline.set(self.timeout_s)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Emoscope-Webhooks",
            **secrets.headers(values, delivery.id, moment, body),
        }
        try:
            url = self.policy.check_url(delivery.url)
            with (
                make_client(self.policy, deadline, self.resolver, self.tls) as client,
                client.stream("POST", url, content=body.encode(), headers=headers) as reply,
            ):
                return _answer(reply)
        except AddressRefused as error:
            return Answer(None, error.message, final=True)
        except httpx.TimeoutException:
            return Answer(None, f"No answer within {self.timeout_s:g} seconds.")
        except httpx.HTTPError as error:
            return Answer(None, f"No connection: {error or type(error).__name__}"[:500])


def _message(delivery: Delivery, medium: Medium, document: Mapping[str, Any] | None) -> dict[str, Any]:
    error = {"code": delivery.error_code, "message": delivery.error_message} if delivery.error_code else None
    return {
        "type": f"{medium.kind}.{delivery.event}.{delivery.medium_status}",
        "timestamp": delivery.happened_at.isoformat() if delivery.happened_at else None,
        "id": medium.id,
        "media_type": medium.kind,
        "status": delivery.medium_status,
        "error": error,
        "data": document,
    }


def _answer(reply: httpx.Response) -> Answer:
    read = 0
    try:
        for chunk in reply.iter_raw():
            read += len(chunk)
            if read > REPLY_BYTES:
                break
    except httpx.HTTPError:
        pass  # the status is what counts, and it is here
    if reply.is_success:
        return Answer(reply.status_code, "")
    if reply.status_code == httpx.codes.GONE:
        return Answer(reply.status_code, "The receiver says that it is gone.", final=True)
    if reply.is_redirect:
        return Answer(reply.status_code, "The receiver redirects, which is not followed.")
    wait = reply.headers.get("retry-after", "")
    wait_s = float(wait[:9]) if wait.isascii() and wait.isdigit() else 0
    return Answer(reply.status_code, f"The receiver answered {reply.status_code}.", wait_s)


def _next_try(answer: Answer, tries: int) -> datetime | None:
    """When to try again, None where that is over."""
    if answer.is_success or answer.final or tries > len(DELAYS_S):
        return None
    pause = DELAYS_S[tries - 1] * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - no secret
    return now() + timedelta(seconds=max(pause, min(answer.wait_s, LONGEST_PAUSE_S)))


def _write(
    session: Session,
    delivery_id: str,
    began: datetime,
    duration_ms: int,
    answer: Answer,
    again_at: datetime | None,
) -> None:
    delivery = session.get_one(Delivery, delivery_id)
    delivery.tries += 1
    delivery.response_code, delivery.problem = answer.code, answer.problem
    delivery.next_try_at = again_at
    if again_at is None:
        delivery.status = "delivered" if answer.is_success else "failed"
        delivery.ended_at = now()
    session.add(
        Try(
            delivery_id=delivery_id,
            began_at=began,
            duration_ms=duration_ms,
            response_code=answer.code,
            problem=answer.problem,
        )
    )


def _nothing() -> Outcome:
    return Outcome(write=lambda _: None, discard=lambda: None, tidy=lambda: None)

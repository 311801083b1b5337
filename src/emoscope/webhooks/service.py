"""What can be done with deliveries and the secrets that sign them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from emoscope.api.keys import Identity
from emoscope.api.media import Desk
from emoscope.api.paging import Page
from emoscope.db.engine import reading
from emoscope.db.webhook_models import Delivery, SigningSecret, Try
from emoscope.errors import EmoscopeError
from emoscope.jobs import callbacks
from emoscope.webhooks import repository, secrets

STATUSES = ("waiting", "pending", "delivered", "failed")


class DeliveryNotFound(EmoscopeError):
    code = "delivery_not_found"
    status = 404
    title = "Delivery not found"


class NotYetDue(EmoscopeError):
    code = "delivery_not_due"
    status = 409
    title = "Nothing to tell yet"


class BadStatus(EmoscopeError):
    code = "bad_status"
    status = 422
    title = "Status unknown"


def listed(
    desk: Desk, user: Identity, page: Page, media_id: str, status: str
) -> tuple[Sequence[Delivery], int]:
    if status and status not in STATUSES:
        raise BadStatus(f"Status {status!r} is unknown; accepted are {', '.join(STATUSES)}.")
    with reading(desk.sessions) as session:
        return repository.page_of(session, user.user_id, page, media_id, status)


def get(desk: Desk, user: Identity, delivery_id: str) -> tuple[Delivery, Sequence[Try]]:
    with reading(desk.sessions) as session:
        return _owned(session, user, delivery_id), repository.tries_of(session, delivery_id)


def replay(desk: Desk, user: Identity, delivery_id: str) -> Delivery:
    """Sends a delivery again, with the same id and the medium's document as it is now."""
    with desk.sessions.begin() as session:
        delivery = _owned(session, user, delivery_id)
        send_again(session, delivery)
        return delivery


def send_again(session: Session, delivery: Delivery) -> None:
    """Schedules an ended delivery anew; one under way stays as it is. NotYetDue while its job runs."""
    if delivery.status == "waiting":
        raise NotYetDue("The job that this delivery tells of has not ended yet.")
    if delivery.status != "pending":
        callbacks.schedule(session, delivery)


def signing_secrets(desk: Desk, user: Identity, server_key: bytes) -> list[tuple[SigningSecret, str]]:
    """The secrets that are valid now with their values, the newest first."""
    with desk.sessions.begin() as session:
        found = secrets.valid(session, user.user_id)
        return [(secret, secrets.value_of(server_key, secret)) for secret in found]


def rotate_secret(
    desk: Desk, user: Identity, server_key: bytes, overlap: timedelta
) -> list[tuple[SigningSecret, str]]:
    """Makes a new secret; the one before signs along for `overlap`."""
    with desk.sessions.begin() as session:
        found = secrets.rotate(session, user.user_id, overlap)
        return [(secret, secrets.value_of(server_key, secret)) for secret in found]


def _owned(session: Session, user: Identity, delivery_id: str) -> Delivery:
    delivery = session.get(Delivery, delivery_id)
    if delivery is None or delivery.user_id != user.user_id:
        raise DeliveryNotFound("Delivery not found")
    return delivery

"""The secrets that callbacks are signed with: made by need, rotated with a time in which two are valid."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session
from standardwebhooks.webhooks import Webhook

from emoscope.db.models import now
from emoscope.db.webhook_models import SigningSecret


def value_of(server_key: bytes, secret: SigningSecret) -> str:
    """`whsec_` and 32 bytes in base64, derived from the server's key: the database alone signs nothing."""
    raw = hmac.new(server_key, f"webhook-secret\n{secret.id}".encode(), hashlib.sha256).digest()
    return f"whsec_{base64.b64encode(raw).decode()}"


def valid(session: Session, user_id: str) -> Sequence[SigningSecret]:
    """The user's secrets that are valid now, the newest first; the first one is made when it is asked for."""
    mine = select(SigningSecret).where(
        SigningSecret.user_id == user_id,
        or_(SigningSecret.expires_at.is_(None), SigningSecret.expires_at > now()),
    )
    found = session.scalars(mine.order_by(SigningSecret.created_at.desc(), SigningSecret.id)).all()
    return found or [_made(session, user_id)]


def rotate(session: Session, user_id: str, overlap: timedelta) -> Sequence[SigningSecret]:
    """A new secret; the one before stays valid for `overlap`, those before that end now."""
    before = valid(session, user_id)[0]
    session.execute(
        delete(SigningSecret).where(SigningSecret.user_id == user_id, SigningSecret.id != before.id)
    )
    before.expires_at = now() + overlap
    fresh = _made(session, user_id)
    return [fresh, before] if overlap else [fresh]


def _made(session: Session, user_id: str) -> SigningSecret:
    secret = SigningSecret(user_id=user_id)
    session.add(secret)
    session.flush()
    return secret


def headers(values: Sequence[str], delivery_id: str, moment: datetime, body: str) -> dict[str, str]:
    """The three headers of Standard Webhooks, with a signature by each secret.

    https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
    """
    signatures = [Webhook(value).sign(delivery_id, moment, body) for value in values]
    return {
        "webhook-id": delivery_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(signatures),
    }

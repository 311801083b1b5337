"""From an API key to the user behind it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select

from emoscope.db.account_models import LoginSession
from emoscope.db.engine import SessionFactory, reading
from emoscope.db.models import ApiKey, User, now

_TOUCH_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Identity:
    """The user behind a request."""

    user_id: str
    role: str
    credential: str = ""
    """The id of the key or log-in that was used, empty where the server acts by itself."""
    csrf_token: str = field(default="", repr=False)
    """That of the log-in, empty where a key was used."""

    @property
    def by_pages(self) -> bool:
        """Whether the request came from a browser that is logged in."""
        return bool(self.csrf_token)

    @property
    def is_admin(self) -> bool:
        return self.role == "admin"


def hash_key(key: str) -> str:
    # A key is 256 random bits: one round of SHA-256 is enough, unlike for passwords.
    return hashlib.sha256(key.encode()).hexdigest()


def identify(sessions: SessionFactory, key: str) -> Identity | None:
    """Whose key this is, or None; keys are found by hash, so no comparison leaks by its timing."""
    with reading(sessions) as session:
        found = session.execute(
            select(ApiKey, User)
            .join(User, User.id == ApiKey.user_id)
            .where(ApiKey.key_hash == hash_key(key), ApiKey.revoked_at.is_(None))
        ).first()
    if found is None:
        return None
    record, user = found
    if record.last_used_at is None or now() - record.last_used_at > _TOUCH_EVERY:
        with sessions.begin() as session:
            session.get_one(ApiKey, record.id).last_used_at = now()
    return Identity(user.id, user.role, record.id)


def identify_browser(sessions: SessionFactory, token: str) -> Identity | None:
    """Who is logged in with this cookie."""
    with reading(sessions) as session:
        found = session.execute(
            select(LoginSession, User)
            .join(User, User.id == LoginSession.user_id)
            .where(LoginSession.token_hash == hash_key(token), LoginSession.expires_at > now())
        ).first()
    if found is None:
        return None
    record, user = found
    return Identity(user.id, user.role, record.id, record.csrf_token)

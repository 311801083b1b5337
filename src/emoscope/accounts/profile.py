"""A user's own account: name, API keys."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from emoscope.accounts.service import BadAccount, create_key
from emoscope.api.keys import hash_key
from emoscope.db.models import ApiKey, User, now
from emoscope.errors import EmoscopeError

KEYS_AT_MOST = 50
NAME_LENGTH = 200


class KeyNotFound(EmoscopeError):
    code = "key_not_found"
    status = 404
    title = "API key not found"


def rename(session: Session, user_id: str, name: str) -> User:
    user = session.get_one(User, user_id)
    user.name = _name(name)
    return user


def keys(session: Session, user_id: str) -> Sequence[ApiKey]:
    """The user's keys that work, newest first."""
    mine = ApiKey.user_id == user_id, ApiKey.revoked_at.is_(None)
    return session.scalars(select(ApiKey).where(*mine).order_by(ApiKey.created_at.desc(), ApiKey.id)).all()


def make_key(session: Session, user_id: str, name: str) -> tuple[ApiKey, str]:
    """A new key's record and the key itself, told this once. Raises BadAccount."""
    name = _name(name)
    if not name:
        raise BadAccount("A key needs a name, so that you know later what it is for.")
    mine = ApiKey.user_id == user_id, ApiKey.revoked_at.is_(None)
    if (session.scalar(select(func.count()).select_from(ApiKey).where(*mine)) or 0) >= KEYS_AT_MOST:
        raise BadAccount(f"You have {KEYS_AT_MOST} keys; revoke one first.")
    key = create_key(session, user_id, name)
    return session.scalars(select(ApiKey).where(ApiKey.key_hash == hash_key(key))).one(), key


def revoke_key(session: Session, user_id: str, key_id: str) -> None:
    """The key works no more from now on. Raises KeyNotFound."""
    found = session.get(ApiKey, key_id)
    if found is None or found.user_id != user_id or found.revoked_at is not None:
        raise KeyNotFound("You have no such API key.")
    found.revoked_at = now()


def _name(name: str) -> str:
    if len(name) > NAME_LENGTH:
        raise BadAccount(f"A name has at most {NAME_LENGTH} characters.")
    return name.strip()

"""Users and their API keys."""

from __future__ import annotations

import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from emoscope.api.keys import hash_key
from emoscope.db.models import ApiKey, User
from emoscope.errors import EmoscopeError

ROLES = ("user", "admin")


class EmailTaken(EmoscopeError):
    code = "email_taken"
    status = 409
    title = "Email taken"


class BadAccount(EmoscopeError):
    code = "bad_account"
    status = 422
    title = "Account not acceptable"


def create_user(session: Session, email: str, name: str = "", role: str = "user") -> User:
    """Raises BadAccount for an address or role that cannot be, EmailTaken for one in use."""
    email = email.strip().lower()
    local, at, domain = email.partition("@")
    if not (local and at and domain) or any(c.isspace() for c in email) or len(email) > 320:
        raise BadAccount(f"{email!r} is not an email address.")
    if role not in ROLES:
        raise BadAccount(f"Role {role!r} is unknown; accepted are {' and '.join(ROLES)}.")
    if session.scalars(select(User).where(User.email == email)).first():
        raise EmailTaken(f"A user with the address {email} exists already.")
    user = User(email=email, name=name, role=role)
    session.add(user)
    session.flush()
    return user


def create_key(session: Session, user_id: str, name: str) -> str:
    """A new key, returned this once; only its hash is kept."""
    key = f"emo_{secrets.token_urlsafe(32)}"
    session.add(ApiKey(user_id=user_id, name=name, hint=f"{key[:8]}...", key_hash=hash_key(key)))
    session.flush()
    return key

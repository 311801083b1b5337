"""Passwords: what is accepted, how they are kept."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from emoscope.errors import EmoscopeError

SHORTEST, LONGEST = 10, 200

_HASHER = PasswordHasher()
_NOBODY = _HASHER.hash("nobody's password, to take as long where there is no such user")


class BadPassword(EmoscopeError):
    code = "bad_password"
    status = 422
    title = "Password not acceptable"


def hashed(password: str, email: str) -> str:
    """The password's argon2id hash; raises BadPassword for one that is too short, too long or easy."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise BadPassword(f"A password has {SHORTEST} to {LONGEST} characters.")
    if password.lower() == email.lower() or len(set(password)) <= 3:
        raise BadPassword("The password is too easy to guess.")
    return _HASHER.hash(password)


def matches(password: str, password_hash: str) -> bool:
    """Whether the password belongs to the hash; takes as long where there is none."""
    try:
        _HASHER.verify(password_hash or _NOBODY, password[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return bool(password_hash)

"""Signing up, logging in and out, and how often that may fail."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from emoscope.accounts import invitations, passwords
from emoscope.accounts.service import BadAccount, create_user
from emoscope.api.keys import hash_key
from emoscope.db.account_models import LoginFailure, LoginSession
from emoscope.db.engine import SessionFactory, reading
from emoscope.db.models import User, now
from emoscope.errors import EmoscopeError

OPEN, INVITATION = "open", "invitation"
"""Who may sign up: everybody, or who has an invitation. Where there is no user yet, the first may anyway, and
becomes the admin."""

_WINDOW = timedelta(minutes=15)
_FAILURES_OF_EMAIL, _FAILURES_OF_CLIENT = 8, 40
_NAME_LENGTH = 200


class SignUpRefused(EmoscopeError):
    code = "sign_up_refused"
    status = 403
    title = "Sign-up refused"


class LoginRefused(EmoscopeError):
    code = "login_refused"
    status = 401
    title = "Log-in refused"


class TooManyFailures(EmoscopeError):
    code = "too_many_failures"
    status = 429
    title = "Too many failed log-ins"


@dataclass(frozen=True, slots=True)
class Login:
    """A new log-in: `token` is the cookie's value, told this once."""

    user: User
    token: str
    csrf_token: str
    lifetime: timedelta


def sign_up(
    sessions: SessionFactory,
    email: str,
    password: str,
    name: str,
    invitation: str,
    policy: str,
    lifetime: timedelta,
) -> Login:
    """Makes a user and logs them in. Raises SignUpRefused, BadAccount, BadPassword, EmailTaken."""
    if len(name) > _NAME_LENGTH:
        raise BadAccount(f"A name has at most {_NAME_LENGTH} characters.")
    password_hash = passwords.hashed(password, email)
    with sessions.begin() as session:
        _one_at_a_time(session)
        first = session.scalar(select(func.count()).select_from(User)) == 0
        role = "admin" if first else "user"
        if invitation:
            role = invitations.use(session, invitation, email)
        elif policy != OPEN and not first:
            raise SignUpRefused("Signing up takes an invitation; ask the owner of this server for one.")
        user = create_user(session, email, name.strip(), role)
        user.password_hash = password_hash
        return _started(session, user, lifetime)


def _one_at_a_time(session: Session) -> None:
    """Of two who sign up at once the second waits: else both could be the first, or have the same address.
    On SQLite every writing transaction is alone anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE"))


def log_in(sessions: SessionFactory, email: str, password: str, client: str, lifetime: timedelta) -> Login:
    """Raises LoginRefused where address and password do not belong together, TooManyFailures."""
    user_id = _checked(sessions, email, password, client)
    with sessions.begin() as session:
        session.execute(delete(LoginSession).where(LoginSession.expires_at < now()))
        return _started(session, session.get_one(User, user_id), lifetime)


def log_out(sessions: SessionFactory, token: str) -> None:
    with sessions.begin() as session:
        session.execute(delete(LoginSession).where(LoginSession.token_hash == hash_key(token)))


def change_password(
    sessions: SessionFactory, user_id: str, old: str, new: str, client: str, lifetime: timedelta
) -> Login:
    """Logs out every other browser. Raises LoginRefused where the old password is wrong, BadPassword."""
    with reading(sessions) as session:
        email = session.get_one(User, user_id).email
    _checked(sessions, email, old, client)
    with sessions.begin() as session:
        user = session.get_one(User, user_id)
        set_password(session, user, new)
        return _started(session, user, lifetime)


def set_password(session: Session, user: User, password: str) -> None:
    """Logs out every browser of the user."""
    user.password_hash = passwords.hashed(password, user.email)
    session.execute(delete(LoginSession).where(LoginSession.user_id == user.id))


def _started(session: Session, user: User, lifetime: timedelta) -> Login:
    login = Login(user, secrets.token_urlsafe(32), secrets.token_urlsafe(24), lifetime)
    session.add(
        LoginSession(
            user_id=user.id,
            token_hash=hash_key(login.token),
            csrf_token=login.csrf_token,
            expires_at=now() + lifetime,
        )
    )
    session.flush()
    return login


def _checked(sessions: SessionFactory, email: str, password: str, client: str) -> str:
    """The id of the user whose password this is."""
    email = email.strip().lower()
    subjects = _hashed("email", email), _hashed("client", client)
    with sessions.begin() as session:
        _check_failures(session, *subjects)
        user = session.scalars(select(User).where(User.email == email)).first()
    # Outside of a transaction, since it takes its time on purpose.
    right = passwords.matches(password, user.password_hash if user else "")
    with sessions.begin() as session:
        if user is not None and right:
            session.execute(delete(LoginFailure).where(LoginFailure.subject == subjects[0]))
            return user.id
        session.add_all(LoginFailure(subject=subject) for subject in subjects)
    raise LoginRefused("Email address and password do not belong together.")


def _check_failures(session: Session, email: str, client: str) -> None:
    session.execute(delete(LoginFailure).where(LoginFailure.at < now() - _WINDOW))
    for subject, most in ((email, _FAILURES_OF_EMAIL), (client, _FAILURES_OF_CLIENT)):
        count, oldest = session.execute(
            select(func.count(), func.min(LoginFailure.at)).where(LoginFailure.subject == subject)
        ).one()
        if count >= most:
            wait = max(1, round((oldest + _WINDOW - now()).total_seconds()))
            raise TooManyFailures(
                f"Too many log-ins failed; try again in {wait} seconds.", retry_after_s=wait
            )


def _hashed(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind}:{value}".encode()).hexdigest()

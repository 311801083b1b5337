"""Invitations to sign up."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from emoscope.accounts.service import ROLES, BadAccount
from emoscope.api.keys import hash_key
from emoscope.db.account_models import Invitation
from emoscope.db.models import now
from emoscope.errors import EmoscopeError

DAYS_AT_MOST = 90


class BadInvitation(EmoscopeError):
    code = "bad_invitation"
    status = 403
    title = "Invitation not valid"


class InvitationNotFound(EmoscopeError):
    code = "invitation_not_found"
    status = 404
    title = "Invitation not found"


def invite(session: Session, email: str, role: str, days: int) -> tuple[Invitation, str]:
    """An invitation and its code, told this once. With an `email` only that address may use it."""
    if role not in ROLES:
        raise BadAccount(f"Role {role!r} is unknown; accepted are {' and '.join(ROLES)}.")
    if not 1 <= days <= DAYS_AT_MOST:
        raise BadAccount(f"days is {days}; accepted are 1 to {DAYS_AT_MOST}.")
    code = secrets.token_urlsafe(24)
    invitation = Invitation(
        code_hash=hash_key(code),
        email=email.strip().lower(),
        role=role,
        expires_at=now() + timedelta(days=days),
    )
    session.add(invitation)
    session.flush()
    return invitation, code


def use(session: Session, code: str, email: str) -> str:
    """The role that the invitation gives; it is used up. Raises BadInvitation."""
    found = session.scalars(select(Invitation).where(Invitation.code_hash == hash_key(code))).first()
    if found is None or found.expires_at < now():
        raise BadInvitation("The invitation is unknown or has expired; ask for a new one.")
    if found.email and found.email != email.strip().lower():
        raise BadInvitation("The invitation is for another email address.")
    # The condition makes one of two at once the loser.
    taken = session.execute(
        update(Invitation)
        .where(Invitation.id == found.id, Invitation.used_at.is_(None))
        .values(used_at=now())
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        raise BadInvitation("The invitation has been used already; ask for a new one.")
    return found.role


def unused(session: Session) -> Sequence[Invitation]:
    """Newest first."""
    open_ones = Invitation.used_at.is_(None), Invitation.expires_at > now()
    return session.scalars(select(Invitation).where(*open_ones).order_by(Invitation.created_at.desc())).all()


def withdraw(session: Session, invitation_id: str) -> None:
    found = session.get(Invitation, invitation_id)
    if found is None or found.used_at is not None:
        raise InvitationNotFound("There is no open invitation with this id.")
    session.delete(found)

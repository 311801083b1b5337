"""HTTP for admins: users, their roles and credits, invitations."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from sqlalchemy import select
from sqlalchemy.orm import Session

from emoscope.accounts import invitations, translate
from emoscope.accounts import schemas as wire
from emoscope.api.auth import Admin
from emoscope.api.schemas import Words
from emoscope.api.state import State
from emoscope.db.engine import reading
from emoscope.db.models import User
from emoscope.errors import EmoscopeError
from emoscope.jobs import ledger

router = APIRouter(prefix="/v2/accounts", tags=["Accounts"])

USERS_AT_MOST = 500

UserId = Annotated[str, Path(description="Id of the user (UUID).")]


class UserNotFound(EmoscopeError):
    code = "user_not_found"
    status = 404
    title = "User not found"


@router.get("/users")
def list_users(
    state: State,
    _admin: Admin,
    search: Annotated[Words, Query(description="Part of the email address or name.")] = "",
) -> list[wire.UserItem]:
    """The users, newest first, 500 at most; for admins."""
    wanted = User.email.icontains(search, autoescape=True) | User.name.icontains(search, autoescape=True)
    with reading(state.sessions) as session:
        newest = select(User).where(wanted).order_by(User.created_at.desc(), User.id).limit(USERS_AT_MOST)
        found = session.scalars(newest).all()
        balances = ledger.balances(session, [user.id for user in found])
        return [translate.user_item(user, balances[user.id]) for user in found]


@router.post("/users/{user_id}/credits")
def grant_credits(state: State, admin: Admin, user_id: UserId, body: wire.CreditGrant) -> wire.UserItem:
    """Grants a user credits, or says whether their analyses end when the balance does; for admins."""
    with state.sessions.begin() as session:
        user = _user(session, user_id)
        if body.amount:
            ledger.grant(session, user_id, body.amount, body.note or f"granted by {admin.user_id}")
        if body.limited is not None:
            user.credits_limited = body.limited
        session.flush()
        return translate.user_item(user, ledger.balance(session, user_id))


@router.get("/invitations")
def list_invitations(state: State, _admin: Admin) -> list[wire.InvitationItem]:
    """The invitations that can be used, newest first; for admins."""
    with reading(state.sessions) as session:
        return [translate.invitation(one) for one in invitations.unused(session)]


@router.post("/invitations", status_code=201)
def create_invitation(state: State, _admin: Admin, body: wire.NewInvitation) -> wire.InvitationMade:
    """Invites somebody to sign up; the code is told this once; for admins."""
    with state.sessions.begin() as session:
        record, code = invitations.invite(session, body.email, body.role, body.days)
        return wire.InvitationMade(**translate.invitation(record).model_dump(), code=code)


@router.delete("/invitations/{invitation_id}")
def withdraw_invitation(
    state: State, _admin: Admin, invitation_id: Annotated[str, Path(description="Id of the invitation.")]
) -> wire.Done:
    """Takes an unused invitation back; for admins."""
    with state.sessions.begin() as session:
        invitations.withdraw(session, invitation_id)
    return wire.Done(message="The invitation was taken back.")


def _user(session: Session, user_id: str) -> User:
    found = session.get(User, user_id)
    if found is None:
        raise UserNotFound("There is no user with this id.")
    return found

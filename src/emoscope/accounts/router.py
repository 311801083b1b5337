"""HTTP for accounts: signing up and in, the own account, its keys and usage."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from sqlalchemy import func, select

from emoscope.accounts import logins, profile, translate, usage
from emoscope.accounts import schemas as wire
from emoscope.accounts.logins import Login
from emoscope.api.auth import COOKIE, CurrentUser
from emoscope.api.state import State
from emoscope.db.engine import reading
from emoscope.db.models import User
from emoscope.jobs import ledger
from emoscope.settings import Settings

router = APIRouter(prefix="/v2/accounts", tags=["Accounts"])


@router.get("/sign-up")
def get_sign_up_policy(request: Request, state: State) -> wire.SignUpPolicy:
    """Who may sign up; needs no key."""
    with reading(state.sessions) as session:
        nobody = session.scalar(select(func.count()).select_from(User)) == 0
    return wire.SignUpPolicy(sign_up="first" if nobody else _settings(request).sign_up)


@router.post("/sign-up", status_code=201)
def sign_up(request: Request, response: Response, state: State, body: wire.SignUp) -> wire.Account:
    """Makes an account and logs the browser in."""
    settings = _settings(request)
    login = logins.sign_up(
        state.sessions,
        body.email,
        body.password,
        body.name,
        body.invitation,
        settings.sign_up,
        timedelta(days=settings.session_days),
    )
    _remember(request, response, login)
    return _account(state, login.user.id, login.csrf_token)


@router.post("/log-in")
def log_in(request: Request, response: Response, state: State, body: wire.LogIn) -> wire.Account:
    """Logs the browser in with a cookie that scripts cannot read."""
    lifetime = timedelta(days=_settings(request).session_days)
    login = logins.log_in(state.sessions, body.email, body.password, _client(request), lifetime)
    _remember(request, response, login)
    return _account(state, login.user.id, login.csrf_token)


@router.post("/log-out")
def log_out(request: Request, response: Response, state: State, _user: CurrentUser) -> wire.Done:
    """Ends this browser's log-in."""
    logins.log_out(state.sessions, request.cookies.get(COOKIE, ""))
    response.delete_cookie(COOKIE, path="/")
    return wire.Done(message="Logged out.")


@router.get("/me")
def get_account(state: State, user: CurrentUser) -> wire.Account:
    """The caller's account."""
    return _account(state, user.user_id, user.csrf_token)


@router.put("/me")
def rename_account(state: State, user: CurrentUser, body: wire.NameChange) -> wire.Account:
    """Changes what the caller is called."""
    with state.sessions.begin() as session:
        profile.rename(session, user.user_id, body.name)
    return get_account(state, user)


@router.put("/password")
def change_password(
    request: Request, response: Response, state: State, user: CurrentUser, body: wire.PasswordChange
) -> wire.Account:
    """Changes the password and logs out every other browser."""
    lifetime = timedelta(days=_settings(request).session_days)
    login = logins.change_password(
        state.sessions, user.user_id, body.old_password, body.new_password, _client(request), lifetime
    )
    _remember(request, response, login)
    return _account(state, user.user_id, login.csrf_token)


@router.get("/keys")
def list_api_keys(state: State, user: CurrentUser) -> list[wire.Key]:
    """The caller's API keys that work, newest first."""
    with reading(state.sessions) as session:
        return [translate.key(one) for one in profile.keys(session, user.user_id)]


@router.post("/keys", status_code=201)
def create_api_key(state: State, user: CurrentUser, body: wire.NewKey) -> wire.KeyMade:
    """Makes an API key; it is told this once."""
    with state.sessions.begin() as session:
        record, key = profile.make_key(session, user.user_id, body.name)
        return wire.KeyMade(**translate.key(record).model_dump(), key=key)


@router.delete("/keys/{key_id}")
def revoke_api_key(
    state: State, user: CurrentUser, key_id: Annotated[str, Path(description="Id of the key (UUID).")]
) -> wire.Done:
    """Ends an API key at once."""
    with state.sessions.begin() as session:
        profile.revoke_key(session, user.user_id, key_id)
    return wire.Done(message="The key works no more.")


@router.get("/usage")
def get_usage(
    state: State,
    user: CurrentUser,
    days: Annotated[int, Query(ge=1, le=usage.DAYS_AT_MOST, description="How many days to look back.")] = 30,
) -> wire.Usage:
    """What the caller's analyses have cost, by day."""
    with reading(state.sessions) as session:
        return wire.Usage(
            limited=session.get_one(User, user.user_id).credits_limited,
            balance=ledger.balance(session, user.user_id),
            days=[translate.day(day) for day in usage.days(session, user.user_id, days)],
            latest=[translate.line(entry) for entry in usage.latest(session, user.user_id)],
        )


def _account(state: State, user_id: str, csrf_token: str) -> wire.Account:
    with reading(state.sessions) as session:
        user = session.get_one(User, user_id)
        return translate.account(user, ledger.balance(session, user_id), csrf_token)


def _remember(request: Request, response: Response, login: Login) -> None:
    secure = request.url.scheme == "https" or _settings(request).public_url.startswith("https:")
    response.set_cookie(
        COOKIE,
        login.token,
        max_age=round(login.lifetime.total_seconds()),
        path="/",
        httponly=True,
        secure=secure,
        samesite="lax",
    )
    response.headers["Cache-Control"] = "no-store"


def _client(request: Request) -> str:
    return request.client.host if request.client else ""


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings

"""Who is asking: an API key in `X-API-Key`, or in `Authorization` with or without a scheme; or a browser that
is logged in, by its cookie."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import Header, Request, Security
from fastapi.security import APIKeyHeader

from emoscope.api.keys import Identity, identify, identify_browser
from emoscope.api.state import ApiState, State
from emoscope.errors import EmoscopeError

COOKIE = "emoscope_session"
CSRF_HEADER = "X-CSRF-Token"

_SCHEME = APIKeyHeader(
    name="X-API-Key",
    scheme_name="APIKeyHeader",
    auto_error=False,
    description="An API key, made with `emoscope users create`.",
)
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


class NotAuthorized(EmoscopeError):
    code = "not_authorized"
    status = 401
    title = "Not authorized"


class NotAllowed(EmoscopeError):
    code = "not_allowed"
    status = 403
    title = "Not allowed"


class BadCsrfToken(EmoscopeError):
    code = "bad_csrf_token"
    status = 403
    title = "CSRF token missing or wrong"


def current_user(
    request: Request,
    state: State,
    api_key: Annotated[str | None, Security(_SCHEME)] = None,
    authorization: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> Identity:
    key, cookie = api_key or _bare(authorization or ""), request.cookies.get(COOKIE, "")
    identity = None
    if key:
        identity = identify(state.sessions, key)
    elif cookie:
        identity = _of_browser(request, state, cookie)
    if identity is None:
        raise NotAuthorized("Invalid User or Not Authorized")
    state.rate_limiter.take(identity.credential)
    return identity


def _of_browser(request: Request, state: ApiState, cookie: str) -> Identity | None:
    """Other sites can make a browser send its cookie, but not read the token that has to come along."""
    identity = identify_browser(state.sessions, cookie)
    if identity is None or request.method in _READING:
        return identity
    sent = request.headers.get(CSRF_HEADER, "")
    if not secrets.compare_digest(sent.encode(), identity.csrf_token.encode()):
        raise BadCsrfToken(f"Send the log-in's csrf_token as {CSRF_HEADER}.")
    return identity


def _bare(authorization: str) -> str:
    scheme, _, rest = authorization.strip().partition(" ")
    return (
        rest.strip() if scheme.lower() in {"bearer", "apikey", "api-key", "token"} else authorization.strip()
    )


def admin(user: Annotated[Identity, Security(current_user)]) -> Identity:
    if not user.is_admin:
        raise NotAllowed("Only an admin may do this.")
    return user


CurrentUser = Annotated[Identity, Security(current_user)]
Admin = Annotated[Identity, Security(admin)]

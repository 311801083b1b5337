"""Who is asking: an API key in `X-API-Key`, or in `Authorization` with or without a scheme."""

from __future__ import annotations

from typing import Annotated

from fastapi import Header, Security
from fastapi.security import APIKeyHeader

from emoscope.api.keys import Identity, identify
from emoscope.api.state import State
from emoscope.errors import EmoscopeError

_SCHEME = APIKeyHeader(
    name="X-API-Key",
    scheme_name="APIKeyHeader",
    auto_error=False,
    description="An API key, made with `emoscope users create`.",
)


class NotAuthorized(EmoscopeError):
    code = "not_authorized"
    status = 401
    title = "Not authorized"


def current_user(
    state: State,
    api_key: Annotated[str | None, Security(_SCHEME)] = None,
    authorization: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> Identity:
    key = api_key or _bare(authorization or "")
    identity = identify(state.sessions, key) if key else None
    if identity is None:
        raise NotAuthorized("Invalid User or Not Authorized")
    return identity


def _bare(authorization: str) -> str:
    scheme, _, rest = authorization.strip().partition(" ")
    return (
        rest.strip() if scheme.lower() in {"bearer", "apikey", "api-key", "token"} else authorization.strip()
    )


CurrentUser = Annotated[Identity, Security(current_user)]

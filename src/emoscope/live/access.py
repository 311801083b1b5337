"""Who opens a live session: an API key in the first message or in a header, or a browser by its cookie."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from emoscope.api.auth import COOKIE, NotAuthorized
from emoscope.api.keys import Identity, identify, identify_browser
from emoscope.api.state import ApiState
from emoscope.live.errors import ForeignOrigin


def caller(connection: HTTPConnection, state: ApiState, api_key: str) -> Identity:
    """Raises NotAuthorized, ForeignOrigin or TooManyRequests. Asks the database, so call it in a thread."""
    key, cookie = api_key or connection.headers.get("X-API-Key", ""), connection.cookies.get(COOKIE, "")
    identity = None
    if key:
        identity = identify(state.sessions, key)
    elif cookie:
        identity = _of_browser(connection, state, cookie)
    if identity is None:
        raise NotAuthorized("Send an API key in the first message or as X-API-Key, or log in.")
    state.rate_limiter.take(identity.credential)
    return identity


def _of_browser(connection: HTTPConnection, state: ApiState, cookie: str) -> Identity | None:
    """A browser sends its cookie with WebSockets of every site, but says truly which site opened them."""
    origin = urlsplit(connection.headers.get("Origin", "")).netloc.lower()
    ours = {connection.headers.get("Host", "").lower(), urlsplit(state.public_url).netloc.lower()}
    if not origin or origin not in ours:
        raise ForeignOrigin("A log-in opens live sessions from this server's own pages only; use an API key.")
    return identify_browser(state.sessions, cookie)

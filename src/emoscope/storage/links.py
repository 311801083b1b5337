"""Links that work without an API key, for a limited time, for one path only."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable

from emoscope.errors import EmoscopeError


class BadLink(EmoscopeError):
    code = "bad_link"
    status = 403
    title = "Link expired or altered"


class LinkSigner:
    """Signs paths by HMAC-SHA256 over the path and the second at which the link ends."""

    def __init__(self, key: bytes, lifetime_s: int, clock: Callable[[], float] = time.time) -> None:
        self._key = key
        self._lifetime_s = lifetime_s
        self._clock = clock

    def sign(self, path: str) -> str:
        # Ends are rounded up to the minute, so that a browser meets the same address again and caches it.
        expires = (int(self._clock()) + self._lifetime_s + 59) // 60 * 60
        return f"{path}?expires={expires}&signature={self._signature(path, expires)}"

    def check(self, path: str, expires: int, signature: str) -> None:
        """Raises BadLink unless `signature` is ours for this path and its time has not passed."""
        if not hmac.compare_digest(self._signature(path, expires).encode(), signature.encode()):
            raise BadLink("This link was not made by this server; fetch the document again for a fresh one.")
        if expires < self._clock():
            raise BadLink("This link has expired; fetch the document again for a fresh one.")

    def _signature(self, path: str, expires: int) -> str:
        return hmac.new(self._key, f"{path}\n{expires}".encode(), hashlib.sha256).hexdigest()

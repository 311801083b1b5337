"""How many requests a caller may make in a while."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from emoscope.errors import EmoscopeError

_CALLERS_AT_MOST = 10_000


class TooManyRequests(EmoscopeError):
    code = "too_many_requests"
    status = 429
    title = "Too many requests"


@dataclass(slots=True)
class RateLimiter:
    """A token bucket per caller: `per_minute` requests at once, filled up again over a minute; 0: no limit.

    Kept in memory: behind several servers a caller may use each of them up to the limit.
    """

    per_minute: int
    _buckets: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, caller: str) -> None:
        """Counts a request; raises TooManyRequests where there were too many."""
        if not self.per_minute:
            return
        per_second, now = self.per_minute / 60, time.monotonic()
        with self._lock:
            tokens, then = self._buckets.pop(caller, (float(self.per_minute), now))
            tokens = min(float(self.per_minute), tokens + (now - then) * per_second)
            self._buckets[caller] = (max(0.0, tokens - 1) if tokens >= 1 else tokens, now)
            while len(self._buckets) > _CALLERS_AT_MOST:
                self._buckets.popitem(last=False)
        if tokens < 1:
            wait = max(1, round((1 - tokens) / per_second))
            raise TooManyRequests(
                f"More than {self.per_minute} requests in a minute; try again in {wait} s.",
                retry_after_s=wait,
            )

"""One file over HTTP to one file on disk, whatever the server is up to."""

from __future__ import annotations

import random
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx2 as httpx

from emoscope.domain.video import Progress, ReportProgress
from emoscope.fetching import errors, replies
from emoscope.fetching.replies import Cut, Validator
from emoscope.outbound.addresses import AddressPolicy, AddressRefused, Resolver, resolve
from emoscope.outbound.connection import Deadline, make_client

Accept = Callable[[bytes], str | None]
"""From the first bytes of a file to the ending of its kind, None for what is not wanted."""
FollowPage = Callable[[str, str], str | None]
"""From a web page and its address to where the file is said to be, None where the page says nothing."""

HEAD_BYTES = 64 * 1024
ANSWER_TIMEOUT_S = 30.0
"""How long the head of a reply may take, from the first byte sent."""
REDIRECTS_AT_MOST = 10
_FETCHING = "fetching"


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """What one file may cost. `least_rate` in bytes a second, held over any `rate_window_s`."""

    bytes: int
    seconds: float = 3600
    least_rate: float = 2048
    rate_window_s: float = 60
    tries_in_vain: int = 5
    tries: int = 50
    pause_s: float = 1.0
    """The first pause between tries; each one in vain doubles it."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that was fetched: where it lies, the ending of its kind, the name its server gave it."""

    path: Path
    ending: str
    name: str


class Download:
    """Fetches `url` into `target`, which holds as much as has arrived at any time.

    A connection that is cut is taken up where it ended if the server proves by a validator that the file is
    still the same; else the file is begun anew. Raises SourceFault, or whatever `report` raises.
    """

    def __init__(
        self,
        policy: AddressPolicy,
        limits: FetchLimits,
        target: Path,
        accept: Accept,
        report: ReportProgress,
        follow_page: FollowPage = lambda _page, _url: None,
        resolver: Resolver = resolve,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._policy, self._limits, self._target = policy, limits, target
        self._accept, self._report, self._follow_page = accept, report, follow_page
        self._deadline = Deadline()
        self._client = make_client(policy, self._deadline, resolver, tls)
        self._end = time.monotonic() + limits.seconds
        self._received = 0
        self._total: int | None = None
        self._validator: Validator | None = None
        self._ending = self._name = ""
        self._pages = 0

    def run(self, url: str) -> Fetched:
        self._target.touch()
        in_vain = 0
        with self._client:
            for _ in range(self._limits.tries):
                self._tell()
                before = self._received
                try:
                    self._attempt(url)
                except Cut as cut:
                    in_vain = 0 if self._received > before else in_vain + 1
                    if in_vain >= self._limits.tries_in_vain:
                        raise cut.fault from cut
                    self._pause(in_vain, cut)
                else:
                    return Fetched(self._target, self._ending, self._name)
        raise errors.SourceIncomplete(
            f"The connection broke {self._limits.tries} times. Download the file yourself and upload it."
        )

    def _pause(self, in_vain: int, cut: Cut) -> None:
        pause = self._limits.pause_s * 2**in_vain * random.uniform(0.8, 1.2)  # noqa: S311 - jitter, no secret
        end = min(time.monotonic() + max(pause, cut.wait_s), self._end)
        while (left := end - time.monotonic()) > 0:
            self._tell()
            time.sleep(min(left, 1.0))

    def _tell(self) -> None:
        if time.monotonic() > self._end:
            raise errors.SourceTooSlow(
                f"The file did not arrive within {self._limits.seconds:g} seconds. Download it yourself and "
                "upload it."
            )
        share = min(1.0, self._received / self._total) if self._total else 0.0
        self._report(Progress(_FETCHING, share))

    def _attempt(self, url: str) -> None:
        """One request with its redirects, written to the end; Cut where it is worth another try."""
        self._pages = 0
        for _ in range(REDIRECTS_AT_MOST + 1):
            request = self._request(url)
            try:
                self._deadline.set(min(ANSWER_TIMEOUT_S, max(0.1, self._end - time.monotonic())))
                reply = self._client.send(request, stream=True)
            except AddressRefused as error:
                raise errors.SourceRefused(error.message) from error
            except httpx.HTTPError as error:
                raise Cut(replies.unreachable(request, error)) from error
            try:
                onward = self._take(reply)
            finally:
                reply.close()
            if onward is None:
                return
            url = onward
        raise errors.SourceRefused(f"The address leads on to another more than {REDIRECTS_AT_MOST} times.")

    def _request(self, url: str) -> httpx.Request:
        try:
            parsed = self._policy.check_url(url)
        except AddressRefused as error:
            raise errors.SourceRefused(error.message) from error
        headers = {"User-Agent": replies.USER_AGENT, "Accept": "*/*"}
        if self._received and self._validator:
            headers |= {"Range": f"bytes={self._received}-", "If-Range": self._validator.text}
        return self._client.build_request("GET", parsed, headers=headers)

    def _take(self, reply: httpx.Response) -> str | None:
        """Writes the body of a reply; returns the address to go on to, if that is what it says."""
        if reply.has_redirect_location:
            return replies.onward(reply)
        if reply.status_code == httpx.codes.RANGE_NOT_SATISFIABLE and self._received:
            self._begin_anew()
            raise Cut(errors.SourceIncomplete("The file changed on its server while it was fetched."))
        replies.check_status(reply)
        replies.check_coding(reply)
        self._deadline.set(max(0.1, self._end - time.monotonic()))
        if replies.is_page(reply):
            return self._from_page(reply)
        self._continue_or_begin(reply)
        self._write(reply)
        return None

    def _from_page(self, reply: httpx.Response) -> str:
        self._deadline.set(ANSWER_TIMEOUT_S)
        page = replies.read_text(reply)
        onward = self._follow_page(page, str(reply.url))
        self._pages += 1
        if onward is None or self._pages > 2:
            raise errors.SourceIsPage(replies.PAGE.format(reply.url.host))
        return onward

    def _continue_or_begin(self, reply: httpx.Response) -> None:
        first, total = replies.place_of(reply)
        validator = replies.validator_of(reply)
        another = first > 0 and (total != self._total or validator not in {None, self._validator})
        if first != self._received or another:
            self._begin_anew()
            if first:
                raise Cut(errors.SourceIncomplete("The server sent another part of the file than asked for."))
        self._total = total
        self._validator = validator or self._validator
        self._name = replies.name_of(reply) or self._name
        if total is not None and total > self._limits.bytes:
            raise self._too_large()

    def _begin_anew(self) -> None:
        self._target.write_bytes(b"")
        self._received, self._total, self._validator, self._ending = 0, None, None, ""

    def _write(self, reply: httpx.Response) -> None:
        pace = _Pace(self._limits)
        try:
            with self._target.open("ab") as file:
                for chunk in reply.iter_raw():
                    file.write(chunk)
                    self._received += len(chunk)
                    if self._received > self._limits.bytes:
                        raise self._too_large()
                    if not self._ending and self._received >= HEAD_BYTES:
                        file.flush()
                        self._recognise()
                    pace.check(len(chunk))
                    self._tell()
        except httpx.HTTPError as error:
            self._tell()  # where the time is up, that is the fault
            self._keep_what_can_be_continued()
            raise Cut(replies.broken(error)) from error
        if self._total is not None and self._received < self._total:
            raise Cut(errors.SourceIncomplete("The server sends less of the file than it announces."))
        self._recognise()

    def _keep_what_can_be_continued(self) -> None:
        if self._validator is None:
            self._begin_anew()

    def _recognise(self) -> None:
        if self._ending:
            return
        with self._target.open("rb") as file:
            head = file.read(HEAD_BYTES)
        if replies.begins_a_page(head):
            raise errors.SourceIsPage(replies.PAGE.format("The server"))
        self._ending = self._accept(head) or ""
        if not self._ending:
            raise errors.SourceNotMedia(
                "What lies at the address is not a file of an accepted kind by its content. Check that the "
                "address leads to the file itself."
            )

    def _too_large(self) -> errors.SourceTooLarge:
        return errors.SourceTooLarge(
            f"The file is larger than the {self._limits.bytes} bytes that are accepted. Send a shorter or "
            "smaller version."
        )


class _Pace:
    """Sees to it that bytes keep coming at a rate that ends some day."""

    def __init__(self, limits: FetchLimits) -> None:
        self._limits = limits
        self._since, self._bytes = time.monotonic(), 0

    def check(self, count: int) -> None:
        self._bytes += count
        passed = time.monotonic() - self._since
        if passed < self._limits.rate_window_s:
            return
        if self._bytes / passed < self._limits.least_rate:
            raise errors.SourceTooSlow(
                f"The server sends fewer than {self._limits.least_rate:g} bytes a second. Download the file "
                "yourself and upload it."
            )
        self._since, self._bytes = time.monotonic(), 0

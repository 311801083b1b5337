"""What a server's reply says about a file: whether it is one, which part, of what size, under which name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message
from email.utils import collapse_rfc2231_value
from pathlib import PurePosixPath
from urllib.parse import unquote

import httpx2 as httpx

from emoscope.fetching import errors

USER_AGENT = "Mozilla/5.0 (compatible; Emoscope)"
PAGE = (
    "{} answers with a web page instead of a file. Give the address of the file itself; a shared file must "
    "be open to everybody who has the link."
)
LONGEST_WAIT_S = 60.0
_PAGE_BYTES = 1024**2
_RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})
_CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


class Cut(Exception):
    """The attempt ended early and is worth another, after `wait_s` seconds at least; `fault` is what to say
    when no other helps."""

    def __init__(self, fault: errors.SourceFault, wait_s: float = 0) -> None:
        super().__init__(fault.message)
        self.fault, self.wait_s = fault, wait_s


@dataclass(frozen=True, slots=True)
class Validator:
    """What `If-Range` may carry: a strong ETag, or a date."""

    text: str


def validator_of(reply: httpx.Response) -> Validator | None:
    tag = reply.headers.get("etag", "")
    if tag.startswith('"'):
        return Validator(tag)
    date = reply.headers.get("last-modified", "")
    return Validator(date) if date else None


def onward(reply: httpx.Response) -> str:
    """Where a redirect leads."""
    try:
        return str(reply.url.join(reply.headers["location"]))
    except httpx.InvalidURL as error:
        raise errors.SourceRefused("The address leads on to one that cannot be read.") from error


def check_status(reply: httpx.Response) -> None:
    """Raises what a status other than success means; Cut where the server may think better of it."""
    status, host = reply.status_code, reply.url.host
    if status in {httpx.codes.OK, httpx.codes.PARTIAL_CONTENT}:
        return
    if status in {httpx.codes.NOT_FOUND, httpx.codes.GONE}:
        raise errors.SourceNotFound(f"{host} has nothing at this address ({status}). Check the address.")
    if status in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
        raise errors.SourceForbidden(
            f"{host} does not give out the file ({status}). Open it to everybody who has the link, or upload "
            "the file."
        )
    fault = errors.SourceUnreachable(f"{host} answers with status {status}. Try again later.")
    if status not in _RETRIED:
        raise fault
    wait = reply.headers.get("retry-after", "")
    raise Cut(fault, min(float(wait), LONGEST_WAIT_S) if wait.isascii() and wait.isdigit() else 0)


def check_coding(reply: httpx.Response) -> None:
    """Refuses what is compressed on its way although that was not asked for: it may unfold without end."""
    coding = reply.headers.get("content-encoding", "identity").strip().lower()
    if coding not in {"identity", ""}:
        raise errors.SourceNotMedia(
            f"{reply.url.host} sends the file compressed ({coding[:40]}) although it was asked not to. "
            "Download the file yourself and upload it."
        )


def is_page(reply: httpx.Response) -> bool:
    kind = reply.headers.get("content-type", "").split(";")[0].strip().lower()
    return kind in {"text/html", "application/xhtml+xml"}


def begins_a_page(head: bytes) -> bool:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:100].lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<script", b"<body"))


def read_text(reply: httpx.Response) -> str:
    """The first mebibyte of a page."""
    page = bytearray()
    try:
        for chunk in reply.iter_raw(64 * 1024):
            page += chunk
            if len(page) > _PAGE_BYTES:
                break
    except httpx.HTTPError as error:
        raise Cut(broken(error)) from error
    return page[:_PAGE_BYTES].decode(errors="replace")


def place_of(reply: httpx.Response) -> tuple[int, int | None]:
    """Where the body begins in the file, and the size of the whole file if it is told."""
    if reply.status_code == httpx.codes.PARTIAL_CONTENT:
        found = _CONTENT_RANGE.fullmatch(reply.headers.get("content-range", "").strip())
        if found is None:
            raise Cut(errors.SourceIncomplete("The server does not say which part of the file it sends."))
        return int(found[1]), None if found[2] == "*" else int(found[2])
    length = reply.headers.get("content-length", "")
    return 0, int(length) if length.isascii() and length.isdigit() else None


def name_of(reply: httpx.Response) -> str:
    """The name that the server gives the file, else the last part of its address."""
    header = Message()
    header["content-disposition"] = reply.headers.get("content-disposition", "")
    given = header.get_param("filename", "", "content-disposition")
    name = collapse_rfc2231_value(given) if given else unquote(reply.url.path)
    return PurePosixPath(name.replace("\\", "/")).name.replace("\x00", "")[:255]


def unreachable(request: httpx.Request, error: httpx.HTTPError) -> errors.SourceFault:
    if isinstance(error, httpx.TimeoutException):
        return errors.SourceTooSlow(f"{request.url.host} does not answer in time. Try again later.")
    return errors.SourceUnreachable(
        f"{request.url.host} cannot be reached ({error or type(error).__name__}). Check the address."
    )


def broken(error: httpx.HTTPError) -> errors.SourceFault:
    if isinstance(error, httpx.TimeoutException):
        return errors.SourceTooSlow("The server stopped sending. Try again later, or upload the file.")
    return errors.SourceIncomplete("The connection broke before the end of the file. Try again later.")

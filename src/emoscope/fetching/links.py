"""What kind of link an address is, and where the file behind a share link lies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx2 as httpx

DIRECT, DROPBOX, GOOGLE_DRIVE = "direct_url", "dropbox", "google_drive"
YOUTUBE, INSTAGRAM, FACEBOOK, X = "youtube", "instagram", "facebook", "x"
SITES = frozenset({YOUTUBE, INSTAGRAM, FACEBOOK, X})
"""Kinds whose files only `yt-dlp` finds."""

_DOMAINS: Mapping[str, str] = {
    "dropbox.com": DROPBOX,
    "drive.google.com": GOOGLE_DRIVE,
    "docs.google.com": GOOGLE_DRIVE,
    "drive.usercontent.google.com": GOOGLE_DRIVE,
    "youtube.com": YOUTUBE,
    "youtu.be": YOUTUBE,
    "youtube-nocookie.com": YOUTUBE,
    "instagram.com": INSTAGRAM,
    "facebook.com": FACEBOOK,
    "fb.watch": FACEBOOK,
    "x.com": X,
    "twitter.com": X,
}
_DRIVE_ID = re.compile(r"[A-Za-z0-9_-]{10,200}")


@dataclass(frozen=True, slots=True)
class Link:
    """`kind` is the word shown as `media_source`; `url` is where the file itself is asked for."""

    kind: str
    url: str


def recognise(url: httpx.URL) -> Link:
    """The kind of an address by its host, and its download form where it is a share link."""
    kind = next(
        (kind for domain, kind in _DOMAINS.items() if url.host == domain or url.host.endswith(f".{domain}")),
        DIRECT,
    )
    if kind == DROPBOX and url.host.removeprefix("www.") == "dropbox.com":
        return Link(kind, str(url.copy_remove_param("raw").copy_set_param("dl", "1")))
    if kind == GOOGLE_DRIVE and (file_id := _drive_id(url)):
        key = url.params.get("resourcekey", "")
        target = httpx.URL(
            "https://drive.usercontent.google.com/download",
            params={"id": file_id, "export": "download", "confirm": "t"}
            | ({"resourcekey": key} if key else {}),
        )
        return Link(kind, str(target))
    return Link(kind, str(url))


def _drive_id(url: httpx.URL) -> str:
    """The file's id in /file/d/ID/view, /open?id=ID, /uc?id=ID and /download?id=ID."""
    parts = url.path.split("/")
    found = parts[parts.index("d") + 1] if "d" in parts[:-1] else url.params.get("id", "")
    return found if _DRIVE_ID.fullmatch(found) else ""


def confirmed(page: str, base: str) -> str | None:
    """Where the form of Google Drive's "can't scan for viruses" page leads; None for any other page."""
    reader = _DownloadForm()
    reader.feed(page)
    if not reader.action or "id" not in reader.fields:
        return None
    return str(httpx.URL(urljoin(base, reader.action), params=reader.fields))


class _DownloadForm(HTMLParser):
    """Reads action and hidden fields of the form `download-form`."""

    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("id") in {"download-form", "downloadForm"}:
            self.action, self._inside = given.get("action", ""), True
        elif tag == "input" and self._inside and given.get("name"):
            self.fields[given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False

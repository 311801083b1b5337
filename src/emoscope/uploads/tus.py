"""The form of the tus protocol, version 1.0.0 (https://tus.io/protocols/resumable-upload): its headers."""

from __future__ import annotations

import base64
import binascii
import re
from email.utils import format_datetime

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from emoscope.uploads.appending import ALGORITHMS
from emoscope.uploads.errors import BadTusRequest, TusVersionMismatch
from emoscope.uploads.service import Standing

VERSION = "1.0.0"
PREFIX = "/v2/uploads"
BODY_TYPE = "application/offset+octet-stream"
EXTENSIONS = ("creation", "expiration", "termination", "checksum")

_METADATA_AT_MOST = 4096
_KEY = re.compile(r"[!-+\--~]+")  # printable ASCII but for space and comma
_OVERRIDABLE = frozenset({"HEAD", "PATCH", "DELETE"})


class TusHeaders:
    """Around the operations on uploads: marks every answer, errors too, and lets clients that can send POST
    only say which method they mean."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not is_ours(scope["path"]):
            await self._app(scope, receive, send)
            return
        meant = Headers(scope=scope).get("x-http-method-override", "").upper()
        if scope["method"] == "POST" and meant in _OVERRIDABLE:
            scope = {**scope, "method": meant}

        async def send_marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Tus-Resumable"] = headers["Tus-Version"] = VERSION
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, send_marked)


def is_ours(path: str) -> bool:
    return path == PREFIX or path.startswith(f"{PREFIX}/")


def check_version(version: str) -> None:
    """Raises TusVersionMismatch for a client of another version, or of none."""
    if version != VERSION:
        raise TusVersionMismatch(
            f"Send the header Tus-Resumable: {VERSION}; no other version is spoken here."
        )


def file_name_in(metadata: str) -> str:
    """The file's name in an `Upload-Metadata`, empty where there is none. Raises BadTusRequest."""
    if len(metadata) > _METADATA_AT_MOST:
        raise BadTusRequest(f"Upload-Metadata has at most {_METADATA_AT_MOST} characters.")
    found: dict[str, bytes] = {}
    for pair in metadata.split(",") if metadata.strip() else []:
        key, _, value = pair.strip().partition(" ")
        try:
            content = base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError) as error:
            raise BadTusRequest("Values in Upload-Metadata are written in Base64.") from error
        if not _KEY.fullmatch(key) or key in found:
            raise BadTusRequest("Keys in Upload-Metadata are of ASCII, not empty, and not repeated.")
        found[key] = content
    name = found.get("filename") or found.get("name") or b""
    return name.decode(errors="replace").replace("\x00", "")


def abilities(bytes_at_most: int) -> dict[str, str]:
    """What the answer to OPTIONS tells."""
    return {
        "Tus-Extension": ",".join(EXTENSIONS),
        "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
        "Tus-Max-Size": str(bytes_at_most),
    }


def expiry(standing: Standing) -> dict[str, str]:
    return {"Upload-Expires": format_datetime(standing.upload.expires_at, usegmt=True)}


def progress(standing: Standing) -> dict[str, str]:
    return {"Upload-Offset": str(standing.offset), **expiry(standing)}


def whole_standing(standing: Standing) -> dict[str, str]:
    """What the answer to HEAD tells."""
    upload = standing.upload
    facts = {**progress(standing), "Upload-Length": str(upload.length_bytes)}
    return {**facts, "Upload-Metadata": upload.file_metadata} if upload.file_metadata else facts

"""Run as a process of its own: yt-dlp, held to the addresses, bytes and memory that it is told.

Reads one JSON object from standard input, writes one JSON object a line to standard output.
"""

from __future__ import annotations

import ipaddress
import json
import resource
import sys
from pathlib import Path
from typing import Any

from emoscope.outbound.addresses import AddressPolicy

MEMORY_BYTES = 2 * 1024**3
_EXTRACTORS = {
    "youtube": ["youtube.*"],
    "instagram": ["instagram.*"],
    "facebook": ["facebook.*"],
    "x": ["twitter.*"],
}
_FORMATS = {"video": "b[height<=1080]/b", "audio": "ba/b"}
_STARTING_PROGRAMS = frozenset(
    {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty"}
)


class Forbidden(OSError):
    """The work wants something that it may not have."""


def confine(policy: AddressPolicy) -> None:
    """Ends every connection to where this server does not go, and every start of a program, for good.

    The interpreter reports both before they happen (PEP 578), with the address that is really connected to,
    and no code of Python can take the hook away again. Code that is not Python's could pass by it.
    """

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
            _check(policy, args[1])
        elif event in _STARTING_PROGRAMS:
            raise Forbidden(f"{event} is not allowed here")

    sys.addaudithook(hook)


def _check(policy: AddressPolicy, target: Any) -> None:
    host = target[0] if isinstance(target, tuple) and target else None
    try:
        address = ipaddress.ip_address(host or "")
    except ValueError as error:
        raise Forbidden(f"{host!r} is no network address") from error
    # The system's resolver is C and not seen here: only connections of Python itself come by.
    if not policy.allows_address(address):
        raise Forbidden(f"address_refused {address}")


def main() -> None:
    order = json.loads(sys.stdin.read())
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (order["bytes"], order["bytes"]))
    from yt_dlp import YoutubeDL  # noqa: PLC0415 - loaded under the limits
    from yt_dlp.utils import YoutubeDLError  # noqa: PLC0415

    confine(AddressPolicy.parse(order["allowed"]))
    try:
        with YoutubeDL(_options(order)) as downloader:
            info = downloader.extract_info(order["url"], download=True)
    except (YoutubeDLError, OSError) as error:
        _say(error=str(error))
        return
    files = [path for path in Path(order["folder"]).iterdir() if path.name.startswith("media.")]
    title = str((info or {}).get("title") or "")
    _say(file=str(files[0]) if files else "", title=title)


def _options(order: dict[str, Any]) -> dict[str, Any]:
    return {
        "allowed_extractors": order.get("extractors") or _EXTRACTORS[order["kind"]],
        "format": _FORMATS[order["wanted"]],
        "outtmpl": {"default": f"{order['folder']}/media.%(ext)s"},
        "paths": {"home": order["folder"], "temp": order["folder"]},
        "max_filesize": order["bytes"],
        "noplaylist": True,
        "playlist_items": "1",
        "cachedir": False,
        "proxy": "",
        "socket_timeout": 20,
        "retries": 3,
        "fragment_retries": 3,
        "nopart": True,
        "updatetime": False,
        "quiet": True,
        "no_warnings": True,
        "noprogress": True,
        "logger": _Silence(),
        "progress_hooks": [_progress],
        "fixup": "never",
        "postprocessors": [],
        "ffmpeg_location": order["folder"],
        "external_downloader": {"default": "native"},
        "js_runtimes": {},
        "remote_components": [],
        "match_filter": _no_live,
    }


def _no_live(info: dict[str, Any], *, incomplete: bool = False) -> str | None:  # noqa: ARG001 - yt-dlp's form
    return "live broadcasts have no end to wait for" if info.get("is_live") else None


def _progress(status: dict[str, Any]) -> None:
    total = status.get("total_bytes") or status.get("total_bytes_estimate") or 0
    _say(received=status.get("downloaded_bytes") or 0, total=total)


def _say(**facts: Any) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


class _Silence:
    """yt-dlp tells its story to a logger; what matters comes as an exception."""

    def debug(self, message: str) -> None:
        pass

    info = warning = error = debug


if __name__ == "__main__":
    main()

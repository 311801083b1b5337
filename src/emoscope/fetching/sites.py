"""Media behind pages of YouTube, Instagram, Facebook and X: yt-dlp finds them, in a child process."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from emoscope.domain.video import Progress, ReportProgress
from emoscope.fetching import errors
from emoscope.fetching.download import HEAD_BYTES, Accept, Fetched, FetchLimits

Wanted = Literal["video", "audio"]


def fetch(
    url: str,
    kind: str,
    folder: Path,
    wanted: Wanted,
    allowed: str,
    limits: FetchLimits,
    accept: Accept,
    report: ReportProgress,
    extractors: Sequence[str] = (),
) -> Fetched:
    """The file behind a page, in `folder`. `allowed` is what AddressPolicy.parse reads; `extractors` are
    those of yt-dlp to use instead of the site's own. Raises SourceFault, or whatever `report` raises."""
    order = {
        "url": url, "kind": kind, "folder": str(folder), "wanted": wanted, "allowed": allowed,
        "bytes": limits.bytes, "extractors": list(extractors),
    }  # fmt: skip
    answer = _run(order, folder, limits, report)
    if "error" in answer:
        raise _fault(str(answer["error"]), kind)
    path = Path(answer.get("file") or folder / "nothing")
    if not path.is_file():
        raise errors.SourceTooLarge(
            f"{_site(kind)} gave no file of at most {limits.bytes} bytes. Send a shorter one, or no live "
            "broadcast."
        )
    with path.open("rb") as file:
        ending = accept(file.read(HEAD_BYTES))
    if ending is None:
        raise errors.SourceNotMedia(
            f"What {_site(kind)} gives is not of an accepted kind. Upload the file instead."
        )
    return Fetched(path, ending, str(answer.get("title", "")).replace("\x00", "")[:255])


def _run(order: dict[str, Any], folder: Path, limits: FetchLimits, report: ReportProgress) -> dict[str, Any]:
    """The last line that the child says."""
    child = subprocess.Popen(
        [sys.executable, "-I", "-m", "emoscope.fetching.site_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        # Nothing of ours is passed on: neither secrets nor proxies nor a home with settings and cookies.
        env={"PATH": "", "HOME": str(folder), "LANG": "C.UTF-8", "YTDLP_NO_PLUGINS": "1"},
        start_new_session=True,
    )
    with _ended(child):
        assert child.stdin  # noqa: S101 - it is a pipe
        with contextlib.suppress(BrokenPipeError):
            child.stdin.write(json.dumps(order).encode())
            child.stdin.close()
        answer: dict[str, Any] = {}
        for line in _lines(child, limits.seconds):
            if line:
                answer |= json.loads(line)
            share = answer.get("received", 0) / answer["total"] if answer.get("total") else 0.0
            report(Progress("fetching", min(1.0, share)))
        if not {"file", "error"} & answer.keys():
            answer = {"error": f"the process ended with status {child.wait()}"}
    return answer


def _lines(child: subprocess.Popen[bytes], seconds: float) -> Iterator[bytes]:
    """Lines of the child as they come, an empty one each second without; SourceTooSlow at the end of time."""
    end = time.monotonic() + seconds
    arrived: queue.Queue[bytes | None] = queue.Queue()

    def read() -> None:
        assert child.stdout  # noqa: S101 - it is a pipe
        with contextlib.suppress(ValueError):  # closed
            for line in child.stdout:
                arrived.put(line)
        arrived.put(None)

    threading.Thread(target=read, name="yt-dlp-reader", daemon=True).start()
    while True:
        if time.monotonic() > end:
            raise errors.SourceTooSlow(
                f"The file did not arrive within {seconds:g} seconds. Download it yourself and upload it."
            )
        try:
            line = arrived.get(timeout=1.0)
        except queue.Empty:
            line = b""
        if line is None:
            return
        yield line


@contextlib.contextmanager
def _ended(child: subprocess.Popen[bytes]) -> Iterator[None]:
    """Whatever happens in the block, the child does not outlive it."""
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        if child.stdout:
            child.stdout.close()


def _fault(message: str, kind: str) -> errors.SourceFault:
    """Our words for what yt-dlp says; its own are added, cut short."""
    site, told = _site(kind), " ".join(message.split())[:300]
    lower = message.lower()
    if "address_refused" in lower:
        return errors.SourceRefused(f"{site} leads to an address where this server does not go.")
    if "file too large" in lower or "larger than max-filesize" in lower:
        return errors.SourceTooLarge(
            f"The file is larger than what is accepted ({told}). Send a shorter one."
        )
    if any(word in lower for word in ("private", "log in", "login", "sign in", "cookies", "not available")):
        return errors.SourceForbidden(f"{site} does not give out this medium to everybody ({told}).")
    if any(word in lower for word in ("timed out", "resolution", "unreachable", "refused", "http error 5")):
        return errors.SourceUnreachable(f"{site} cannot be reached ({told}). Try again later.")
    return errors.SourceNotMedia(
        f"No media could be read from {site} ({told}). Sites change often: update yt-dlp, or upload the file."
    )


def _site(kind: str) -> str:
    return {"youtube": "YouTube", "instagram": "Instagram", "facebook": "Facebook", "x": "X"}.get(kind, kind)

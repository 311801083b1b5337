"""yt-dlp in its own process, on pages of a real local server: what it may reach, and for how long.

The sites themselves cannot be reached from a test; what yt-dlp makes of their pages is yt-dlp's own to test.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from builders.servers import Seen, reply, sends
from emoscope.domain.video import Progress
from emoscope.errors import Cancelled
from emoscope.fetching import errors, sites
from emoscope.fetching.download import Fetched, FetchLimits

FILE = b"MEDIA" + bytes(200_000)


@pytest.fixture
def fetch(tmp_path: Path) -> Callable[..., Fetched]:
    def run(url: str, allowed: str = "127.0.0.1", report=lambda _: None, **limits: float) -> Fetched:
        return sites.fetch(
            url,
            "youtube",
            tmp_path,
            "video",
            allowed,
            FetchLimits(**{"bytes": 1_000_000, "seconds": 60, **limits}),
            lambda head: "bin" if head.startswith(b"MEDIA") else None,
            report,
            extractors=["generic", "html5"],
        )

    return run


def page(video_url: str) -> bytes:
    html = f'<html><head><title>A talk</title></head><body><video src="{video_url}"></video></body></html>'
    return reply(html.encode(), Content_Type="text/html")


def test_the_video_of_a_page_is_fetched(server, fetch):
    reports: list[Progress] = []
    server.on("/page", sends(page("/clip.mp4")))
    server.on("/clip.mp4", sends(reply(FILE, Content_Type="video/mp4")))
    fetched = fetch(server.url("/page", "127.0.0.1"), report=reports.append)
    assert (fetched.path.read_bytes(), fetched.ending) == (FILE, "bin")
    assert "A talk" in fetched.name
    assert reports[-1].fraction == 1


def test_what_yt_dlp_finds_on_a_page_does_not_lead_inside(server, fetch):
    server.on("/page", sends(page(server.url("/clip.mp4", "127.0.0.2"))))
    with pytest.raises(errors.SourceRefused):
        fetch(server.url("/page", "127.0.0.1"))


def test_nor_does_the_page_itself(server, fetch):
    with pytest.raises(errors.SourceRefused):
        fetch(server.url("/page", "localhost"), allowed="")
    assert server.seen == []


def test_a_file_too_large(server, fetch):
    server.on("/page", sends(page("/clip.mp4")))

    def endless(_request: Seen, connection: socket.socket) -> None:
        connection.sendall(reply(b"MEDIA", length=-1, Content_Type="video/mp4"))
        while not server.stopping.is_set():
            connection.sendall(bytes(65536))

    server.on("/clip.mp4", endless)
    with pytest.raises(errors.SourceTooLarge):
        fetch(server.url("/page", "127.0.0.1"))


def test_a_page_without_media(server, fetch):
    server.on("/page", sends(reply(b"<html><p>words</p></html>", Content_Type="text/html")))
    with pytest.raises(errors.SourceNotMedia, match="yt-dlp"):
        fetch(server.url("/page", "127.0.0.1"))


def test_a_site_may_not_take_all_day(server, fetch):
    server.on("/page", lambda *_: server.stopping.wait(60))
    began = time.monotonic()
    with pytest.raises(errors.SourceTooSlow):
        fetch(server.url("/page", "127.0.0.1"), seconds=3)
    assert time.monotonic() - began < 15


def test_a_deleted_medium_stops_the_process(server, fetch):
    server.on("/page", lambda *_: server.stopping.wait(60))

    def report(_: Progress) -> None:
        raise Cancelled("deleted")

    with pytest.raises(Cancelled):
        fetch(server.url("/page", "127.0.0.1"), report=report)


@pytest.mark.parametrize("kind", ["youtube", "instagram", "facebook", "x"])
def test_only_the_site_itself_is_read(server, kind: str, tmp_path: Path):
    server.on("/page", sends(page("/clip.mp4")))
    url, limits = server.url("/page", "127.0.0.1"), FetchLimits(bytes=1000, seconds=60)
    with pytest.raises(errors.SourceFault):
        sites.fetch(url, kind, tmp_path, "audio", "127.0.0.1", limits, lambda _: "bin", lambda _: None)
    assert server.seen == []

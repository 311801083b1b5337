"""Large files on their way from the library to the server, over connections that fail."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from builders.media import face_video
from stack.running import Stack
from web.browsing import card, upload

MIB = 1024**2


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A video of 40 MiB that is worked off quickly: most of it is a box that players skip."""
    path = face_video(tmp_path / "long talk.mp4", 1.0)
    filler = 40 * MIB
    with path.open("ab") as file:
        file.write(filler.to_bytes(4, "big") + b"free" + bytes(filler - 8))
    return path


@pytest.fixture
def line(page: Any) -> Callable[..., None]:
    """Has the browser send 6 MiB a second from now on, or nothing."""
    devtools = page.context.new_cdp_session(page)

    def act(*, cut: bool = False) -> None:
        devtools.send("Network.enable")
        speed = {"offline": cut, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 6 * MIB}
        devtools.send("Network.emulateNetworkConditions", speed)

    return act


def row(page: Any) -> Any:
    return page.get_by_role("region", name="Uploads").get_by_role("listitem").filter(has_text="long talk.mp4")


def offsets(page: Any) -> list[int]:
    """Where the pieces begin that the page sends from now on."""
    found: list[int] = []

    def note(request: Any) -> None:
        if request.method == "PATCH":
            found.append(int(request.headers["upload-offset"]))

    page.on("request", note)
    return found


def remove(running: Stack, title: str) -> None:
    """Other tests share the server, and look for cards by name."""
    for video in running.client.get("/v1/videos").json()["documents"]:
        if video["title"] == title:
            running.client.delete(f"/v1/videos/{video['id']}")


def stored_hash(running: Stack, title: str) -> str:
    videos = running.client.get("/v1/videos").json()["documents"]
    video_id = next(video["id"] for video in videos if video["title"] == title)
    source = running.data / "objects" / "media" / video_id / "source.mp4"
    return hashlib.sha256(source.read_bytes()).hexdigest()


def test_a_large_file_is_paused_and_gone_on_with_after_the_page_was_loaded_anew(
    page, sign_in, running, large, line, accessible
):
    sign_in()
    line()
    upload(page, large)
    row(page).get_by_text(re.compile(r"Uploading, [1-9]\d? %")).wait_for()
    row(page).get_by_role("button", name="Pause the upload of long talk.mp4").click()
    row(page).get_by_text(re.compile(r"Paused at \d+ %")).wait_for()
    accessible()
    page.reload()
    unfinished = page.get_by_role("region", name="Unfinished uploads")
    unfinished.get_by_text(re.compile(r"\d+ % have arrived")).wait_for()
    accessible()
    pieces = offsets(page)
    upload(page, large)
    row(page).get_by_text("Uploaded; the analysis has begun").wait_for(timeout=120_000)
    assert pieces[0] > 0, "it began at the beginning again"
    assert pieces == sorted(set(pieces))
    assert stored_hash(running, "long talk") == hashlib.sha256(large.read_bytes()).hexdigest()
    assert running.client.get("/v2/uploads").json() == []
    card(page, "long talk").get_by_text("1 person").wait_for(timeout=120_000)
    remove(running, "long talk")


def test_a_lost_connection_is_waited_for(page, sign_in, running, large, line):
    sign_in()
    line()
    pieces = offsets(page)
    upload(page, large)
    row(page).get_by_text(re.compile(r"Uploading, [1-9]\d? %")).wait_for()
    line(cut=True)
    row(page).get_by_text(re.compile(r"\d+ %, waiting for the connection")).wait_for()
    line()
    row(page).get_by_text("Uploaded; the analysis has begun").wait_for(timeout=120_000)
    assert pieces.count(0) == 1, "it began at the beginning again"
    assert stored_hash(running, "long talk") == hashlib.sha256(large.read_bytes()).hexdigest()
    remove(running, "long talk")


def test_a_cancelled_upload_leaves_nothing(page, sign_in, running, large, line):
    sign_in()
    line()
    upload(page, large)
    row(page).get_by_text(re.compile(r"Uploading, [1-9]\d? %")).wait_for()
    is_end = lambda reply: reply.request.method == "DELETE" and reply.status == 204  # noqa: E731
    with page.expect_response(is_end):
        row(page).get_by_role("button", name="Cancel the upload of long talk.mp4").click()
    row(page).get_by_text("Cancelled").wait_for()
    assert running.client.get("/v2/uploads").json() == []
    assert page.evaluate("Object.keys(localStorage).filter(one => one.startsWith('emoscope.upload'))") == []

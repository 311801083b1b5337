"""Media sent as an address: answered at once, fetched by the worker, analysed like uploads."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import pytest

from builders.media import astronaut, face_video
from builders.replies import path_of
from builders.servers import OddServer, Seen, odd_server, redirects, reply, sends
from emoscope.settings import Settings

JPEG = cv2.imencode(".jpg", astronaut())[1].tobytes()


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"allowed_private_hosts": "127.0.0.1", "job_lease_s": 1.0})


@pytest.fixture
def server() -> Iterator[OddServer]:
    with odd_server() as server:
        server.on("/face.jpg", sends(reply(JPEG)))
        yield server


@pytest.fixture
def send(client, server: OddServer) -> Callable[..., str]:
    """Sends an image or a video at a path of the server; returns its id."""

    def post(path: str, kind: str = "image") -> str:
        url = server.url(path, "127.0.0.1")
        answer = client.post(f"/v2/{kind}s", data={"title": "t", f"{kind}_url": url})
        assert answer.status_code == 200, answer.text
        assert (answer.json()["media_source"], answer.json()["media_source_url"]) == ("direct_url", url)
        return str(answer.json()["id"])

    return post


def test_an_image_by_address(client, server, send, run_jobs):
    image_id = send("/face.jpg")
    waiting = client.get(f"/v1/images/{image_id}").json()
    assert (waiting["status"], waiting["original_frame_image"]) == ("queue", "")
    assert server.seen == [], "the request itself fetches nothing"
    run_jobs()
    image = client.get(f"/v1/images/{image_id}").json()
    assert (image["status"], image["found_faces"]) == ("completed", [1]), image["error"]
    assert client.get(path_of(image["original_frame_image"])).content == JPEG
    client.put(f"/v1/images/{image_id}", data={"reprocess": "true"})
    run_jobs()
    assert client.get(f"/v1/images/{image_id}").json()["status"] == "completed"
    assert len(server.seen) == 1, "what was fetched stays"


def test_a_video_by_address(client, server, send, run_jobs, tmp_path: Path):
    content = face_video(tmp_path / "face.mp4", seconds=1).read_bytes()
    server.on("/clip", sends(reply(content, Content_Disposition='attachment; filename="a.mp4"')))
    server.on("/short", redirects("/clip"))
    video_id = send("/short", "video")
    run_jobs()
    video = client.get(f"/v1/videos/{video_id}").json()
    assert (video["status"], len(video["faces"]["faces"])) == ("completed", 1), video["error"]
    answer = client.get(path_of(video["url"]))
    assert (answer.content, answer.headers["content-type"]) == (content, "video/mp4")
    (item,) = client.get("/v1/videos").json()["documents"]
    assert item["media_source"] == "direct_url"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (reply(b"no", "404 Not Found"), "source_not_found"),
        (reply(b"no", "403 Forbidden"), "source_forbidden"),
        (reply(b"<html>", Content_Type="text/html"), "source_is_page"),
        (reply(b"words"), "source_not_media"),
        (reply(JPEG, length=10**12), "source_too_large"),
        (reply(status="302 Found", Location="http://10.0.0.1/face.jpg"), "source_refused"),
        (reply(JPEG[:300]), "damaged_media"),
    ],
)
def test_what_cannot_be_fetched_fails_with_a_reason(client, server, send, run_jobs, answer: bytes, code: str):
    server.on("/a.jpg", sends(answer))
    image_id = send("/a.jpg")
    run_jobs()
    image = client.get(f"/v1/images/{image_id}").json()
    assert (image["status"], image["error"]["code"]) == ("failed", code)
    assert len(image["error"]["message"]) > 20


def test_a_source_that_is_mended_can_be_tried_again(client, server, send, run_jobs):
    image_id = send("/later.jpg")
    run_jobs()
    assert client.get(f"/v1/images/{image_id}").json()["status"] == "failed"
    server.on("/later.jpg", sends(reply(JPEG)))
    client.put(f"/v1/images/{image_id}")
    run_jobs()
    assert client.get(f"/v1/images/{image_id}").json()["status"] == "completed"


@pytest.mark.parametrize(
    ("kind", "url", "code"),
    [
        ("image", "http://10.0.0.1/a.jpg", "source_refused"),
        ("video", "file:///etc/passwd", "source_refused"),
        ("video", "http://a:b@example.org/a.mp4", "source_refused"),
        ("image", "https://youtu.be/x", "bad_upload"),
    ],
)
def test_addresses_that_are_refused_at_the_door(client, kind: str, url: str, code: str):
    answer = client.post(f"/v2/{kind}s", data={"title": "t", f"{kind}_url": url})
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert client.get(f"/v1/{kind}s").json()["count"] == 0


@pytest.mark.parametrize(
    ("url", "source"),
    [
        ("https://www.youtube.com/watch?v=x", "youtube"),
        ("https://www.dropbox.com/s/x/a.mp4?dl=0", "dropbox"),
        ("https://drive.google.com/file/d/1234567890a/view", "google_drive"),
        ("https://x.com/a/status/1", "x"),
    ],
)
def test_each_kind_of_link_has_its_word(client, url: str, source: str):
    answer = client.post("/v2/videos", data={"title": "t", "video_url": url}).json()
    assert (answer["media_source"], answer["media_source_url"]) == (source, url)


def test_a_file_goes_before_an_address(client, server):
    form = {"title": "t", "image_url": server.url("/face.jpg", "127.0.0.1")}
    answer = client.post("/v2/images", data=form, files={"image_file": ("a.jpg", JPEG)})
    assert answer.json()["media_source"] == "upload"


class Slow:
    """Sends half of a file, and the rest when told."""

    def __init__(self) -> None:
        self.go_on = threading.Event()

    def __call__(self, _request: Seen, connection: socket.socket) -> None:
        body = b"\xff\xd8\xff\xe0" + bytes(400_000)
        connection.sendall(reply(body[:200_000], length=len(body)))
        self.go_on.wait(60)
        connection.sendall(body[200_000:])


def test_the_status_shows_that_a_file_is_being_fetched(client, server, send, run_jobs):
    slow = Slow()
    server.on("/slow.jpg", slow)
    image_id = send("/slow.jpg")
    worker = threading.Thread(target=run_jobs)
    worker.start()
    try:
        end = time.monotonic() + 30
        while not (image := client.get(f"/v1/images/{image_id}").json())["progress"]:
            assert time.monotonic() < end, image
            time.sleep(0.1)
    finally:
        slow.go_on.set()
        worker.join()
    assert (image["status"], image["stage"]) == ("processing", "fetching")
    assert 3 <= image["progress"] <= 10, "half of the file is half of fetching, a fifth of the whole"


def test_a_medium_deleted_while_it_is_fetched_leaves_nothing(client, server, send, run_jobs, settings):
    slow = Slow()
    server.on("/slow.jpg", slow)
    image_id = send("/slow.jpg")
    worker = threading.Thread(target=run_jobs)
    worker.start()
    try:
        end = time.monotonic() + 30
        while client.get(f"/v1/images/{image_id}").json()["stage"] != "fetching":
            assert time.monotonic() < end
            time.sleep(0.05)
        assert client.delete(f"/v1/images/{image_id}").status_code == 200
    finally:
        slow.go_on.set()
        worker.join()
    for folder in ("objects", "work"):
        assert not [path for path in (settings.data_dir / folder).rglob("*") if path.is_file()]

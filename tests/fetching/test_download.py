"""Fetching over HTTP from a server that means no good, or does badly."""

from __future__ import annotations

import gzip
import random
import socket
import time

import pytest

from builders.servers import Seen, reply, sends
from emoscope.errors import Cancelled
from emoscope.fetching import errors

FILE = b"MEDIA" + random.Random(1).randbytes(300_000)  # noqa: S311 - any bytes will do


def test_a_file_is_fetched_with_its_progress_name_and_kind(server, fetch):
    reports = []
    server.on("/some%20clip.mp4", sends(reply(FILE)))
    fetched = fetch(server.url("/some%20clip.mp4?x=1"), reports)
    assert fetched.path.read_bytes() == FILE
    assert (fetched.name, fetched.ending) == ("some clip.mp4", "bin")
    assert {report.stage for report in reports} == {"fetching"}
    assert [report.fraction for report in reports] == sorted(report.fraction for report in reports)
    assert reports[-1].fraction == 1
    (request,) = server.seen
    assert request.headers["host"] == f"media.test:{server.port}"
    assert request.headers["accept-encoding"] == "identity"


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('attachment; filename="a b.mp4"', "a b.mp4"),
        ("attachment; filename*=UTF-8''Fr%C3%BChling.mp4", "Frühling.mp4"),
        ('attachment; filename="../../etc/passwd"', "passwd"),
    ],
)
def test_the_name_that_the_server_gives(server, fetch, disposition: str, name: str):
    server.on("/f", sends(reply(FILE, Content_Disposition=disposition)))
    assert fetch(server.url("/f")).name == name


class Resuming:
    """Serves a file by Range, cutting every connection after some bytes."""

    def __init__(self, cut_after: int, **validators: str) -> None:
        self.cut_after, self.validators, self.file = cut_after, validators, FILE

    def __call__(self, request: Seen, connection: socket.socket) -> None:
        asked = request.headers.get("range", "")
        tag = self.validators.get("ETag") or self.validators.get("Last_Modified")
        if asked and request.headers.get("if-range") == tag:
            first = int(asked.removeprefix("bytes=").rstrip("-"))
            part = f"bytes {first}-{len(self.file) - 1}/{len(self.file)}"
            status, headers = "206 Partial Content", {**self.validators, "Content_Range": part}
        else:
            first, status, headers = 0, "200 OK", self.validators
        body = self.file[first:]
        connection.sendall(reply(body[: self.cut_after], status, len(body), **headers))


@pytest.mark.parametrize(
    "validators",
    [{"ETag": '"one"'}, {"Last_Modified": "Tue, 01 Sep 2026 10:00:00 GMT"}],
    ids=["etag", "date"],
)
def test_a_cut_connection_is_taken_up_where_it_ended(server, fetch, validators: dict[str, str]):
    server.on("/a", Resuming(70_000, **validators))
    assert fetch(server.url("/a")).path.read_bytes() == FILE
    ranges = [request.headers.get("range") for request in server.seen]
    assert ranges == [None, "bytes=70000-", "bytes=140000-", "bytes=210000-", "bytes=280000-"]
    assert server.seen[1].headers["if-range"] == next(iter(validators.values()))


def test_a_file_that_changes_meanwhile_is_begun_anew(server, fetch):
    changing = Resuming(200_000, ETag='"one"')

    def handler(request: Seen, connection: socket.socket) -> None:
        changing(request, connection)
        changing.file = b"MEDIA" + bytes(150_000)
        changing.validators = {"ETag": '"two"'}

    server.on("/a", handler)
    assert fetch(server.url("/a")).path.read_bytes() == b"MEDIA" + bytes(150_000)


@pytest.mark.parametrize("validators", [{}, {"ETag": 'W/"weak"'}], ids=["none", "weak"])
def test_without_proof_that_the_file_is_the_same_nothing_is_pieced_together(server, fetch, validators: dict):
    server.on("/a", Resuming(200_000, **validators))
    with pytest.raises(errors.SourceIncomplete):
        fetch(server.url("/a"))
    assert len(server.seen) == 3
    assert all("range" not in request.headers for request in server.seen)


def test_another_part_than_asked_for_is_not_taken(server, fetch):
    def handler(request: Seen, connection: socket.socket) -> None:
        if "range" in request.headers:
            part = {"Content_Range": f"bytes 0-{len(FILE) - 1}/{len(FILE)}", "ETag": '"1"'}
            connection.sendall(reply(FILE[:90_000], "206 Partial Content", len(FILE), **part))
        else:
            connection.sendall(reply(FILE[:90_000], length=len(FILE), ETag='"1"'))

    server.on("/a", handler)
    with pytest.raises(errors.SourceIncomplete):
        fetch(server.url("/a"))


def test_a_length_that_is_never_reached(server, fetch):
    server.on("/a", sends(reply(FILE, length=len(FILE) + 10, ETag='"1"')))
    with pytest.raises(errors.SourceIncomplete):
        fetch(server.url("/a"))


def test_a_length_that_is_exceeded_ends_the_file_there(server, fetch):
    server.on("/a", sends(reply(FILE + b"more", length=len(FILE))))
    assert fetch(server.url("/a")).path.read_bytes() == FILE


def test_a_file_that_is_announced_too_large_is_not_begun(server, fetch):
    server.on("/a", sends(reply(FILE, length=10**12)))
    with pytest.raises(errors.SourceTooLarge, match="1000000 bytes"):
        fetch(server.url("/a"))


@pytest.mark.parametrize("coding", ["chunked", "none"])
def test_an_endless_body_ends_at_the_limit(server, fetch, coding: str, tmp_path):
    def endless(_request: Seen, connection: socket.socket) -> None:
        chunked = {"Transfer_Encoding": "chunked"} if coding == "chunked" else {}
        connection.sendall(reply(length=-1, **chunked))
        piece = b"MEDIA" + bytes(65_531)
        while not server.stopping.is_set():
            connection.sendall(b"10000\r\n" + piece + b"\r\n" if chunked else piece)

    server.on("/a", endless)
    with pytest.raises(errors.SourceTooLarge):
        fetch(server.url("/a"))
    assert (tmp_path / "fetched").stat().st_size < 1_200_000


def drip(server, interval_s: float, before: bytes = reply(b"MEDIA", length=1000)):
    def handler(_request: Seen, connection: socket.socket) -> None:
        connection.sendall(before)
        while not server.stopping.wait(interval_s):
            connection.sendall(b".")

    return handler


def test_a_slow_drip_ends_by_the_least_rate(server, fetch):
    server.on("/a", drip(server, 0.02))
    began = time.monotonic()
    with pytest.raises(errors.SourceTooSlow, match="bytes a second"):
        fetch(server.url("/a"), rate_window_s=0.5)
    assert time.monotonic() - began < 10


def test_a_slow_drip_ends_at_the_deadline(server, fetch):
    server.on("/a", drip(server, 0.05))
    began = time.monotonic()
    with pytest.raises(errors.SourceTooSlow, match=r"within 1 seconds"):
        fetch(server.url("/a"), seconds=1)
    assert time.monotonic() - began < 8


def test_a_head_that_drips_ends_at_the_deadline(server, fetch):
    server.on("/a", drip(server, 0.05, b"HTTP/1.1 200 OK\r\nX-Slow: "))
    began = time.monotonic()
    with pytest.raises(errors.SourceTooSlow):
        fetch(server.url("/a"), seconds=1)
    assert time.monotonic() - began < 8


def test_a_compressed_body_is_refused_and_never_unfolded(server, fetch):
    bomb = gzip.compress(bytes(50_000_000))
    server.on("/a", sends(reply(bomb, Content_Encoding="gzip")))
    with pytest.raises(errors.SourceNotMedia, match="compressed"):
        fetch(server.url("/a"))


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"<p>Please log in</p>", {"Content_Type": "text/html; charset=utf-8"}),
        (b"\n <!DOCTYPE html><html>", {"Content_Type": "video/mp4"}),
        (b"<html><body>", {}),
    ],
)
def test_a_page_instead_of_media_is_named_as_that(server, fetch, body: bytes, headers: dict[str, str]):
    server.on("/a", sends(reply(body, **headers)))
    with pytest.raises(errors.SourceIsPage, match="web page"):
        fetch(server.url("/a"))


@pytest.mark.parametrize("body", [b"", b"just words", b"words" * 100_000])
def test_what_is_no_medium_is_named_as_that(server, fetch, body: bytes):
    server.on("/a", sends(reply(body)))
    with pytest.raises(errors.SourceNotMedia):
        fetch(server.url("/a"))


@pytest.mark.parametrize(
    ("status", "fault", "tries"),
    [
        ("404 Not Found", errors.SourceNotFound, 1), ("410 Gone", errors.SourceNotFound, 1),
        ("401 Unauthorized", errors.SourceForbidden, 1), ("403 Forbidden", errors.SourceForbidden, 1),
        ("400 Bad Request", errors.SourceUnreachable, 1), ("304 Not Modified", errors.SourceUnreachable, 1),
        ("500 Oh", errors.SourceUnreachable, 3), ("503 Busy", errors.SourceUnreachable, 3),
        ("429 Too Many", errors.SourceUnreachable, 3),
    ],
)  # fmt: skip
def test_statuses(server, fetch, status: str, fault: type[errors.SourceFault], tries: int):
    server.on("/a", sends(reply(b"no", status)))
    with pytest.raises(fault) as raised:
        fetch(server.url("/a"))
    assert type(raised.value) is fault
    assert len(server.seen) == tries


def test_a_server_that_recovers_is_asked_again_when_it_says(server, fetch):
    def handler(_request: Seen, connection: socket.socket) -> None:
        busy = len(server.seen) < 3
        connection.sendall(reply(b"", "503 Busy", Retry_After="1") if busy else reply(FILE))

    server.on("/a", handler)
    began = time.monotonic()
    assert fetch(server.url("/a")).path.read_bytes() == FILE
    assert time.monotonic() - began >= 2


def test_a_deleted_medium_stops_its_fetch(server, fetch):
    def report(progress) -> None:
        if progress.fraction > 0:
            raise Cancelled("deleted")

    class Reports(list):
        append = staticmethod(report)

    server.on("/a", sends(reply(FILE)))
    with pytest.raises(Cancelled):
        fetch(server.url("/a"), Reports())

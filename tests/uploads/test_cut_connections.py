"""What becomes of an upload when clients, connections and servers do what they like."""

from __future__ import annotations

import hashlib
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import httpx2 as httpx
from fastapi.testclient import TestClient

from emoscope.app.web import make_app
from emoscope.settings import Settings
from stack.running import stack
from uploads import tus
from uploads.conftest import Server

DATA = secrets.token_bytes(3 * 1024**2)


def half_sent(server: Server, upload_id: str, data: bytes, announced: int, **headers: str) -> socket.socket:
    """A connection over which a part of a body went, and that is still open."""
    lines = {
        **tus.HEADERS,
        **tus.BYTES,
        "Host": "x",
        "X-API-Key": server.client.headers["X-API-Key"],
        "Upload-Offset": "0",
        "Content-Length": str(announced),
        **headers,
    }
    head = "\r\n".join(f"{name}: {value}" for name, value in lines.items())
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=20)
    connection.sendall(f"PATCH /v2/uploads/{upload_id} HTTP/1.1\r\n{head}\r\n\r\n".encode() + data)
    return connection


def until(done: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)


def test_a_cut_connection_loses_nothing_and_the_rest_completes_the_file(server, growing):
    upload_id = tus.begin(server.client, len(DATA))
    cut = 1_500_000
    half_sent(server, upload_id, DATA[:cut], len(DATA)).close()
    until(lambda: tus.offset(server.client, upload_id) == cut)
    until(lambda: tus.add(server.client, upload_id, cut, DATA[cut:]).status_code == 204)
    assert hashlib.sha256(growing()[0].read_bytes()).digest() == hashlib.sha256(DATA).digest()


def test_a_cut_connection_keeps_no_bytes_that_nobody_could_check(server, growing):
    upload_id = tus.begin(server.client, len(DATA))
    half_sent(server, upload_id, DATA[:1_500_000], len(DATA), **tus.checksum(DATA)).close()
    until(lambda: growing()[0].stat().st_size == 0 and _is_free(server, upload_id))
    assert tus.add(server.client, upload_id, 0, DATA, **tus.checksum(DATA)).status_code == 204
    assert growing()[0].read_bytes() == DATA


def _code(reply: httpx.Response) -> str:
    return str(reply.json()["code"])


def _is_free(server: Server, upload_id: str) -> bool:
    return tus.add(server.client, upload_id, 0, b"").status_code == 204


def test_of_two_writers_the_second_is_refused_and_the_first_is_not_disturbed(server, growing):
    upload_id = tus.begin(server.client, 2_000_000)
    first = half_sent(server, upload_id, DATA[:1_200_000], 2_000_000)
    until(lambda: growing()[0].stat().st_size > 0)
    there = growing()[0].stat().st_size
    reply = tus.add(server.client, upload_id, there, b"x" * 10)
    assert tus.refusal(reply) == (423, "upload_busy")
    assert tus.refusal(tus.end(server.client, upload_id)) == (423, "upload_busy")
    form = {"title": "t", "upload_id": upload_id}
    assert _code(server.client.post("/v2/videos", data=form)) == "upload_busy"
    first.sendall(DATA[1_200_000:2_000_000])
    assert b"204 No Content" in first.recv(1000)
    first.close()
    assert growing()[0].read_bytes() == DATA[:2_000_000]


def test_a_client_that_falls_silent_is_not_waited_for(server, growing):
    server.rules(silence_s=1.5)
    upload_id = tus.begin(server.client, len(DATA))
    silent = half_sent(server, upload_id, DATA[:5000], len(DATA))
    answer = b""
    while b"upload_stalled" not in answer and (more := silent.recv(4000)):
        answer += more  # head and body may come apart
    silent.close()
    assert b"408 Request Timeout" in answer
    assert b"upload_stalled" in answer
    assert growing()[0].read_bytes() == DATA[:5000]
    assert tus.add(server.client, upload_id, 5000, DATA[5000:]).status_code == 204


def test_a_killed_server_loses_nothing_that_had_arrived(tmp_path: Path, settings: Settings):
    with stack(tmp_path, EMOSCOPE_EMBEDDED_WORKER="false") as killed:
        upload_id = tus.begin(killed.client, len(DATA))
        tus.add(killed.client, upload_id, 0, DATA[:1_000_000])
        port = killed.client.base_url.port
        assert port is not None
        kept = Server(None, port, killed.client)  # type: ignore[arg-type]
        connection = half_sent(
            kept, upload_id, DATA[1_000_000:2_500_000], 2 * 1024**2, **{"Upload-Offset": "1000000"}
        )
        part = next((killed.data / "uploads" / "resumable").iterdir())
        until(lambda: part.stat().st_size > 1_000_000)
        killed.server.send_signal(signal.SIGKILL)
        killed.server.wait(timeout=60)  # a disk that is busy holds even a killed process
        connection.close()
    there = part.stat().st_size
    after = settings.model_copy(update={"data_dir": killed.data})
    with TestClient(make_app(after), headers=dict(killed.client.headers)) as again:
        assert tus.offset(again, upload_id) == there
        assert tus.add(again, upload_id, there, DATA[there:]).status_code == 204
    assert part.read_bytes() == DATA


def test_another_process_meets_the_lock_too(server, growing):
    """Several servers may share the folder."""
    upload_id = tus.begin(server.client, 100)
    holds = (
        "import fcntl, sys; f = open(sys.argv[1], 'r+b'); fcntl.flock(f, fcntl.LOCK_EX); "
        "print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        ["python3", "-c", holds, growing()[0]], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        other.stdout.readline()
        assert tus.refusal(tus.add(server.client, upload_id, 0, b"x")) == (423, "upload_busy")
        assert tus.offset(server.client, upload_id) == 0
        other.kill()
        other.stdin.close()
    assert tus.add(server.client, upload_id, 0, b"x").status_code == 204

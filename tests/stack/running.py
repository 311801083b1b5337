"""Starting `emoscope serve` for tests, and looking at its processes."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2 as httpx

EMOSCOPE = Path(sys.executable).with_name("emoscope")


@dataclass
class Stack:
    client: httpx.Client
    server: subprocess.Popen[bytes]
    data: Path

    def upload(self, path: Path) -> str:
        with path.open("rb") as file:
            reply = self.client.post("/v2/videos", data={"title": "t"}, files={"video_file": file})
        assert reply.status_code == 200, reply.text
        return str(reply.json()["id"])

    def video(self, video_id: str) -> dict[str, Any]:
        document: dict[str, Any] = self.client.get(f"/v1/videos/{video_id}").json()
        return document

    def wait(
        self, video_id: str, done: Callable[[dict[str, Any]], bool], seconds: float = 90
    ) -> dict[str, Any]:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            video = self.video(video_id)
            if done(video):
                return video
            time.sleep(0.05)
        raise AssertionError(f"still {video['status']} {video['stage']} {video['progress']}: {self.log()}")

    def log(self) -> str:
        return (self.data.parent / "server.log").read_text()


@contextlib.contextmanager
def stack(folder: Path, **settings: str) -> Iterator[Stack]:
    data = folder / "data"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {
        **os.environ,
        "EMOSCOPE_DATA_DIR": str(data),
        "EMOSCOPE_PORT": str(port),
        "EMOSCOPE_SWEEP_INTERVAL_S": "0.3",
        "EMOSCOPE_JOB_LEASE_S": "2",
        **settings,
    }
    with (folder / "server.log").open("ab") as log:
        server = subprocess.Popen([EMOSCOPE, "serve"], env=env, stdout=log, stderr=log)
        headers = {"X-API-Key": _key(folder, env)}
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=30) as client:
            try:
                _wait_until_up(client)
                yield Stack(client, server, data)
            finally:
                if server.poll() is None:  # a test may have killed it
                    server.terminate()
                    assert server.wait(timeout=30) == 0


def _key(folder: Path, env: dict[str, str]) -> str:
    """The key of the stack's user, made with the first stack in a folder."""
    kept = folder / "key"
    if not kept.exists():
        command = [EMOSCOPE, "users", "create", "ada@example.org"]
        made = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
        kept.write_text(made.stdout.strip())
    return kept.read_text()


def _wait_until_up(client: httpx.Client) -> None:
    end = time.monotonic() + 40
    while True:
        with contextlib.suppress(httpx.TransportError):
            if client.get("/health").status_code == 200:
                return
        assert time.monotonic() < end, "the server does not answer"
        time.sleep(0.1)


def processes_of(server: subprocess.Popen[bytes], name: str) -> list[int]:
    """Processes of the server's family whose command line has `name`."""
    family = {server.pid}
    entries = [entry for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    parents = {}
    for entry in entries:
        with contextlib.suppress(OSError):
            parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
    for _ in range(5):
        family |= {pid for pid, parent in parents.items() if parent in family}
    found = []
    for pid in sorted(family - {server.pid}):
        with contextlib.suppress(OSError):
            if name in Path(f"/proc/{pid}/cmdline").read_text().split("\0"):
                found.append(pid)
    return found


def running(video: dict[str, Any]) -> bool:
    return video["status"] == "processing" and video["progress"] >= 3


def ended(video: dict[str, Any]) -> bool:
    return video["status"] in {"completed", "failed"}

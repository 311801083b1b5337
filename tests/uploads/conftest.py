from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
import uvicorn
from fastapi import FastAPI

from builders.media import face_video
from emoscope.app.web import make_app
from emoscope.settings import Settings


@dataclass
class Server:
    """The API behind a real socket."""

    app: FastAPI
    port: int
    client: httpx.Client

    def rules(self, **changes: Any) -> None:
        uploads = self.app.state.uploads
        self.app.state.uploads = replace(uploads, rules=replace(uploads.rules, **changes))


@pytest.fixture
def server(settings: Settings, make_key: Callable[..., str]) -> Iterator[Server]:
    app = make_app(settings)
    running = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, timeout_graceful_shutdown=1))
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    end = time.monotonic() + 20
    while not running.started:
        assert time.monotonic() < end, "the server does not start"
        time.sleep(0.01)
    port = running.servers[0].sockets[0].getsockname()[1]
    headers = {"X-API-Key": make_key()}
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=20) as client:
        yield Server(app, port, client)
    running.should_exit = True
    thread.join(timeout=20)
    assert not thread.is_alive()


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """One second of one face, 320x240, as MP4."""
    return face_video(tmp_path_factory.mktemp("film") / "face.mp4", 1.0).read_bytes()


@pytest.fixture
def growing(settings: Settings) -> Callable[[], list[Path]]:
    """The files that grow at the server."""
    return lambda: sorted(settings.resolved_upload_dir().glob("*"))

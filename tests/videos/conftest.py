from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from builders.media import face_video


@pytest.fixture(scope="session")
def face_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of one face with a tone, 320x240, 25 frames a second."""
    return face_video(tmp_path_factory.mktemp("media") / "face.mp4")


@pytest.fixture
def upload(client: TestClient) -> Callable[..., dict[str, Any]]:
    def send(path: Path, **form: Any) -> dict[str, Any]:
        with path.open("rb") as file:
            reply = client.post("/v2/videos", data={"title": "Test", **form}, files={"video_file": file})
        assert reply.status_code == 200, reply.text
        return reply.json()

    return send


@pytest.fixture
def analysed(upload: Callable[..., dict[str, Any]], run_jobs: Callable[[], int], face_file: Path) -> str:
    """The id of an analysed video with one face."""
    video_id = upload(face_file)["id"]
    run_jobs()
    return str(video_id)

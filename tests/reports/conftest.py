from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from builders.media import astronaut, face_video
from builders.sounds import RATE, two_cities, wav
from emoscope.rendering.frames import encode_jpeg

LETTER = "I love this place! Thank you so much.\n\nBut I am so angry about the bill."


@pytest.fixture
def send(client: TestClient, tmp_path) -> Callable[[str], str]:
    """Sends a medium of a kind, titled <<Title>>, and gives its id."""

    def post(kind: str) -> str:
        form, files = {"title": "<<Title>>"}, {}
        if kind == "text":
            form["text"] = LETTER
        elif kind == "image":
            files["image_file"] = ("face.jpg", encode_jpeg(astronaut()))
        elif kind == "audio":
            path = wav(tmp_path / "speech.wav", two_cities()[: 7 * RATE])
            files["audio_file"] = ("speech.wav", path.read_bytes())
        else:
            path = face_video(tmp_path / "face.mp4", seconds=1.0, audio=False)
            files["video_file"] = ("face.mp4", path.read_bytes())
        reply = client.post(f"/v2/{kind}s", data=form, files=files or None)
        assert reply.status_code == 200, reply.text
        return str(reply.json()["id"])

    return post


@pytest.fixture
def analysed(send: Callable[[str], str], run_jobs: Callable[[], int]) -> Callable[[str], str]:
    def make(kind: str) -> str:
        media_id = send(kind)
        run_jobs()
        return media_id

    return make

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from audios.made_up import AudioStore
from builders.databases import KINDS, migrated
from builders.sounds import RATE, two_cities, wav


@pytest.fixture(scope="session")
def speech_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seven seconds of one man, "It was the best of times, ..."."""
    return wav(tmp_path_factory.mktemp("sound") / "speech.wav", two_cities()[: 7 * RATE])


@pytest.fixture
def upload(client: TestClient) -> Callable[..., dict[str, Any]]:
    def send(path: Path, **form: Any) -> dict[str, Any]:
        with path.open("rb") as file:
            reply = client.post("/v2/audios", data={"title": "Talk", **form}, files={"audio_file": file})
        assert reply.status_code == 200, reply.text
        return reply.json()

    return send


@pytest.fixture
def analysed(upload: Callable[..., dict[str, Any]], run_jobs: Callable[[], int], speech_file: Path) -> str:
    """The id of an analysed audio with one speaker."""
    audio_id = upload(speech_file)["id"]
    run_jobs()
    return str(audio_id)


@pytest.fixture(scope="module", params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AudioStore]:
    """A user's store of audios on each database."""
    folder = tmp_path_factory.mktemp("edits")
    with migrated(request.param, folder / "one.db") as sessions:
        yield AudioStore(sessions, folder)

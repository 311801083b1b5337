from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from audios.made_up import AudioStore
from builders.sounds import RATE, two_cities, wav
from emoscope.db.engine import make_engine, make_sessions
from emoscope.db.migrate import migrate


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


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AudioStore]:
    """A user's store of audios on each database; PostgreSQL where it answers."""
    folder = tmp_path_factory.mktemp("edits")
    if request.param == "sqlite":
        engine = make_engine(f"sqlite:///{folder / 'one.db'}")
        migrate(engine)
        yield AudioStore(make_sessions(engine), folder)
        engine.dispose()
        return
    name = f"emoscope_test_{uuid4().hex[:12]}"
    admin = create_engine("postgresql+psycopg://postgres@127.0.0.1/postgres", isolation_level="AUTOCOMMIT")
    try:
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
    except OperationalError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"PostgreSQL does not answer: {error.orig}")
    engine = make_engine(f"postgresql+psycopg://postgres@127.0.0.1/{name}")
    try:
        migrate(engine)
        yield AudioStore(make_sessions(engine), folder)
    finally:
        engine.dispose()
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from builders import media, seen
from emoscope.analyzers.circumplex import affect_columns
from emoscope.db.engine import SessionFactory
from emoscope.db.models import Medium, User
from emoscope.domain.emotions import EMOTIONS
from emoscope.media.encode import write_video
from emoscope.settings import Settings
from emoscope.storage.objects import Objects, open_objects

FPS = 25
SECONDS = 40
COLOURS = {"start": (200, 60, 60), "happening": (60, 200, 60), "end": (60, 60, 200)}
"""Blue, green, red of the pictures before, while and after something happens."""

HAPPENS = 20, 26
"""Seconds in which the face shows surprise."""


def pure(label: str, share: float) -> list[float]:
    rest = (1 - share) / (len(EMOTIONS) - 1)
    return [share if name == label else rest for name in EMOTIONS]


def surprised(frames: int, happens: tuple[float, float] | None) -> pl.DataFrame:
    """The table of a face that is neutral all the time, but surprised for some seconds."""
    rows = seen.frame_table(seen.beside(1, range(frames)))
    begin, end = (round(second * FPS) for second in happens or (0, 0))
    shares = np.array(
        [pure("surprise", 0.8) if begin <= frame < end else pure("neutral", 0.86) for frame in range(frames)]
    )
    columns = [*EMOTIONS, "valence", "arousal", "intensity"]
    values = np.hstack([shares, affect_columns(shares)])
    return rows.with_columns(pl.Series(name, values[:, at], pl.Float32) for at, name in enumerate(columns))


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """40 s in three colours, which change when something begins and ends, with a tone."""
    path = tmp_path_factory.mktemp("media") / "film.mp4"
    plain = {name: np.full((72, 128, 3), colour, np.uint8) for name, colour in COLOURS.items()}
    pictures = (
        plain["start" if at < HAPPENS[0] * FPS else "happening" if at < HAPPENS[1] * FPS else "end"]
        for at in range(SECONDS * FPS)
    )
    write_video(path, pictures, fps=FPS, sound=media.tone(SECONDS, 48_000))
    return path


class Film:
    """A video of the user whose file is real and whose results are made up."""

    def __init__(
        self, client: TestClient, sessions: SessionFactory, objects: Objects, file: Path, work: Path
    ) -> None:
        self.client, self.sessions, self.objects, self.work = client, sessions, objects, work
        with sessions() as session:
            user_id = session.scalars(select(User.id).where(User.email == "ada@example.org")).one()
        self.id = seen.add_video(sessions, user_id)
        key = f"media/{self.id}/source.mp4"
        objects.put(key, file)
        with sessions.begin() as session:
            session.get_one(Medium, self.id).object_key = key
        self.analyse(HAPPENS)

    def analyse(self, happens: tuple[float, float] | None) -> None:
        rows = surprised(SECONDS * FPS, happens)
        seen.store(self.sessions, self.objects, self.id, rows, SECONDS * FPS, self.work)
        with self.sessions.begin() as session:
            session.get_one(Medium, self.id).status = "completed"

    def post(self) -> Any:
        return self.client.post("/v1/videos/highlights", data={"video_id": self.id})

    def put(self, *parts: tuple[float, float]) -> Any:
        body = [{"start_millis": start, "end_millis": end} for start, end in parts]
        return self.client.put(f"/v1/videos/{self.id}/highlights", json=body)

    def get(self) -> dict[str, Any]:
        reply = self.client.get(f"/v1/videos/{self.id}/highlights")
        assert reply.status_code == 200, reply.text
        found: dict[str, Any] = reply.json()
        return found

    def reel(self, **headers: str) -> Any:
        return self.client.get(f"/v1/videos/{self.id}/highlight_video", headers=headers)

    def stored(self) -> list[str]:
        return [key for key in self.objects.keys_under(f"media/{self.id}") if "/highlights/" in key]


@pytest.fixture
def make_film(
    client: TestClient, sessions: SessionFactory, settings: Settings, film: Path, tmp_path: Path
) -> Callable[[], Film]:
    objects = open_objects("", settings.data_dir / "objects")
    return lambda: Film(client, sessions, objects, film, tmp_path / "made")


@pytest.fixture
def video(make_film: Callable[[], Film]) -> Film:
    return make_film()

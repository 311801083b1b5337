"""A video with made-up results behind the real API: three faces, the third in the second half only."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from fastapi.testclient import TestClient
from sqlalchemy import select

from builders import seen
from emoscope.db.engine import SessionFactory
from emoscope.db.models import User
from emoscope.storage.objects import Objects, open_objects

FRAME_COUNT = 20


def three_faces() -> pl.DataFrame:
    places = seen.beside(3, range(FRAME_COUNT))
    return seen.frame_table(places | {3: (range(10, FRAME_COUNT), places[3][1])})


@dataclass
class MadeUp:
    """The video and shorthands to ask about it."""

    client: TestClient
    id: str
    sessions: SessionFactory
    objects: Objects
    folder: Path

    def analyse(self, rows: pl.DataFrame, frame_count: int = FRAME_COUNT) -> None:
        seen.store(self.sessions, self.objects, self.id, rows, frame_count, self.folder)

    def put(self, path: str, **form: Any) -> Any:
        return self.client.put(f"/v1/videos/{self.id}/{path}", data=form)

    def delete_faces(self, face_ids: str) -> Any:
        return self.client.request("DELETE", f"/v1/videos/{self.id}/faces", data={"face_ids": face_ids})

    def name(self, *names: tuple[int, str]) -> Any:
        body = [{"face_id": face, "name": name} for face, name in names]
        return self.client.put(f"/v1/videos/{self.id}/faces/names", json=body)

    def split(self, face: int, first: int | str, last: int | str) -> Any:
        form = {"first_frame": str(first), "last_frame": str(last)}
        return self.client.post(f"/v1/videos/{self.id}/faces/{face}/split", data=form)

    def step(self, what: str) -> Any:
        return self.client.post(f"/v2/videos/{self.id}/edits/{what}")

    def history(self, **query: Any) -> dict[str, Any]:
        reply = self.client.get(f"/v2/videos/{self.id}/edits", params=query)
        assert reply.status_code == 200, reply.text
        found: dict[str, Any] = reply.json()
        return found

    def document(self) -> dict[str, Any]:
        found: dict[str, Any] = self.client.get(f"/v1/videos/{self.id}").json()
        return found

    def faces(self) -> dict[int, dict[str, Any]]:
        return {face["face_id"]: face for face in self.document()["faces"]["faces"]}

    def frames(self, **query: Any) -> list[dict[str, Any]]:
        found = self.client.get(f"/v1/videos/{self.id}/frames", params=query)
        frames: list[dict[str, Any]] = found.json()["processed_frames"]
        return frames

    def mean(self, name: str, face_id: int | None = None) -> float:
        query = {} if face_id is None else {"face_id": face_id}
        reply = self.client.get(f"/v2/videos/{self.id}/emotions/average", params=query)
        return float(reply.json()[name])

    def table(self) -> list[dict[str, str]]:
        text = self.client.get(f"/v1/videos/{self.id}/report").text
        return list(csv.DictReader(io.StringIO(text)))

    def everything(self) -> tuple[Any, ...]:
        """All that the API shows of the video, without what is signed."""
        document = self.document()
        for face in document["faces"]["faces"]:
            face["image"] = face["image"].partition("?")[0]
        frames = [{k: v for k, v in frame.items() if "image" not in k} for frame in self.frames()]
        affect = self.client.get(f"/v1/videos/{self.id}/valence_arousal").json()
        shown = ("faces", "emotions", "valence_arousal")
        return ({key: document[key] for key in shown}, frames, affect, self.table())


def made_up(client: TestClient, sessions: SessionFactory, data_dir: Path, folder: Path) -> MadeUp:
    objects = open_objects("", data_dir / "objects")
    with sessions() as session:
        user_id = session.scalars(select(User.id).where(User.email == "ada@example.org")).one()
    video = MadeUp(client, seen.add_video(sessions, user_id), sessions, objects, folder)
    video.analyse(three_faces())
    return video

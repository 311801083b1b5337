"""A video of two people whose apparent personality can be asked for, and shorthands to do so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
from fastapi.testclient import TestClient

from builders import heard, seen
from emoscope.db.engine import SessionFactory
from emoscope.db.models import Medium
from videos.made_up import MadeUp, made_up

FRAMES = 1000
PATH = "/v2/videos/{}/faces/{}/personality-analysis"


def two_people(client: TestClient, sessions: SessionFactory, data_dir: Path, folder: Path) -> MadeUp:
    """Forty seconds of two faces; the first smiles throughout. Two voices."""
    found = made_up(client, sessions, data_dir, folder)
    analyse(found)
    with sessions.begin() as session:
        session.get_one(Medium, found.id).duration_ms = FRAMES * seen.FRAME_MS
    return found


def analyse(video: MadeUp) -> None:
    rows = seen.frame_table(seen.beside(2, range(FRAMES)))
    smile = (pl.col("face_id") == 1).cast(pl.Float32)
    video.analyse(rows.with_columns(smile.alias("au12")), FRAMES)
    segments = [heard.said(1000, 15_000, 0, "You and you and you."), heard.said(16_000, 38_000, 1)]
    heard.store(video.sessions, video.objects, video.id, segments, video.folder)


def ask(video: MadeUp, face_id: Any = 1, analysis_type: str = "overall", **form: Any) -> Any:
    data = {"face_id": face_id, "analysis_type": analysis_type, **form}
    return video.client.post(f"/v2/videos/{video.id}/personality/analyze", data=data)


def result(video: MadeUp, face_id: Any = 1) -> dict[str, Any]:
    reply = video.client.get(PATH.format(video.id, face_id))
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


def link(video: MadeUp, face_id: int, speaker_id: int, name: str = "") -> None:
    pair = {"face_id": face_id, "speaker_id": speaker_id, "name": name}
    assert video.client.put(f"/v2/videos/{video.id}/speaker-face-match", json=[pair]).status_code == 200


def refused(reply, status: int, code: str) -> None:
    assert (reply.status_code, reply.json()["code"]) == (status, code), reply.text

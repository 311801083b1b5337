"""Made-up results of an analysis, stored as a worker stores them, for tests of what comes afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from uuid import uuid4

import numpy as np
import polars as pl

from emoscope.analyzers.circumplex import affect_columns
from emoscope.db.engine import SessionFactory
from emoscope.db.models import Medium
from emoscope.domain.emotions import EMOTIONS, Affect
from emoscope.domain.faces import Person
from emoscope.domain.video import VideoInfo, VideoPredictions
from emoscope.pipelines.scoring import named_shares
from emoscope.pipelines.tables import FRAME_SCHEMA, ROW_GROUP_SIZE, TIMELINE_SCHEMA, averages
from emoscope.storage.objects import Objects
from emoscope.videos import placing
from emoscope.videos.repository import StoredKeys

FRAME_MS = 40
Place = Callable[[int], tuple[float, float]]


def frame_table(places: Mapping[int, tuple[Sequence[int], Place]], seed: int = 0) -> pl.DataFrame:
    """A frame table of faces, each given with its frames and with where its box (100x100) is in a frame."""
    rng = np.random.default_rng(seed)
    parts = []
    for face, (frames, place) in places.items():
        shares = rng.dirichlet(np.ones(len(EMOTIONS)), len(frames))
        corners = np.array([place(frame) for frame in frames]).reshape(len(frames), 2)
        columns = {
            "frame": list(frames),
            "timestamp_ms": [frame * FRAME_MS for frame in frames],
            "face_id": [face] * len(frames),
            "x": corners[:, 0],
            "y": corners[:, 1],
            "w": np.full(len(frames), 100.0),
            "h": np.full(len(frames), 100.0),
            "detection_score": np.full(len(frames), 0.9),
            "quality": rng.uniform(0.2, 0.9, len(frames)),
            "uncertain": [False] * len(frames),
            **dict(zip(EMOTIONS, shares.T, strict=True)),
            **dict(zip(("valence", "arousal", "intensity"), affect_columns(shares).T, strict=True)),
        }
        given = {name: pl.Series(values) for name, values in columns.items()}
        parts.append(
            pl.DataFrame(given).select(
                (pl.col(name) if name in given else pl.lit(None)).cast(kind).alias(name)
                for name, kind in FRAME_SCHEMA.items()
            )
        )
    return pl.concat(parts).sort("frame", "face_id")


def beside(count: int, frames: Sequence[int]) -> dict[int, tuple[Sequence[int], Place]]:
    """That many faces side by side, all of them in all frames."""
    return {face: (frames, lambda _, face=face: (150.0 * face, 50.0)) for face in range(1, count + 1)}


def predictions(rows: pl.DataFrame, frame_count: int, folder: Path) -> VideoPredictions:
    folder.mkdir(parents=True, exist_ok=True)
    frames_path, timeline_path = folder / "frames.parquet", folder / "timeline.parquet"
    rows.write_parquet(frames_path, row_group_size=ROW_GROUP_SIZE)
    numbers = range(frame_count)
    pl.DataFrame(
        {
            "frame": numbers,
            "timestamp_ms": [number * FRAME_MS for number in numbers],
            "analysed": [True] * frame_count,
        },
        schema=TIMELINE_SCHEMA,
    ).write_parquet(timeline_path)
    per_face, overall = averages(rows)
    means = overall.row(0, named=True)
    return VideoPredictions(
        info=VideoInfo(
            "mp4", "h264", 640, 480, 0, 25.0, frame_count, frame_count * FRAME_MS, has_audio=False
        ),
        people=tuple(_person(row) for row in per_face.iter_rows(named=True)),
        frames_path=frames_path,
        timeline_path=timeline_path,
        analysed_frames=frame_count,
        emotions=named_shares([means[name] for name in EMOTIONS]) if len(rows) else None,
        affect=Affect(means["valence"], means["arousal"], means["intensity"]) if len(rows) else None,
        thumbnail=b"jpeg",
        models={"face-identity": "none"},
    )


def _person(row: Mapping[str, float]) -> Person:
    return Person(
        face_id=int(row["face_id"]),
        picture=b"jpeg",
        picture_frame=int(row["first_frame"]),
        first_frame=int(row["first_frame"]),
        last_frame=int(row["last_frame"]),
        frame_count=int(row["frame_count"]),
        screen_time_ms=int(row["frame_count"]) * FRAME_MS,
        emotions=named_shares([row[name] for name in EMOTIONS]),
        affect=Affect(row["valence"], row["arousal"], row["intensity"]),
        embedding=(),
    )


def add_video(sessions: SessionFactory, user_id: str) -> str:
    """A medium of the user, without results."""
    with sessions.begin() as session:
        medium = Medium(user_id=user_id, kind="video", title="Made up", object_key="none", size_bytes=0)
        session.add(medium)
        session.flush()
        return medium.id


def store(
    sessions: SessionFactory,
    objects: Objects,
    video_id: str,
    rows: pl.DataFrame,
    frame_count: int,
    folder: Path,
) -> None:
    """Stores a run as the worker does, edits carried over from the run before."""
    run_id = str(uuid4())
    found = predictions(rows, frame_count, folder / run_id)
    prefix = f"media/{video_id}/runs/{run_id}"
    pictures = [f"{prefix}/faces/{person.face_id}.jpg" for person in found.people]
    keys = StoredKeys(f"{prefix}/frames.parquet", f"{prefix}/timeline.parquet", f"{prefix}/t.jpg", pictures)
    objects.put(keys.frames, found.frames_path)
    objects.put(keys.timeline, found.timeline_path)
    with sessions.begin() as session:
        placing.store_run(session, objects, video_id, run_id, found, keys)
        session.get_one(Medium, video_id).status = "completed"

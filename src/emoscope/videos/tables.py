"""Windows onto the stored frame table and timeline of one video."""

from __future__ import annotations

import io
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import polars as pl

from emoscope.db.models import VideoRecord
from emoscope.domain.emotions import EMOTIONS, Affect
from emoscope.domain.faces import Box, ObservedFace
from emoscope.storage.objects import Objects


@dataclass(frozen=True, slots=True)
class FrameView:
    """One source frame: its time, whether it was analysed, and who is in it."""

    frame: int
    timestamp_ms: int
    analysed: bool
    faces: Sequence[ObservedFace]


def frames_between(
    objects: Objects, record: VideoRecord, first: int, count: int | None, face_ids: Collection[int] = ()
) -> list[FrameView]:
    """The frames from `first` on, `count` of them or all; only `face_ids` in them, where any are given."""
    inside = pl.col("frame") >= first
    if count is not None:
        inside &= pl.col("frame") < first + count
    timeline = _table(objects, record.timeline_key).filter(inside).sort("frame").collect()
    wanted = inside & pl.col("face_id").is_in(sorted(face_ids)) if face_ids else inside
    rows = _table(objects, record.frames_key).filter(wanted).sort("frame", "face_id").collect()
    by_frame = {
        frame: [_face(row) for row in group]
        for frame, group in groupby(rows.iter_rows(named=True), key=lambda row: row["frame"])
    }
    return [
        FrameView(frame, timestamp, analysed, by_frame.get(frame, []))
        for frame, timestamp, analysed in timeline.select("frame", "timestamp_ms", "analysed").iter_rows()
    ]


def _table(objects: Objects, key: str) -> pl.LazyFrame:
    path = objects.local_path(key)
    # A folder's file is read by row groups; from an object store the whole of it is fetched first.
    return pl.scan_parquet(path or io.BytesIO(objects.read(key)))


def _face(row: dict[str, Any]) -> ObservedFace:
    return ObservedFace(
        face_id=row["face_id"],
        box=Box(row["x"], row["y"], row["w"], row["h"]),
        detection_score=row["detection_score"],
        quality=row["quality"],
        emotions={name: row[name] for name in EMOTIONS},
        affect=Affect(row["valence"], row["arousal"], row["intensity"]),
    )

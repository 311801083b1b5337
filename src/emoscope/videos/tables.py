"""Windows onto the stored frame table and timeline of one video."""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import polars as pl

from emoscope.db.models import VideoRecord
from emoscope.domain.emotions import EMOTIONS, Affect
from emoscope.domain.faces import GEOMETRY_COLUMNS, Box, FaceGeometry, ObservedFace
from emoscope.pipelines.smoothing import reach_ms, smoothed
from emoscope.storage.objects import Objects
from emoscope.videos.corrections import Corrections
from emoscope.videos.edited_view import PREDICTED, corrected


@dataclass(frozen=True, slots=True)
class FrameView:
    """One source frame: its time, whether it was analysed, who is in it, and what was noted.

    `notes` are those on faces, by face_id; `note` is the one on the frame.
    """

    frame: int
    timestamp_ms: int
    analysed: bool
    faces: Sequence[ObservedFace]
    note: str
    notes: Mapping[int, str]


def frames_between(
    objects: Objects,
    record: VideoRecord,
    corrections: Corrections,
    first: int,
    count: int | None,
    face_ids: Collection[int] = (),
    smooth_ms: int = 0,
) -> list[FrameView]:
    """The frames as shown, `count` of them from `first` on, or all; only `face_ids` in them, if any.

    With `smooth_ms` their scores are smoothed over time as in `emoscope.pipelines.smoothing`.
    """
    inside = pl.col("frame") >= first
    if count is not None:
        inside &= pl.col("frame") < first + count
    timeline = _table(objects, record.timeline_key).filter(inside).sort("frame").collect()
    near = _near(timeline, smooth_ms) if smooth_ms else inside
    rows = _rows(objects, record).filter(near).sort("frame", "face_id").collect()
    rows = corrected(rows, corrections)
    if smooth_ms:
        rows = smoothed(rows, smooth_ms).filter(inside)
    if face_ids:
        rows = rows.filter(pl.col("face_id").is_in(sorted(face_ids)))
    by_frame = {
        frame: list(group)
        for frame, group in groupby(rows.iter_rows(named=True), key=lambda row: row["frame"])
    }
    return [
        FrameView(
            frame,
            timestamp,
            analysed,
            [_face(row) for row in by_frame.get(frame, [])],
            corrections.frame_notes.get(frame, ""),
            {row["face_id"]: _note(row, corrections) for row in by_frame.get(frame, [])},
        )
        for frame, timestamp, analysed in timeline.select("frame", "timestamp_ms", "analysed").iter_rows()
    ]


def whole_table(objects: Objects, record: VideoRecord, *columns: str) -> pl.DataFrame:
    """The predicted rows of all frames, of `columns` or of all. Geometry that tables of earlier versions lack
    is null."""
    rows = _rows(objects, record)
    lacking = [name for name in columns if name in GEOMETRY_COLUMNS and name not in rows.collect_schema()]
    rows = rows.with_columns(pl.lit(None, dtype=pl.Float32).alias(name) for name in lacking)
    return rows.select(columns or pl.all()).collect()


def rows_between(
    objects: Objects, record: VideoRecord, start_ms: int, end_ms: int, *columns: str
) -> pl.DataFrame:
    """The predicted rows of [start_ms, end_ms), of `columns`; other row groups are not even read."""
    inside = pl.col("timestamp_ms").is_between(start_ms, end_ms, closed="left")
    return _rows(objects, record).filter(inside).select(columns).collect()


def whole_timeline(objects: Objects, record: VideoRecord) -> pl.DataFrame:
    return _table(objects, record.timeline_key).collect()


def _near(timeline: pl.DataFrame, smooth_ms: int) -> pl.Expr:
    """The rows that bear on the smoothed scores of these frames."""
    reach, times = reach_ms(smooth_ms), timeline["timestamp_ms"]
    if times.is_empty():
        return pl.lit(value=False)
    return pl.col("timestamp_ms").is_between(times[0] - reach, times[-1] + reach)


def _rows(objects: Objects, record: VideoRecord) -> pl.LazyFrame:
    rows = _table(objects, record.frames_key)
    if "uncertain" in rows.collect_schema():
        return rows
    return rows.with_columns(pl.lit(value=False).alias("uncertain"))  # made by an earlier version


def _table(objects: Objects, key: str) -> pl.LazyFrame:
    path = objects.local_path(key)
    # A folder's file is read by row groups; from an object store the whole of it is fetched first.
    return pl.scan_parquet(path or io.BytesIO(objects.read(key)))


def _note(row: dict[str, Any], corrections: Corrections) -> str:
    return corrections.notes.get((row["frame"], row[PREDICTED]), "")


def _face(row: dict[str, Any]) -> ObservedFace:
    return ObservedFace(
        face_id=row["face_id"],
        box=Box(row["x"], row["y"], row["w"], row["h"]),
        detection_score=row["detection_score"],
        quality=row["quality"],
        emotions={name: row[name] for name in EMOTIONS},
        affect=Affect(row["valence"], row["arousal"], row["intensity"]),
        geometry=FaceGeometry.of(row),  # tables of earlier versions lack its columns
        uncertain=row["uncertain"],
    )

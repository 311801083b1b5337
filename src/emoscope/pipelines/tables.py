"""The frame table and the timeline: written in parts while a video is read, joined at the end."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from emoscope.domain.emotions import EMOTIONS
from emoscope.domain.video import FRAME_TABLE_COLUMNS

ROW_GROUP_SIZE = 20_000

_OTHER_TYPES: dict[str, pl.DataType] = {
    "frame": pl.Int32(),
    "timestamp_ms": pl.Int64(),
    "face_id": pl.Int32(),
    "eyes_closed": pl.Boolean(),
    "uncertain": pl.Boolean(),
}
FRAME_SCHEMA = pl.Schema({name: _OTHER_TYPES.get(name, pl.Float32()) for name in FRAME_TABLE_COLUMNS})
"""Types of the frame table's columns."""

TIMELINE_SCHEMA = pl.Schema({"frame": pl.Int32(), "timestamp_ms": pl.Int64(), "analysed": pl.Boolean()})
"""Types of the timeline's columns."""

MEASURES: tuple[str, ...] = (*EMOTIONS, "valence", "arousal", "intensity")
"""The columns that are averaged."""


class PartWriter:
    """Collects rows and puts them aside as a file whenever there are enough; frames are never divided."""

    def __init__(self, folder: Path, name: str, schema: pl.Schema) -> None:
        self._folder, self._name, self._schema = folder, name, schema
        self._rows: list[tuple[Any, ...]] = []
        self.parts: list[Path] = []

    def add(self, rows: list[tuple[Any, ...]]) -> None:
        """All rows of one frame."""
        self._rows += rows
        if len(self._rows) >= ROW_GROUP_SIZE:
            self.close()

    def close(self) -> list[Path]:
        """Put the remaining rows aside; the parts written so far."""
        if self._rows or not self.parts:
            path = self._folder / f"{self._name}-{len(self.parts):05d}.parquet"
            pl.DataFrame(self._rows, schema=self._schema, orient="row").write_parquet(path)
            self.parts.append(path)
            self._rows = []
        return self.parts


def join_parts(parts: list[Path], target: Path) -> None:
    """One Parquet file from parts, in order; the parts are deleted."""
    pl.scan_parquet(parts).sink_parquet(target, row_group_size=ROW_GROUP_SIZE, engine="streaming")
    for part in parts:
        part.unlink()


def join_faces(parts: list[Path], target: Path, face_of_track: Mapping[int, int]) -> None:
    """The frame table from parts whose face_id column still holds tracks; others are left out."""
    for part in parts:
        rows = pl.read_parquet(part, memory_map=False)
        rows.with_columns(
            pl.col("face_id").replace_strict(
                list(face_of_track), list(face_of_track.values()), default=None, return_dtype=pl.Int32
            )
            if face_of_track
            else pl.lit(None, dtype=pl.Int32).alias("face_id")
        ).drop_nulls("face_id").sort("frame", "face_id").write_parquet(part)
    join_parts(parts, target)


def averages(frames: Path | pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Means of all measures per face_id (with first and last frame and number of rows) and over all rows."""
    table = frames.lazy() if isinstance(frames, pl.DataFrame) else pl.scan_parquet(frames)
    means = [pl.col(name).cast(pl.Float64).mean() for name in MEASURES]
    extent = [
        pl.col("frame").min().alias("first_frame"),
        pl.col("frame").max().alias("last_frame"),
        pl.len().alias("frame_count"),
        pl.col("uncertain").mean().alias("uncertain_share"),
    ]
    per_face = table.group_by("face_id").agg(*means, *extent).sort("face_id").collect(engine="streaming")
    return per_face, table.select(*means).collect(engine="streaming")

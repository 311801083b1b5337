"""What each face showed over time, in stretches short enough to draw and few enough to hand on."""

from __future__ import annotations

import numpy as np
import polars as pl

from emoscope.domain.emotions import EMOTIONS
from emoscope.domain.findings import FaceSeries
from emoscope.pipelines.tables import MEASURES

COLUMNS = ("frame", "timestamp_ms", "face_id", "quality", "uncertain", *MEASURES)
"""What is needed of the frame table."""

_BINS_MS = (250, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000)
_MOST_BINS = 1500


def bin_for(duration_ms: int) -> int:
    """The length of a stretch, in milliseconds, for a video of this length."""
    return next((size for size in _BINS_MS if duration_ms / size <= _MOST_BINS), _BINS_MS[-1])


def series_by_face(rows: pl.DataFrame, bin_ms: int) -> dict[int, FaceSeries]:
    """Series by face_id from rows of the frame table as they are shown (with COLUMNS)."""
    start = (pl.col("timestamp_ms") // bin_ms * bin_ms).alias("start_ms")
    measures = [pl.col(name).cast(pl.Float64).mean() for name in (*MEASURES, "uncertain")]
    binned = rows.group_by("face_id", start).agg(*measures).sort("face_id", "start_ms")
    return {
        int(group["face_id"][0]): _series(group, bin_ms)
        for group in binned.partition_by("face_id", maintain_order=True)
    }


def _series(group: pl.DataFrame, bin_ms: int) -> FaceSeries:
    return FaceSeries(
        bin_ms=bin_ms,
        start_ms=group["start_ms"].to_numpy().astype(np.int64),
        emotions=group.select(EMOTIONS).to_numpy(),
        valence=group["valence"].to_numpy(),
        arousal=group["arousal"].to_numpy(),
        intensity=group["intensity"].to_numpy(),
        uncertain=group["uncertain"].to_numpy(),
    )

"""The frame table of a video drawn together into few points, as a chart of any length needs it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from emoscope.api.media import Desk
from emoscope.db.models import VideoRecord
from emoscope.domain.emotions import EMOTIONS
from emoscope.errors import EmoscopeError
from emoscope.pipelines.tables import MEASURES
from emoscope.videos.edited_view import SUMMARY_COLUMNS, corrected
from emoscope.videos.repository import Video
from emoscope.videos.tables import rows_between

BINS_AT_MOST = 4000


class BadRange(EmoscopeError):
    code = "bad_range"
    status = 422
    title = "Not a stretch of the video"


@dataclass(frozen=True, slots=True)
class Series:
    """What one face showed: lists of equal length, one entry for each stretch in which it was seen.

    Stretch `n` begins `n` times the width behind the start. `frames` counts the frames behind an entry.
    """

    face_id: int
    stretches: Sequence[int]
    frames: Sequence[int]
    emotions: Mapping[str, Sequence[float]]
    valence: Sequence[float]
    arousal: Sequence[float]
    intensity: Sequence[float]
    uncertain: Sequence[float]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Series of all faces over [start_ms, end_ms), in stretches of `bin_ms`; times in milliseconds."""

    start_ms: int
    end_ms: int
    bin_ms: int
    faces: Sequence[Series]


def timeline_of(
    desk: Desk, video: Video, record: VideoRecord, start_ms: int, end_ms: int | None, bins: int
) -> Timeline:
    """Means of what is shown, corrections included, over at most `bins` stretches of the same width."""
    end = video.medium.duration_ms if end_ms is None else end_ms
    if not 0 <= start_ms < end:
        raise BadRange(f"The stretch from {start_ms} to {end} ms is empty; start_ms must be below end_ms.")
    width = max(1, -(-(end - start_ms) // bins))
    rows = rows_between(desk.objects, record, start_ms, end, *SUMMARY_COLUMNS, "timestamp_ms")
    shown = corrected(rows, video.view.corrections)
    means = (
        shown.group_by("face_id", ((pl.col("timestamp_ms") - start_ms) // width).alias("stretch"))
        .agg(pl.col(*MEASURES, "uncertain").mean(), pl.len().alias("frames"))
        .sort("face_id", "stretch")
    )
    groups = means.partition_by("face_id", maintain_order=True)
    return Timeline(start_ms, end, width, [_series(group) for group in groups])


def _series(group: pl.DataFrame) -> Series:
    rounded = {name: group[name].cast(pl.Float64).round(4).to_list() for name in (*MEASURES, "uncertain")}
    return Series(
        face_id=group["face_id"][0],
        stretches=group["stretch"].to_list(),
        frames=group["frames"].to_list(),
        emotions={name: rounded[name] for name in EMOTIONS},
        valence=rounded["valence"],
        arousal=rounded["arousal"],
        intensity=rounded["intensity"],
        uncertain=rounded["uncertain"],
    )

"""A video as it is shown: a pure function of its predictions and the edits in effect.

Everything that is read of a video comes through here: rows by `corrected`, faces and means by `View`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import polars as pl

from emoscope.analyzers.circumplex import affect_columns
from emoscope.api.names import distinct
from emoscope.domain.emotions import EMOTIONS, Affect, EmotionScores
from emoscope.pipelines.scoring import named_shares
from emoscope.pipelines.tables import MEASURES, averages
from emoscope.videos.corrections import GONE, Corrections

PREDICTED = "predicted_face_id"
"""The column that keeps the face_id of the prediction beside the one that is shown."""

SUMMARY_COLUMNS = ("frame", "face_id", "detection_score", "quality", "uncertain", *MEASURES)
"""What `summarised` needs of the frame table."""

_SCORED = "scored_"


@dataclass(frozen=True, slots=True)
class SeenFace:
    """A person as shown. Either `picture_key` is the key of a stored picture, or it is empty and the picture
    is to be cut out of frame `picture_frame`, where the person is the predicted face `picture_face`."""

    face_id: int
    picture_key: str
    picture_frame: int
    picture_face: int
    first_frame: int
    last_frame: int
    frame_count: int
    screen_time_ms: int
    emotions: EmotionScores
    valence: float
    arousal: float
    intensity: float
    uncertain_share: float = 0.0


@dataclass(frozen=True, slots=True)
class Summary:
    """The faces, in order of face_id, and the means over all rows, None where there is no row."""

    faces: Sequence[SeenFace]
    emotions: EmotionScores | None
    affect: Affect | None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Summary:
        affect = kept["affect"]
        faces = [SeenFace(**face) for face in kept["faces"]]
        return cls(faces, kept["emotions"], Affect(**affect) if affect else None)


@dataclass(frozen=True, slots=True)
class View:
    """What is shown of a video, apart from its rows."""

    corrections: Corrections
    summary: Summary

    @property
    def faces(self) -> Sequence[SeenFace]:
        return self.summary.faces

    @property
    def names(self) -> Mapping[int, str]:
        return self.corrections.names

    @property
    def speakers(self) -> Mapping[int, int]:
        """face_id to the speaker_id of the voice that is linked to it."""
        return self.corrections.speakers

    def labels(self) -> dict[int, str]:
        """What each face is called where no two may be called alike: name, or `face_N`, with a number
        behind it where it was taken."""
        return distinct((face.face_id for face in self.faces), self.names, "face")


def shown_as(frames: pl.Series, faces: pl.Series, corrections: Corrections) -> pl.Series:
    """As which faces rows are shown, named by their frames and predicted faces; GONE for those deleted."""
    numbers, found = frames.to_numpy(), faces.to_numpy().copy()
    for predicted, shown in corrections.shown.items():
        if set(shown.faces) != {predicted}:
            rows = np.flatnonzero(faces.to_numpy() == predicted)
            pieces = np.searchsorted(np.array(shown.starts), numbers[rows], side="right") - 1
            found[rows] = np.array(shown.faces)[pieces]
    return pl.Series("face_id", found, dtype=pl.Int32)


def corrected(rows: pl.DataFrame, corrections: Corrections) -> pl.DataFrame:
    """Rows of the frame table as they are shown, in order of frame then face_id, with PREDICTED beside.

    Where two rows of one frame come to be the same face, as after a merge of two who are seen together, one
    is shown: the one that was predicted as this face, else the one of better quality.
    """
    rows = rows.with_columns(pl.col("face_id").alias(PREDICTED))
    if not corrections.changes_rows:
        return rows
    faces = shown_as(rows["frame"], rows["face_id"], corrections)
    rows = rows.with_columns(faces).filter(pl.col("face_id") != GONE)
    rows = rows.sort(
        pl.col("frame"),
        pl.col("face_id"),
        pl.col("face_id") != pl.col(PREDICTED),
        -pl.col("quality"),
        PREDICTED,
    )
    again = (pl.col("frame") == pl.col("frame").shift()) & (pl.col("face_id") == pl.col("face_id").shift())
    return _scored(rows.filter(~again.fill_null(value=False)), corrections)


def _scored(rows: pl.DataFrame, corrections: Corrections) -> pl.DataFrame:
    """With the shares that were set by hand, and the affect that follows from them."""
    if not corrections.scores:
        return rows
    keys, shares = list(corrections.scores), np.array(list(corrections.scores.values()))
    scores = pl.DataFrame(
        {
            "frame": pl.Series([frame for frame, _ in keys], dtype=pl.Int32),
            PREDICTED: pl.Series([face for _, face in keys], dtype=pl.Int32),
        }
    ).with_columns(
        pl.Series(_SCORED + name, values, dtype=pl.Float32)
        for name, values in zip(MEASURES, np.hstack([shares, affect_columns(shares)]).T, strict=True)
    )
    joined = rows.join(scores, on=["frame", PREDICTED], how="left", maintain_order="left")
    by_hand = pl.col(_SCORED + MEASURES[0]).is_not_null()
    return joined.with_columns(
        *(pl.coalesce(_SCORED + name, name).alias(name) for name in MEASURES),
        pl.col("uncertain") & ~by_hand,
    ).select(rows.columns)


def summarised(
    rows: pl.DataFrame, timeline: pl.DataFrame, fps: float, corrections: Corrections, predicted: Summary
) -> Summary:
    """The faces and means of a whole frame table under corrections, from those of the prediction."""
    if not corrections.changes_rows:
        return predicted
    shown = corrected(rows, corrections)
    per_face, overall = averages(shown)
    if per_face.is_empty():
        return Summary([], None, None)
    times = _screen_times(shown, timeline, fps)
    pictures = _pictures(shown, corrections, predicted)
    faces = [
        SeenFace(
            face_id=row["face_id"],
            picture_key=pictures[row["face_id"]].key,
            picture_frame=pictures[row["face_id"]].frame,
            picture_face=pictures[row["face_id"]].face,
            first_frame=row["first_frame"],
            last_frame=row["last_frame"],
            frame_count=row["frame_count"],
            screen_time_ms=times[row["face_id"]],
            emotions=named_shares([row[name] for name in EMOTIONS]),
            valence=row["valence"],
            arousal=row["arousal"],
            intensity=row["intensity"],
            uncertain_share=row["uncertain_share"],
        )
        for row in per_face.iter_rows(named=True)
    ]
    means = overall.row(0, named=True)
    affect = Affect(means["valence"], means["arousal"], means["intensity"])
    return Summary(faces, named_shares([means[name] for name in EMOTIONS]), affect)


def _screen_times(shown: pl.DataFrame, timeline: pl.DataFrame, fps: float) -> dict[int, int]:
    """Milliseconds by face_id: an analysed frame is on screen until the next, the last one until the end."""
    end = timeline["timestamp_ms"].max()
    assert isinstance(end, int)  # noqa: S101 - a video with rows has a timeline
    analysed = timeline.filter("analysed").sort("timestamp_ms")
    lasting = analysed.select(
        pl.col("frame"),
        (pl.col("timestamp_ms").shift(-1, fill_value=end + round(1000 / fps)) - pl.col("timestamp_ms"))
        .clip(lower_bound=0)
        .alias("lasting"),
    )
    per_face = shown.join(lasting, on="frame", how="left").group_by("face_id").agg(pl.col("lasting").sum())
    return dict(per_face.iter_rows())


@dataclass(frozen=True, slots=True)
class _Picture:
    """As in SeenFace."""

    key: str
    frame: int
    face: int


def _pictures(shown: pl.DataFrame, corrections: Corrections, predicted: Summary) -> dict[int, _Picture]:
    """The stored picture of a person where it still shows that person, else where the best view is."""
    best = shown.sort(-pl.col("quality") * pl.col("detection_score"), "frame").unique("face_id", keep="first")
    pictures = {
        row["face_id"]: _Picture("", row["frame"], row[PREDICTED]) for row in best.iter_rows(named=True)
    }
    stored: dict[int, list[SeenFace]] = {}
    for face in predicted.faces:
        now = corrections.shown[face.face_id].at(face.picture_frame)
        stored.setdefault(now, []).append(face)
    for now in pictures.keys() & stored.keys():
        face = min(stored[now], key=lambda item: (item.face_id != now, -item.screen_time_ms))
        pictures[now] = _Picture(face.picture_key, face.picture_frame, face.face_id)
    return pictures

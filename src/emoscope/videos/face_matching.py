"""Which faces of one analysis of a video are which of another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

COLUMNS = ("frame", "face_id", "x", "y", "w", "h")
"""What is needed of the frame tables."""

SAME_BOX = 0.5
"""Boxes of one frame that overlap by this share of their union (IoU) or more hold the same face."""

SAME_PERSON_DISTANCE = 0.42
"""Faces that are in no frame together are the same below this distance of their unit-length embeddings."""

_LEAST_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Matches:
    """`same`: old face to new one, one to one. `mostly`: old face to the new one that has most of it, which
    may have more of another old face."""

    same: Mapping[int, int]
    mostly: Mapping[int, int]


def match_faces(
    old: pl.DataFrame,
    new: pl.DataFrame,
    old_embeddings: Mapping[int, NDArray[np.float32]],
    new_embeddings: Mapping[int, NDArray[np.float32]],
) -> Matches:
    """Matches by boxes in the frames that both frame tables have.

    An old face is a new one if more than half of its rows that overlap any new one's overlap that one's, and
    the other way round, and these are at least a tenth of the rows of the rarer of both. Where that decides
    nothing, and embeddings of the same model are given, the nearest to each other are matched.
    """
    together = _overlapping(old, new)
    mostly = _majority(together, "face_id", "new_face_id")
    back = _majority(together, "new_face_id", "face_id")
    rows_old, rows_new = _rows(old, new), _rows(new, old)
    counts = {(a, b): count for a, b, count in together.iter_rows()}
    same = {
        a: b
        for a, b in mostly.items()
        if back.get(b) == a and counts[a, b] >= _LEAST_SHARE * min(rows_old[a], rows_new[b])
    }
    left = {face: vector for face, vector in old_embeddings.items() if face not in mostly}
    free = {face: vector for face, vector in new_embeddings.items() if face not in back}
    return Matches(same | _nearest(left, free), mostly)


def _overlapping(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """face_id, new_face_id, and in how many frames the latter's box is the nearest to the former's."""
    pairs = old.select(COLUMNS).join(new.select(COLUMNS), on="frame", suffix="_new")
    width = pl.min_horizontal(
        pl.col("x") + pl.col("w"), pl.col("x_new") + pl.col("w_new")
    ) - pl.max_horizontal("x", "x_new")
    height = pl.min_horizontal(
        pl.col("y") + pl.col("h"), pl.col("y_new") + pl.col("h_new")
    ) - pl.max_horizontal("y", "y_new")
    shared = width.clip(lower_bound=0) * height.clip(lower_bound=0)
    union = pl.col("w") * pl.col("h") + pl.col("w_new") * pl.col("h_new") - shared
    return (
        pairs.with_columns((shared / union).alias("overlap"))
        .filter(pl.col("overlap") >= SAME_BOX)
        .rename({"face_id_new": "new_face_id"})
        .sort("frame", "face_id", -pl.col("overlap"), "new_face_id")
        .unique(["frame", "face_id"], keep="first", maintain_order=True)
        .group_by("face_id", "new_face_id")
        .len("frames")
    )


def _majority(together: pl.DataFrame, of: str, by: str) -> dict[int, int]:
    """For each face in `of` the one in `by` that has more than half of its overlapping rows."""
    share = pl.col("frames") / pl.col("frames").sum().over(of)
    return dict(together.filter(share > 0.5).select(of, by).iter_rows())


def _rows(table: pl.DataFrame, other: pl.DataFrame) -> dict[int, int]:
    """Rows of each face in the frames in which the other table has any."""
    common = table.join(other.select("frame").unique(), on="frame", how="semi")
    return dict(common.group_by("face_id").len().iter_rows())


def _nearest(
    old: Mapping[int, NDArray[np.float32]], new: Mapping[int, NDArray[np.float32]]
) -> dict[int, int]:
    olds = [face for face, vector in old.items() if vector.size]
    news = [face for face, vector in new.items() if vector.size]
    if not olds or not news:
        return {}
    left, right = np.stack([old[face] for face in olds]), np.stack([new[face] for face in news])
    distances = np.linalg.norm(left[:, None] - right[None], axis=2)
    return {
        olds[a]: news[int(b)]
        for a, b in enumerate(distances.argmin(axis=1))
        if distances[:, b].argmin() == a and distances[a, b] < SAME_PERSON_DISTANCE
    }

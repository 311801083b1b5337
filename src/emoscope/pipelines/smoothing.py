"""Scores smoothed over time, as a way to look at a frame table; the table itself is never changed."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from emoscope.analyzers.circumplex import affect_columns
from emoscope.domain.emotions import EMOTIONS
from emoscope.pipelines.tables import MEASURES

LONGEST_MS = 60_000
"""The widest window that the API takes."""

_LONGEST_GAP_MS = 500
_JUMP_OVERLAP = 0.1
_REACH = 1.5  # in widths; what lies farther would weigh less than 1 in 500


def reach_ms(smooth_ms: float) -> int:
    """How far from a frame rows bear on it, with what tells where a run of frames ends."""
    return int(_REACH * smooth_ms + max(_LONGEST_GAP_MS, smooth_ms)) + 1


def smoothed(rows: pl.DataFrame, smooth_ms: float) -> pl.DataFrame:
    """Rows of the frame table, in the same order, with smoothed emotions, valence, arousal and intensity.

    Each row's shares become the mean of the same person's around it, weighted by a Gaussian that falls to
    half at `smooth_ms / 2` milliseconds on either side; they still sum to 1, and the affect is worked out
    from them. No mean reaches across a pause in which the person is not seen (half a second, or `smooth_ms`
    where that is more) or across a jump of the box, as a cut makes it. 0 leaves everything as it is. Raises
    ValueError if negative.
    """
    if smooth_ms < 0:
        raise ValueError("smooth_ms must not be negative.")
    if smooth_ms == 0 or rows.is_empty():
        return rows
    times = rows["timestamp_ms"].to_numpy().astype(np.float64)
    boxes = rows.select("x", "y", "w", "h").to_numpy().astype(np.float64)
    shares = rows.select(EMOTIONS).to_numpy().astype(np.float64)
    result = shares.copy()
    faces = rows["face_id"].to_numpy()
    for face in np.unique(faces):
        own = np.flatnonzero(faces == face)
        own = own[np.argsort(times[own], kind="stable")]
        for run in np.split(own, _breaks(times[own], boxes[own], smooth_ms)):
            result[run] = _means(times[run], shares[run], smooth_ms)
    result /= np.maximum(result.sum(axis=1, keepdims=True), 1e-12)
    columns = np.hstack([result, affect_columns(result)])
    return rows.with_columns(
        pl.Series(name, values, dtype=rows.schema[name])
        for name, values in zip(MEASURES, columns.T, strict=True)
    )


def _breaks(times: NDArray[np.float64], boxes: NDArray[np.float64], smooth_ms: float) -> NDArray[np.int64]:
    """Where, in one person's rows, a new run begins."""
    before, after = boxes[:-1], boxes[1:]
    low = np.maximum(before[:, :2], after[:, :2])
    high = np.minimum(before[:, :2] + before[:, 2:], after[:, :2] + after[:, 2:])
    shared = np.prod(np.clip(high - low, 0, None), axis=1)
    union = np.prod(before[:, 2:], axis=1) + np.prod(after[:, 2:], axis=1) - shared
    jumps = shared < _JUMP_OVERLAP * union
    return np.flatnonzero((np.diff(times) > max(_LONGEST_GAP_MS, smooth_ms)) | jumps) + 1


def _means(times: NDArray[np.float64], shares: NDArray[np.float64], smooth_ms: float) -> NDArray[np.float64]:
    first = np.searchsorted(times, times - _REACH * smooth_ms, side="left")
    behind = np.searchsorted(times, times + _REACH * smooth_ms, side="right")
    means = np.empty_like(shares)
    for row, (start, end) in enumerate(zip(first, behind, strict=True)):
        weights = 2.0 ** -((2 * (times[start:end] - times[row]) / smooth_ms) ** 2)
        means[row] = weights @ shares[start:end] / weights.sum()
    return means

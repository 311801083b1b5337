"""Finding hard cuts between shots."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from emoscope.media.arrays import Picture

_GRID = (32, 18)
_LEAST_CHANGE = 22.0
_CHANGE_OVER_USUAL = 4.0
_LEAST_HISTOGRAM_DISTANCE = 0.25


class CutDetector:
    """Says of each frame whether a new shot begins with it.

    A cut changes both the layout of the picture (mean difference of 32x18 thumbnails, in grey levels,
    against what has been usual) and its colours (Hellinger distance of histograms). Movement mostly
    changes the former alone.
    """

    def __init__(self) -> None:
        self._thumbnail: NDArray[np.float32] | None = None
        self._histogram: NDArray[np.float32] | None = None
        self._usual = 0.0

    def is_cut(self, picture: Picture) -> bool:
        small = _sparse(picture)
        thumbnail = cv2.resize(small, _GRID, interpolation=cv2.INTER_AREA).astype(np.float32)
        counts = cv2.calcHist([small], [0, 1, 2], None, [6, 6, 6], [0, 256] * 3).ravel()
        histogram = (counts / max(1.0, float(counts.sum()))).astype(np.float32)
        previous, before = self._thumbnail, self._histogram
        self._thumbnail, self._histogram = thumbnail, histogram
        if previous is None or before is None:
            return False
        change = float(np.abs(thumbnail - previous).mean())
        colours = float(np.sqrt(max(0.0, 1.0 - float(np.sqrt(before * histogram).sum()))))
        cut = (
            change > max(_LEAST_CHANGE, _CHANGE_OVER_USUAL * self._usual)
            and colours > _LEAST_HISTOGRAM_DISTANCE
        )
        if not cut:
            self._usual = 0.9 * self._usual + 0.1 * change
        return cut


def _sparse(picture: Picture) -> Picture:
    """Every n-th pixel, about 128x72 of them: enough for both measures, at next to no cost."""
    step = max(1, min(picture.shape[0] // 72, picture.shape[1] // 128))
    return np.ascontiguousarray(picture[::step, ::step])

"""Choosing the frame that stands for a video."""

from __future__ import annotations

from collections.abc import Sequence

import cv2

from emoscope.media.arrays import Picture
from emoscope.pipelines.scoring import ScoredFace

_LONG_SIDE = 640
_SPACING_MS = 500
_MARGIN = 1.1


class ThumbnailChoice:
    """Keeps the best frame so far, looking twice a second: good, large faces first, else contrast."""

    def __init__(self) -> None:
        self._worth = -1.0
        self._looked_ms = -_SPACING_MS
        self._picture: Picture | None = None

    def offer(self, picture: Picture, time_ms: int, faces: Sequence[ScoredFace]) -> None:
        if self._picture is not None and 0 <= time_ms - self._looked_ms < _SPACING_MS:
            return
        self._looked_ms = time_ms
        worth = _worth(picture, faces)
        if worth > self._worth * _MARGIN or self._picture is None:
            self._worth = worth
            self._picture = shrunk(picture, _LONG_SIDE)

    def jpeg(self) -> bytes:
        """The chosen frame, at most 640 pixels long; empty where no frame was offered."""
        if self._picture is None:
            return b""
        return cv2.imencode(".jpg", self._picture, [cv2.IMWRITE_JPEG_QUALITY, 85])[1].tobytes()


def shrunk(picture: Picture, long_side: int) -> Picture:
    """The picture with its longer side at most so long; a copy."""
    scale = long_side / max(picture.shape[:2])
    if scale >= 1:
        return picture.copy()
    size = (max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale)))
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype("uint8")


def _worth(picture: Picture, faces: Sequence[ScoredFace]) -> float:
    contrast: float = min(1.0, float(picture[::16, ::16].std()) / 64)
    area = float(picture.shape[0] * picture.shape[1])
    shown: float = sum(
        item.quality * item.face.score * min(1.0, (item.face.box.w * item.face.box.h / area / 0.1) ** 0.5)
        for item in faces
    )
    return 0.2 * contrast + shown

"""Cuts small faces out of an archive as the product cuts them out of frames."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from emoscope.analyzers.face_alignment import TEMPLATE, align, similarity
from emoscope.analyzers.face_detection import CenterFace
from emoscope.evaluation.ferplus import Crops

CONFIDENT = 0.5
"""The detector's threshold: an archive's crop holds a face, and only a sure one is aligned by."""

_UPSCALE = 4
_PAD = 32
# A similarity beyond these is a detector's mistake: the archive's crops are rough, but near.
_SCALE_LIMITS = (0.6, 1.7)
_ANGLE_LIMIT_DEG = 45.0


@dataclass(frozen=True)
class Landmarked(Crops):
    """Crops with landmarks (n, 5, 2) in pixels of the archive's picture, its edge at 0; NaN where none."""

    landmarks: NDArray[np.float32]


def cut_faces(
    detector: CenterFace, faces: NDArray[np.uint8], progress: Callable[[int, int], None] | None = None
) -> Landmarked:
    """Aligned faces of (n, 48, 48) pictures; where none is found, the picture itself.

    `progress` is told how many of how many are done.
    """
    aligned, found = faces.copy(), np.zeros(len(faces), dtype=np.bool_)
    landmarks = np.full((len(faces), 5, 2), np.nan, dtype=np.float32)
    for index, face in enumerate(faces):
        big = _enlarge(face)
        points = _find(detector, big)
        if points is not None:
            aligned[index], found[index] = align(big, points), True
            landmarks[index] = (points - _PAD) / _UPSCALE
        if progress is not None and index % 200 == 0:
            progress(index, len(faces))
    return Landmarked(aligned, found, landmarks)


def _enlarge(face: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A crop (48, 48) four times as large, its edge repeated outwards so that tight faces are found."""
    big = cv2.resize(face, None, fx=_UPSCALE, fy=_UPSCALE, interpolation=cv2.INTER_CUBIC)
    return cv2.copyMakeBorder(big, _PAD, _PAD, _PAD, _PAD, cv2.BORDER_REPLICATE).astype(np.uint8)


def _find(detector: CenterFace, big: NDArray[np.uint8]) -> NDArray[np.float32] | None:
    """Landmarks (5, 2) of the best plausible face in an enlarged crop, in its pixels."""
    for face in detector.analyze([cv2.cvtColor(big, cv2.COLOR_GRAY2BGR).astype(np.uint8)])[0]:
        matrix = similarity(face.landmarks, TEMPLATE)
        scale = float(np.hypot(matrix[0, 0], matrix[0, 1])) * _UPSCALE
        angle = float(np.degrees(np.arctan2(matrix[1, 0], matrix[0, 0])))
        if _SCALE_LIMITS[0] <= scale <= _SCALE_LIMITS[1] and abs(angle) <= _ANGLE_LIMIT_DEG:
            return face.landmarks
    return None

"""How much a view of a face can tell: its size, sharpness, pose and light."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from emoscope.analyzers.face_detection import Landmarks

_FULL_EYE_DISTANCE_PX = 32.0
_FULL_SHARPNESS = 0.5  # sharp faces of our clips measure 0.7-1.8; blurred by one pixel of 48, 0.2-0.45


def face_quality(aligned: NDArray[np.uint8], landmarks: Landmarks) -> float:
    """Quality in [0, 1] of a face, from its aligned 48x48 picture and its landmarks in the source.

    The root of the product of four parts in [0, 1], so that one bad part is not made up for by the others.
    """
    parts = (_size(landmarks), _sharpness(aligned), _frontality(landmarks), _light(aligned))
    return float(np.prod(parts) ** 0.5)


def _size(landmarks: Landmarks) -> float:
    """Full from 32 pixels between the eyes on, about the resolution at which a 48x48 face is cut."""
    distance = float(np.hypot(*(landmarks[1] - landmarks[0])))
    height = float(np.hypot(*((landmarks[3] + landmarks[4] - landmarks[0] - landmarks[1]) / 2)))
    return min(1.0, max(distance, height * 0.8) / _FULL_EYE_DISTANCE_PX)


def _sharpness(aligned: NDArray[np.uint8]) -> float:
    """Energy of the Laplacian against the contrast, so that pale faces are not taken for blurred ones."""
    inner = aligned[8:40, 8:40].astype(np.float32)
    edges = float(cv2.Laplacian(inner, cv2.CV_32F).var())
    return min(1.0, edges / (float(inner.var()) + 25.0) / _FULL_SHARPNESS)


def _frontality(landmarks: Landmarks) -> float:
    """1 where the nose is midway between the eyes, 0 where it is below one of them (a profile)."""
    axis = landmarks[1] - landmarks[0]
    length = float(np.hypot(*axis))
    if length < 1:
        return 0.0
    along = float(np.dot(landmarks[2] - landmarks[0], axis)) / length**2
    return max(0.0, 1.0 - 2.0 * abs(along - 0.5))


def _light(aligned: NDArray[np.uint8]) -> float:
    """Falls off where the face is nearly black or white, or where it shows hardly any contrast."""
    mean, spread = float(aligned.mean()), float(aligned.std())
    exposure = min(1.0, max(0.0, (mean - 15) / 45), max(0.0, (250 - mean) / 40))
    return min(exposure, 1.0, spread / 25)

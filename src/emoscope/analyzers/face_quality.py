"""How much a view of a face can tell: its size, sharpness, pose and light."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from emoscope.analyzers.face_detection import Landmarks

_FULL_EYE_DISTANCE_PX = 32.0
_FULL_SHARPNESS = 0.5  # sharp faces of our clips measure 0.7-1.8; blurred by one pixel of 48, 0.2-0.45

_WHITE = 250


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
    """1 where the nose is midway between the eyes, a tenth where it is below one of them, 0 in a profile.

    Expressions of FER+ PublicTest faces whose nose is below an eye are named nearly as well as others (82
    against 87 in a hundred), but people are recognised less well from there.
    """
    axis = landmarks[1] - landmarks[0]
    length = float(np.hypot(*axis))
    if length < 1:
        return 0.0
    aside = abs(float(np.dot(landmarks[2] - landmarks[0], axis)) / length**2 - 0.5)
    return 1.0 - 1.8 * aside if aside < 0.5 else max(0.0, 0.1 - 0.4 * (aside - 0.5))


def _light(aligned: NDArray[np.uint8]) -> float:
    """Falls off where the face is nearly black, bleached, or shows hardly any contrast.

    Where each begins was read from accuracy on relit FER+ PublicTest faces: it holds down to a mean of 20 and
    a deviation of 8 grey levels, and until half of the inner face is white.
    """
    mean, spread = float(aligned.mean()), float(aligned.std())
    bleached = float((aligned[8:40, 8:40] >= _WHITE).mean())
    exposure = min(1.0, max(0.0, (mean - 4) / 20), max(0.0, (252 - mean) / 25))
    return min(exposure, 1.0, spread / 12, max(0.0, (0.95 - bleached) / 0.45))

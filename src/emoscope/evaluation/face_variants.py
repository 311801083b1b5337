"""Fixed changes to a face (48, 48) that a camera, a network or a person makes; for the robustness table."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
SIDE = 48


def coarse(side: int) -> Callable[[Picture], Picture]:
    """As if the face had been `side` pixels wide."""

    def change(face: Picture) -> Picture:
        small = cv2.resize(face, (side, side), interpolation=cv2.INTER_AREA)
        return cv2.resize(small, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR).astype(np.uint8)

    return change


def blurred(sigma: float) -> Callable[[Picture], Picture]:
    return lambda face: cv2.GaussianBlur(face, (0, 0), sigma).astype(np.uint8)


def compressed(quality: int) -> Callable[[Picture], Picture]:
    def change(face: Picture) -> Picture:
        coded = cv2.imencode(".jpg", face, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        return np.asarray(cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE), dtype=np.uint8)

    return change


def relit(gain: float, gamma: float = 1.0) -> Callable[[Picture], Picture]:
    return lambda face: np.clip((face / 255.0) ** gamma * gain * 255, 0, 255).astype(np.uint8)


def paled(face: Picture) -> Picture:
    """With a tenth of its contrast, as in fog."""
    return (face * 0.1 + 110).astype(np.uint8)


def moved(angle_deg: float = 0.0, scale: float = 1.0, shift: float = 0.0) -> Callable[[Picture], Picture]:
    """Turned about the middle, scaled, and moved right by `shift` pixels."""
    matrix = cv2.getRotationMatrix2D(((SIDE - 1) / 2, (SIDE - 1) / 2), angle_deg, scale)
    matrix[0, 2] += shift

    def change(face: Picture) -> Picture:
        warped = cv2.warpAffine(face, matrix, (SIDE, SIDE), borderMode=cv2.BORDER_REPLICATE)
        return warped.astype(np.uint8)

    return change


def covered(top: int, bottom: int) -> Callable[[Picture], Picture]:
    """Rows from `top` to `bottom` mid-grey."""

    def change(face: Picture) -> Picture:
        result = face.copy()
        result[top:bottom] = 128
        return result

    return change


VARIANTS: dict[str, Callable[[Picture], Picture]] = {
    "unchanged": lambda face: face,
    "24 pixels wide": coarse(24),
    "16 pixels wide": coarse(16),
    "12 pixels wide": coarse(12),
    "blur, sigma 1": blurred(1.0),
    "blur, sigma 2": blurred(2.0),
    "JPEG, quality 30": compressed(30),
    "JPEG, quality 10": compressed(10),
    "a third of the light": relit(0.33),
    "a tenth of the light": relit(0.1),
    "a tenth of the contrast": paled,
    "twice the light, clipped": relit(2.0),
    "gamma 2": relit(1.0, 2.0),
    "turned 15 degrees": moved(angle_deg=15),
    "turned 30 degrees": moved(angle_deg=30),
    "15% larger": moved(scale=1.15),
    "15% smaller": moved(scale=0.87),
    "moved 4 pixels": moved(shift=4),
    "mouth covered": covered(31, 48),
    "eyes covered": covered(12, 25),
}

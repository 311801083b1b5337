"""Poorer copies of photographed faces."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from faces.people import LabelledFace
from numpy.typing import NDArray

Box = tuple[float, float, float, float]
Copy = tuple[NDArray[np.uint8], Box]
"""A picture and where in it (left, top, width, height) the face is."""

_FACE_HEIGHT = 200


def close_up(face: LabelledFace, photos: Path) -> Copy:
    """The face 200 pixels high, with room around it."""
    picture = cv2.imread(str(photos / face.photo))
    x, y, w, h = face.box
    left, top = max(0, int(x - 0.7 * w)), max(0, int(y - 0.7 * h))
    part = picture[top : int(y + 1.7 * h), left : int(x + 1.7 * w)]
    scale = _FACE_HEIGHT / h
    part = cv2.resize(
        part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    )
    return part.astype(np.uint8), ((x - left) * scale, (y - top) * scale, w * scale, h * scale)


def _scaled(copy: Copy, factor: float) -> Copy:
    picture, box = copy
    smaller = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA).astype(np.uint8)
    return smaller, tuple(value * factor for value in box)


def small(copy: Copy) -> Copy:
    """40 pixels high."""
    return _scaled(copy, 0.2)


def blurred(copy: Copy) -> Copy:
    """By 3.5% of the face's height."""
    return cv2.GaussianBlur(copy[0], (0, 0), 7), copy[1]


def rolled(copy: Copy) -> Copy:
    """By 30 degrees."""
    picture, (x, y, w, h) = copy
    turn = cv2.getRotationMatrix2D((x + w / 2, y + h / 2), 30, 1)
    return cv2.warpAffine(picture, turn, picture.shape[1::-1], borderMode=cv2.BORDER_REFLECT_101), copy[1]


def narrowed(copy: Copy) -> Copy:
    """To 60% of the width, as wide as a head turned by 53 degrees."""
    picture, (x, y, w, h) = copy
    size = (int(picture.shape[1] * 0.6), picture.shape[0])
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA), (x * 0.6, y, w * 0.6, h)


def half_turned(copy: Copy) -> Copy:
    """One half of the face as it is, the other squeezed to a third, somewhat as in three-quarter profile."""
    picture, (x, y, w, h) = copy
    height, width = picture.shape[:2]
    middle, column = x + w / 2, np.arange(width, dtype=np.float32)
    source = np.where(column < middle, column, middle + (column - middle) * 3).astype(np.float32)
    rows = np.repeat(np.arange(height, dtype=np.float32)[:, None], width, axis=1)
    turned = cv2.remap(
        picture, np.tile(source, (height, 1)), rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101
    )
    return turned, (x, y, w * 2 / 3, h)


def dark(copy: Copy) -> Copy:
    """18% of the light, with noise."""
    noise = np.random.default_rng(1).normal(0, 4, copy[0].shape)
    return np.clip(copy[0] * 0.18 + noise, 0, 255).astype(np.uint8), copy[1]


def compressed(copy: Copy) -> Copy:
    """100 pixels high, JPEG quality 12."""
    half, box = _scaled(copy, 0.5)
    return cv2.imdecode(cv2.imencode(".jpg", half, [cv2.IMWRITE_JPEG_QUALITY, 12])[1], 1), box


def cut_by_edge(copy: Copy) -> Copy:
    """40% of the face beyond the picture's left edge."""
    picture, (x, y, w, h) = copy
    return np.ascontiguousarray(picture[:, int(x + 0.4 * w) :]), (0.0, y, 0.6 * w, h)


DEGRADATIONS: dict[str, Callable[[Copy], Copy]] = {
    "clean": lambda copy: copy,
    **{
        make.__name__: make
        for make in (small, blurred, rolled, narrowed, half_turned, dark, compressed, cut_by_edge)
    },
}

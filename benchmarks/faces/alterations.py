"""Photographs made harder: smaller, darker, turned, covered, blurred, their labels carried along.

A label is taken as an ellipse in its box, so that the box of a turned face grows no more than the face does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]


@dataclass(frozen=True)
class Label:
    """A face in pixels of its picture; a difficult one is neither asked for nor held against the detector."""

    x: float
    y: float
    w: float
    h: float
    difficult: bool = False

    @property
    def size(self) -> float:
        return float((self.w * self.h) ** 0.5)


Labelled = tuple[Picture, list[Label]]
Change = Callable[[Picture, list[Label]], Labelled]


def warped(picture: Picture, labels: list[Label], matrix: NDArray[np.float64]) -> Labelled:
    """The whole picture under a 3x3 matrix, on a canvas that holds all of it."""
    height, width = picture.shape[:2]
    corners = np.array([[[0, 0], [width, 0], [width, height], [0, height]]], dtype=np.float64)
    low = cv2.perspectiveTransform(corners, matrix)[0].min(axis=0)
    high = cv2.perspectiveTransform(corners, matrix)[0].max(axis=0)
    shift = np.array([[1, 0, -low[0]], [0, 1, -low[1]], [0, 0, 1.0]])
    size = (max(1, round(high[0] - low[0])), max(1, round(high[1] - low[1])))
    whole = shift @ matrix
    drawn = cv2.warpPerspective(picture, whole, size, flags=cv2.INTER_AREA, borderValue=(90, 90, 90))
    angles = np.linspace(0, 2 * np.pi, 32, endpoint=False)
    moved = []
    for label in labels:
        rim = np.stack([np.cos(angles) * label.w / 2, np.sin(angles) * label.h / 2], axis=1)
        rim += (label.x + label.w / 2, label.y + label.h / 2)
        points = cv2.perspectiveTransform(rim[None], whole)[0]
        (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
        moved.append(replace(label, x=left, y=top, w=right - left, h=bottom - top))
    return drawn.astype(np.uint8), moved


def turned(degrees: float) -> Change:
    """Anticlockwise."""
    radians = np.radians(degrees)
    cos, sin = np.cos(radians), np.sin(radians)
    return lambda picture, labels: warped(
        picture, labels, np.array([[cos, sin, 0], [-sin, cos, 0], [0, 0, 1.0]])
    )


def seen_from_the_side(degrees: float) -> Change:
    """The flat picture turned away about its upright axis: a face narrows as towards a profile, no more."""

    def change(picture: Picture, labels: list[Label]) -> Labelled:
        height, width = picture.shape[:2]
        far = 2.5 * max(height, width)
        cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
        centre = np.array([[1, 0, -width / 2], [0, 1, -height / 2], [0, 0, 1.0]])
        turn = np.array([[far * cos, 0, 0], [0, far, 0], [sin, 0, far]])
        return warped(picture, labels, turn @ centre)

    return change


def scaled(picture: Picture, labels: list[Label], scale: float) -> Labelled:
    size = tuple(max(1, round(side * scale)) for side in picture.shape[1::-1])
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    boxes = [
        replace(one, x=one.x * scale, y=one.y * scale, w=one.w * scale, h=one.h * scale) for one in labels
    ]
    return small.astype(np.uint8), boxes


def small(side: int) -> Change:
    """The picture so small that its middle face is `side` pixels (root of width times height)."""

    def change(picture: Picture, labels: list[Label]) -> Labelled:
        sizes = [label.size for label in labels if not label.difficult]
        return scaled(picture, labels, min(1.0, side / float(np.median(sizes))) if sizes else 1.0)

    return change


def light(gain: float = 1.0, gamma: float = 1.0, lift: float = 0.0) -> Change:
    table = np.clip(((np.arange(256) / 255) ** gamma * gain + lift) * 255, 0, 255).astype(np.uint8)
    return lambda picture, labels: (table[picture], labels)


def covered(left: float, top: float, right: float, bottom: float) -> Change:
    """A part of every face under a grey patch; edges as shares of its box, a little beyond at the sides."""

    def change(picture: Picture, labels: list[Label]) -> Labelled:
        result = picture.copy()
        for one in labels:
            if not one.difficult:
                x0, x1 = (round(one.x + one.w * share) for share in (left, right))
                y0, y1 = (round(one.y + one.h * share) for share in (top, bottom))
                result[max(0, y0) : max(0, y1), max(0, x0) : max(0, x1)] = (128, 120, 110)
        return result, labels

    return change


def blurred(share: float) -> Change:
    """By a Gaussian whose deviation is a share of the middle face's size."""

    def change(picture: Picture, labels: list[Label]) -> Labelled:
        sizes = [label.size for label in labels if not label.difficult] or [100.0]
        return cv2.GaussianBlur(picture, (0, 0), float(np.median(sizes)) * share).astype(np.uint8), labels

    return change


def compressed(picture: Picture, labels: list[Label]) -> Labelled:
    coded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 10])[1]
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), dtype=np.uint8), labels


def noisy(picture: Picture, labels: list[Label]) -> Labelled:
    noise = np.random.default_rng(7).normal(0, 30, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8), labels


def grey(picture: Picture, labels: list[Label]) -> Labelled:
    return cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR).astype(
        np.uint8
    ), labels


def unchanged(picture: Picture, labels: list[Label]) -> Labelled:
    return picture, labels


def chained(*changes: Change) -> Change:
    def change(picture: Picture, labels: list[Label]) -> Labelled:
        for one in changes:
            picture, labels = one(picture, labels)
        return picture, labels

    return change


CHANGES: dict[str, Change] = {
    "original": unchanged,
    "faces of 48 pixels": small(48),
    "faces of 32 pixels": small(32),
    "faces of 24 pixels": small(24),
    "faces of 16 pixels": small(16),
    "faces of 12 pixels": small(12),
    "a quarter of the light": light(gain=0.25),
    "a tenth of the light": light(gain=0.1),
    "gamma 3": light(gamma=3.0),
    "overexposed": light(gain=2.2),
    "low contrast": light(gain=0.2, lift=0.4),
    "grey": grey,
    "turned 15 degrees": turned(15),
    "turned 30 degrees": turned(30),
    "turned 45 degrees": turned(45),
    "turned -45 degrees": turned(-45),
    "turned 90 degrees": turned(90),
    "turned -90 degrees": turned(-90),
    "turned 135 degrees": turned(135),
    "turned 180 degrees": turned(180),
    "lower half covered": covered(-0.1, 0.55, 1.1, 1.05),
    "upper half covered": covered(-0.1, -0.05, 1.1, 0.5),
    "left half covered": covered(-0.1, -0.05, 0.5, 1.05),
    "blur, a 20th of the face": blurred(0.05),
    "blur, a 10th of the face": blurred(0.1),
    "JPEG, quality 10": compressed,
    "noise, deviation 30": noisy,
    "seen from 40 degrees": seen_from_the_side(40),
    "seen from 60 degrees": seen_from_the_side(60),
    "dark, 32 pixels, JPEG 10": chained(small(32), light(gain=0.3), compressed),
}

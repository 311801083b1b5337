"""Who is on the shared photographs, and people cut out of them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

LABELS = Path(__file__).parents[1] / "labels"
SHARED = Path(__file__).parents[3] / "shared" / "media"
"""Where the tests look for shared media too; not part of the project."""

CHOOSING = (
    "obama",
    "df-b",
    "df-d",
    "df-h",
    "df-k",
    "df-e",
    "f1",
    "alex-lacamoire",
    "m7",
    "alpha",
    "multi-0",
    "multi-2",
    "multi-4",
)
"""The people on whom thresholds and settings are chosen. All others are for reporting."""

_FACE_HEIGHT = 256


@dataclass(frozen=True, slots=True)
class LabelledFace:
    """A face on a photograph: its box (left, top, width, height), labelled by eye, and whose it is.

    `copy_of` names the photograph that this one is a smaller or cropped copy of, if any.
    """

    photo: str
    box: tuple[float, float, float, float]
    person: str
    copy_of: str

    @property
    def chosen_on(self) -> bool:
        return self.person in CHOOSING


@dataclass(frozen=True, slots=True, eq=False)
class Cutout:
    """A person with a transparent surround, in halving sizes: (height, width, 4), colours times opacity.

    `box` is the face in the largest.
    """

    person: str
    levels: tuple[NDArray[np.float32], ...]
    box: tuple[float, float, float, float]


@cache
def labelled_faces() -> tuple[LabelledFace, ...]:
    with (LABELS / "identities.csv").open() as file:
        return tuple(
            LabelledFace(
                row["photo"],
                (float(row["x"]), float(row["y"]), float(row["w"]), float(row["h"])),
                row["person"],
                row["copy_of"],
            )
            for row in csv.DictReader(file)
        )


@cache
def cutout(face: LabelledFace, photos: Path) -> Cutout:
    """Head and shoulders, freed from their background by GrabCut (Rother et al. 2004)."""
    picture = cv2.imread(str(photos / face.photo))
    x, y, w, h = face.box
    left, top = max(0, int(x - 1.1 * w)), max(0, int(y - 0.55 * h))
    right, bottom = min(picture.shape[1], int(x + 2.1 * w)), min(picture.shape[0], int(y + 1.9 * h))
    scale = _FACE_HEIGHT / h
    part = picture[top:bottom, left:right]
    part = cv2.resize(
        part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    )
    box = ((x - left) * scale, (y - top) * scale, w * scale, h * scale)
    half = cv2.resize(part, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    opacity = _opacity(half, tuple(value / 2 for value in box))
    opacity = cv2.resize(opacity, (part.shape[1], part.shape[0]))
    whole = np.dstack([part.astype(np.float32) * opacity[..., None], opacity])
    levels = [whole]
    while len(levels) < 5:
        levels.append(cv2.resize(levels[-1], None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA))
    return Cutout(face.person, tuple(levels), box)


def _opacity(part: NDArray[np.uint8], box: tuple[float, float, float, float]) -> NDArray[np.float32]:
    """Share (height, width) in [0, 1] to which each pixel belongs to the person."""
    x, y, w, h = box
    height, width = part.shape[:2]
    guess = np.full((height, width), cv2.GC_BGD, np.uint8)
    middle = (int(x + w / 2), int(y + 0.45 * h))
    cv2.ellipse(guess, middle, (int(0.95 * w), int(0.9 * h)), 0, 0, 360, cv2.GC_PR_BGD, -1)
    shoulders = np.array(
        [
            (x + 0.1 * w, y + 0.9 * h),
            (x + 0.9 * w, y + 0.9 * h),
            (x + 1.9 * w, y + 1.5 * h),
            (x + 1.9 * w, height),
            (x - 0.9 * w, height),
            (x - 0.9 * w, y + 1.5 * h),
        ]
    )
    cv2.fillPoly(guess, [shoulders.astype(np.int32)], cv2.GC_PR_FGD)
    cv2.ellipse(guess, middle, (int(0.68 * w), int(0.68 * h)), 0, 0, 360, cv2.GC_PR_FGD, -1)
    face = (int(x + w / 2), int(y + h / 2))
    cv2.ellipse(guess, face, (int(0.5 * w), int(0.5 * h)), 0, 0, 360, cv2.GC_FGD, -1)
    neck = (slice(int(y + h), int(y + 1.25 * h)), slice(int(x + 0.3 * w), int(x + 0.7 * w)))
    guess[neck] = cv2.GC_FGD
    cv2.setRNGSeed(1)
    cv2.grabCut(part, guess, None, np.zeros((1, 65)), np.zeros((1, 65)), 4, cv2.GC_INIT_WITH_MASK)
    mask = np.isin(guess, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    _, regions = cv2.connectedComponents(mask)
    mask = (regions == regions[face[1], face[0]]).astype(np.float32)
    return cv2.GaussianBlur(mask, (0, 0), 1.0)

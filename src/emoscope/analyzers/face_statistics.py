"""What an average face looks like: measured by training/face_geometry/measure.py, kept beside the weights."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FACE_GEOMETRY_ID = "face-geometry-1"


@dataclass(frozen=True, slots=True)
class Scale:
    """How a distance on faces is read: `neutral` (5,) are the factors of `pose_terms` whose sum is its value
    in a neutral face; `span` is how far beyond that it lies in one face of a hundred."""

    neutral: Floats
    span: float

    def of(self, value: float, terms: Floats) -> float:
        """The share of the span by which the value exceeds that of a neutral face, not clipped."""
        return (value - float(self.neutral @ terms)) / self.span


@dataclass(frozen=True, slots=True)
class FaceStatistics:
    """`rigid` (n,) are the mesh points that expressions hardly move, `average` (n, 3) where they lie in an
    average face seen from the front: centred, the eyes at distance 1, x right, y down, z away. `iris_rest` is
    how far the iris of the right eye lies from the middle of its corners, towards the nose and down, when the
    eye looks straight ahead."""

    rigid: NDArray[np.int64]
    average: Floats
    scales: Mapping[str, Scale]
    iris_rest: tuple[float, float] = (0.0, 0.0)


def pose_terms(yaw: float, pitch: float) -> Floats:
    """What a distance may depend on where the mesh is not quite right on turned faces; angles in degrees."""
    y, p = yaw / 30, pitch / 30
    return np.array([1.0, abs(y), y * y, p, p * p])


@cache
def face_statistics() -> FaceStatistics:
    text = resources.files("emoscope").joinpath(f"weights/{FACE_GEOMETRY_ID}.json").read_text("utf-8")
    return read_statistics(json.loads(text))


def read_statistics(document: Mapping[str, Any]) -> FaceStatistics:
    return FaceStatistics(
        np.array(document["rigid"]),
        np.array(document["average"], dtype=np.float64),
        {
            name: Scale(np.array(entry["neutral"], dtype=np.float64), float(entry["span"]))
            for name, entry in document["scales"].items()
        },
        tuple(document["iris_rest"]),
    )

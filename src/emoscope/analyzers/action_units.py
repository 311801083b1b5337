"""Action units of the Facial Action Coding System (Ekman & Friesen 1978), as far as distances between points
of a face can tell: geometric estimates, not the judgement of a coder, who also looks at wrinkles and bulges.

Left out, because distances did not tell them apart (docs/models/face-geometry.md): AU15, AU17, AU23, AU24;
and AU45, a blink, which is an event in time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from emoscope.analyzers.face_statistics import FaceStatistics, pose_terms
from emoscope.analyzers.gaze import EyeHeights
from emoscope.analyzers.head_pose import HeadPose

Floats = NDArray[np.float64]
Measure = Callable[[Floats], Floats]
"""From meshes (..., 468, 3) seen from the front, in distances between the eyes, to one distance each."""

# Pairs of mesh points: the person's right side, then the left.
_INNER_BROW, _OUTER_BROW = (55, 107, 285, 336), (46, 70, 276, 300)
_INNER_EYE, _OUTER_EYE = (133, 362), (33, 263)
_LIP_CORNERS, _WINGS, _CHEEKS = (61, 291), (129, 358), (117, 50, 346, 280)
_UPPER_LIP, _LOWER_LIP = (0, 37, 267), (17, 84, 314)
_INNER_UPPER_LIP, _INNER_LOWER_LIP = (13, 82, 312), (14, 87, 317)
_NOSE_BASE = (2,)


def _y(mesh: Floats, points: tuple[int, ...]) -> Floats:
    return np.asarray(mesh[..., points, 1].mean(axis=-1))


def _below(mesh: Floats, lower: tuple[int, ...], upper: tuple[int, ...]) -> Floats:
    return _y(mesh, lower) - _y(mesh, upper)


def _wide(mesh: Floats, pair: tuple[int, ...]) -> Floats:
    half = len(pair) // 2
    across = mesh[..., pair, 0]
    return np.asarray(across[..., half:].mean(axis=-1) - across[..., :half].mean(axis=-1))


def _smile(mesh: Floats) -> Floats:
    """How far the lip corners lie above the middle of the mouth."""
    middle = (_y(mesh, _INNER_UPPER_LIP) + _y(mesh, _INNER_LOWER_LIP)) / 2
    return middle - _y(mesh, _LIP_CORNERS)


def _brow_tilt(mesh: Floats) -> Floats:
    return _below(mesh, _INNER_BROW, _OUTER_BROW)


def _gap(mesh: Floats) -> Floats:
    return _below(mesh, _INNER_LOWER_LIP, _INNER_UPPER_LIP)


MEASURES: Mapping[str, Measure] = {
    "au01": lambda m: _below(m, _INNER_EYE, _INNER_BROW),
    "au02": lambda m: _below(m, _OUTER_EYE, _OUTER_BROW),
    "au04": lambda m: 4 * _brow_tilt(m) - _below(m, _INNER_EYE, _INNER_BROW),
    "au06": lambda m: -_below(m, _CHEEKS, (*_INNER_EYE, *_OUTER_EYE)),
    "au09": lambda m: -_below(m, _WINGS, _INNER_EYE),
    "au10": lambda m: -_below(m, _UPPER_LIP, _NOSE_BASE),
    "au12": lambda m: _below(m, _UPPER_LIP, _LIP_CORNERS) + _wide(m, _LIP_CORNERS) / 2,
    "au18": lambda m: -_wide(m, _LIP_CORNERS),
    "au20": lambda m: _wide(m, _LIP_CORNERS) - 2 * _smile(m),
    "au25": _gap,
    "au26": lambda m: _below(m, _LOWER_LIP, _NOSE_BASE),
    "au27": lambda m: _gap(m) - _wide(m, _LIP_CORNERS) / 2,
}
"""For each action unit a distance that grows with it, on the mesh."""

EYE_MEASURES: Mapping[str, Callable[[EyeHeights], float]] = {
    "au05": lambda eye: eye.upper,
    "au07": lambda eye: -eye.lower,
    "au43": lambda eye: -eye.opening,
}
"""The same on the outline of an eye; the two eyes are averaged."""


def mesh_units(pose: HeadPose, statistics: FaceStatistics) -> dict[str, float]:
    """Intensities in [0, 1]: 0 up to the value of a neutral face in the same pose, 1 from the value on that
    one face in a hundred exceeds."""
    terms = pose_terms(pose.yaw, pose.pitch)
    return {
        name: _clipped(statistics.scales[name].of(float(measure(pose.frontal)), terms))
        for name, measure in MEASURES.items()
    }


def eye_units(
    right: EyeHeights, left: EyeHeights, pose: HeadPose, statistics: FaceStatistics
) -> dict[str, float]:
    terms = pose_terms(pose.yaw, pose.pitch)
    return {
        name: _clipped(statistics.scales[name].of((measure(right) + measure(left)) / 2, terms))
        for name, measure in EYE_MEASURES.items()
    }


def _clipped(value: float) -> float:
    return min(1.0, max(0.0, value))

"""How far eyes are open and where they look, from the outlines of lids and iris and the pose of the head.

The eyeball is taken as a ball whose middle lies behind the middle of the eye's corners; the iris moves on it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from emoscope.analyzers.face_detection import Image
from emoscope.analyzers.face_mesh import EYE_CORNERS, EyeMarks, EyeSpot, Mesh
from emoscope.analyzers.face_statistics import FaceStatistics, pose_terms
from emoscope.analyzers.head_pose import HeadPose, direction_angles

Floats = NDArray[np.float64]

SMALLEST_SCALE_PX = 16.0
"""Pixels between the eyes from which lids and irises are looked for. In a clip with a blink, made smaller
step by step, the lids were still read alike at 14 (docs/models/face-geometry.md)."""

CLOSED_OPENNESS = 0.45
"""Openness below which eyes count as closed."""

_MOST_OPEN = 2.0

# An eyeball has a radius of about 12 mm (Bekerman et al. 2014); its iris is taken to lie 10 mm before its
# middle, and the middle 4 mm behind the corners. The middles of the two eyes' corners are about 62 mm apart.
# The depths are round numbers, not measured.
_IRIS_RADIUS = 10 / 62
_BALL_DEPTH = 4 / 62
_LARGEST_SINE = 0.9


@dataclass(frozen=True, slots=True)
class EyeHeights:
    """Of one eye, in distances between the eyes: the middle of the upper and of the lower lid above and below
    the line through its corners."""

    upper: float
    lower: float

    @property
    def opening(self) -> float:
        return self.upper + self.lower


def eye_spots(picture: Image, mesh: Mesh) -> list[EyeSpot]:
    """Where to look for the right and the left eye, in this order."""
    return [
        EyeSpot(picture, mesh.points[list(EYE_CORNERS[side]), :2], side == "left")
        for side in ("right", "left")
    ]


def eye_heights(marks: EyeMarks, pose: HeadPose) -> EyeHeights:
    outline = marks.outline.astype(np.float64)
    axis = outline[8] - outline[0]
    up = np.array([axis[1], -axis[0]]) / max(1e-6, float(np.hypot(*axis)))
    if up @ pose.rotation[:2, 1] > 0:  # the second column points to the chin
        up = -up
    middle = (outline[0] + outline[8]) / 2
    return EyeHeights(
        float((outline[11:14].mean(axis=0) - middle) @ up / pose.scale),
        float((middle - outline[3:6].mean(axis=0)) @ up / pose.scale),
    )


def openness(heights: EyeHeights, pose: HeadPose, statistics: FaceStatistics) -> float:
    """0 for a shut eye, 1 for the opening of an average neutral face in the same pose, 2 at most."""
    neutral = float(statistics.scales["eye_opening"].neutral @ pose_terms(pose.yaw, pose.pitch))
    return min(_MOST_OPEN, max(0.0, heights.opening / neutral))


def iris_offset(marks: EyeMarks, scale: float) -> Floats:
    """From the middle of the eye's corners to that of the iris (2,), in distances between the eyes."""
    middle = (marks.outline[0] + marks.outline[8]) / 2
    return np.asarray((marks.iris[0] - middle) / scale, dtype=np.float64)


def gaze(right: EyeMarks, left: EyeMarks, pose: HeadPose, statistics: FaceStatistics) -> tuple[float, float]:
    """Yaw and pitch of the gaze in degrees; (0, 0) looks into the camera. Both eyes are taken to look the
    same way."""
    x, y = statistics.iris_rest
    sines = [
        (iris_offset(marks, pose.scale) - pose.rotation[:2] @ np.array([side * x, y, _BALL_DEPTH]))
        / _IRIS_RADIUS
        for marks, side in ((right, 1.0), (left, -1.0))
    ]
    across, down = np.mean(sines, axis=0)
    size = float(np.hypot(across, down))
    if size > _LARGEST_SINE:
        across, down, size = across / size * _LARGEST_SINE, down / size * _LARGEST_SINE, _LARGEST_SINE
    return direction_angles(np.array([across, down, -np.sqrt(1 - size**2)]))

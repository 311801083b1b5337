"""Head pose, gaze, eyes and action units of a face, from its mesh."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from emoscope.analyzers.action_units import eye_units, mesh_units
from emoscope.analyzers.face_mesh import FaceIris, FaceMesh, FaceSpot, load_face_iris, load_face_mesh
from emoscope.analyzers.face_statistics import FACE_GEOMETRY_ID, FaceStatistics, face_statistics
from emoscope.analyzers.gaze import (
    CLOSED_OPENNESS,
    SMALLEST_SCALE_PX,
    eye_heights,
    eye_spots,
    gaze,
    openness,
)
from emoscope.analyzers.head_pose import HeadPose, head_pose
from emoscope.domain.faces import UNTOLD, FaceGeometry
from emoscope.inference.weights import ModelSpec

LEAST_PRESENCE = 0.5
"""Presence of a face below which its mesh is not believed; MediaPipe's own threshold."""

_SMALLEST_FACE_PX = 10.0  # between the eyes
_POSE_YAW_DEG, _POSE_PITCH_DEG = 65.0, 50.0
_UNITS_YAW_DEG, _UNITS_PITCH_DEG = 40.0, 30.0

FACE_GEOMETRY = ModelSpec(
    id=FACE_GEOMETRY_ID,
    weights=None,
    licence="Apache-2.0",
    intended_use="Geometric estimates for research on how faces move; not decisions about a person.",
)


class GeometryEstimator(Protocol):
    """Maps faces, given with the picture they are in, to what their geometry tells.

    `parts` maps the jobs of the networks it stands on to their ids.
    """

    spec: ModelSpec
    parts: Mapping[str, str]

    def analyze(self, inputs: Sequence[FaceSpot]) -> list[FaceGeometry]: ...


class FaceGeometryEstimator:
    """From the mesh and the irises; what is beyond their reach (profiles, tiny faces) stays untold."""

    spec = FACE_GEOMETRY

    def __init__(self, mesh: FaceMesh, iris: FaceIris, statistics: FaceStatistics) -> None:
        self._mesh, self._iris, self._statistics = mesh, iris, statistics
        self.parts: Mapping[str, str] = {"face-mesh": mesh.spec.id, "face-iris": iris.spec.id}

    def analyze(self, inputs: Sequence[FaceSpot]) -> list[FaceGeometry]:
        return [self._geometry(spot) for spot in inputs]

    def _geometry(self, spot: FaceSpot) -> FaceGeometry:
        (mesh,) = self._mesh.analyze([spot])
        if mesh.presence < LEAST_PRESENCE:
            return UNTOLD
        pose = head_pose(mesh.points, self._statistics)
        if pose.scale < _SMALLEST_FACE_PX or not _within(pose, _POSE_YAW_DEG, _POSE_PITCH_DEG):
            return UNTOLD
        if not _within(pose, _UNITS_YAW_DEG, _UNITS_PITCH_DEG):
            return FaceGeometry(pose.yaw, pose.pitch, pose.roll)
        units = mesh_units(pose, self._statistics)
        if pose.scale < SMALLEST_SCALE_PX:
            return FaceGeometry(pose.yaw, pose.pitch, pose.roll, action_units=units)
        right, left = self._iris.analyze(eye_spots(spot.picture, mesh))
        heights = eye_heights(right, pose), eye_heights(left, pose)
        open_right, open_left = (openness(eye, pose, self._statistics) for eye in heights)
        shut = (open_right + open_left) / 2 < CLOSED_OPENNESS
        gaze_yaw, gaze_pitch = (None, None) if shut else gaze(right, left, pose, self._statistics)
        return FaceGeometry(
            pose.yaw, pose.pitch, pose.roll, gaze_yaw, gaze_pitch, open_right, open_left, shut,
            {**units, **eye_units(*heights, pose, self._statistics)},
        )  # fmt: skip


def _within(pose: HeadPose, yaw: float, pitch: float) -> bool:
    return abs(pose.yaw) <= yaw and abs(pose.pitch) <= pitch


def load_face_geometry(threads: int = 1) -> FaceGeometryEstimator:
    return FaceGeometryEstimator(load_face_mesh(threads), load_face_iris(threads), face_statistics())

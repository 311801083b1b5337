"""Where a head points: its mesh laid over an average face by the points that expressions hardly move.

Coordinates are those of the picture: x to the right, y down, z away from the camera. The camera is taken as
far away, so angles are measured against the line from the camera to the face.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from emoscope.analyzers.face_statistics import FaceStatistics

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class HeadPose:
    """`yaw`, `pitch`, `roll` in degrees and the mesh without them.

    Yaw is positive where the face turns to the right of the picture, pitch where it looks up, roll where it
    leans clockwise as seen in the picture. Yaw and pitch are the direction of the face; roll is the turn
    about that direction. `rotation` (3, 3) carries the average face to the seen one; `scale` is in pixels per
    distance between the eyes; `frontal` (468, 3) is the mesh as it would look from the front, in distances
    between the eyes.
    """

    yaw: float
    pitch: float
    roll: float
    rotation: Floats
    scale: float
    frontal: Floats


def head_pose(points: NDArray[np.floating], statistics: FaceStatistics) -> HeadPose:
    """The pose of a mesh (468, 3)."""
    mesh = np.asarray(points, dtype=np.float64)
    rigid = mesh[statistics.rigid]
    centre = rigid.mean(axis=0)
    rotation, scale = _procrustes(rigid - centre, statistics.average)
    frontal = (mesh - centre) @ rotation / scale
    return HeadPose(*angles(rotation), rotation, scale, frontal)


def angles(rotation: Floats) -> tuple[float, float, float]:
    """Yaw, pitch and roll in degrees of the rotation (3, 3) of a face that looks into the camera unturned."""
    yaw, pitch = direction_angles(rotation @ np.array([0.0, 0.0, -1.0]))
    unrolled = turned(yaw, pitch, 0.0).T @ rotation
    return yaw, pitch, float(np.degrees(np.arctan2(unrolled[1, 0], unrolled[0, 0])))


def direction_angles(direction: Floats) -> tuple[float, float]:
    """Yaw and pitch in degrees of a direction (3,); (0, 0, -1) is towards the camera."""
    x, y, z = direction / np.linalg.norm(direction)
    return float(np.degrees(np.arctan2(x, -z))), float(np.degrees(np.arcsin(np.clip(-y, -1, 1))))


def turned(yaw: float, pitch: float, roll: float) -> Floats:
    """The rotation (3, 3) with these angles in degrees; the inverse of `angles`."""
    (ys, yc), (ps, pc), (rs, rc) = ((np.sin(a), np.cos(a)) for a in np.radians([yaw, pitch, roll]))
    about_y = np.array([[yc, 0, -ys], [0, 1, 0], [ys, 0, yc]])
    about_x = np.array([[1, 0, 0], [0, pc, ps], [0, -ps, pc]])
    about_z = np.array([[rc, -rs, 0], [rs, rc, 0], [0, 0, 1]])
    return np.asarray(about_y @ about_x @ about_z)


def _procrustes(seen: Floats, average: Floats) -> tuple[Floats, float]:
    """The rotation and scale that best carry `average` onto `seen`, both (n, 3), centred (Umeyama 1991)."""
    u, values, vt = np.linalg.svd(seen.T @ average)
    handed = np.array([1.0, 1.0, np.sign(np.linalg.det(u @ vt))])
    return np.asarray((u * handed) @ vt), float((values * handed).sum() / (average**2).sum())

from __future__ import annotations

import numpy as np
import pytest

from emoscope.analyzers.face_mesh import POINTS
from emoscope.analyzers.face_statistics import face_statistics
from emoscope.analyzers.head_pose import angles, direction_angles, head_pose, turned

POSES = [
    (0, 0, 0),
    (35, 0, 0),
    (-35, 10, 0),
    (0, 25, 0),
    (0, -25, 0),
    (0, 0, 40),
    (-20, 15, -30),
    (50, -20, 10),
]


def average_mesh(noise: float = 0.0) -> np.ndarray:
    """A mesh whose rigid points are the average face's, 80 pixels between the eyes."""
    statistics = face_statistics()
    rng = np.random.default_rng(3)
    mesh = rng.normal(size=(POINTS, 3))
    mesh[statistics.rigid] = statistics.average
    return 80 * mesh + rng.normal(scale=noise, size=mesh.shape)


@pytest.mark.parametrize("pose", POSES)
def test_angles_undo_a_turn(pose):
    assert angles(turned(*pose)) == pytest.approx(pose, abs=1e-6)


@pytest.mark.parametrize("pose", POSES)
def test_the_pose_of_a_turned_noisy_mesh_is_found(pose):
    seen = average_mesh(noise=2.0) @ turned(*pose).T + (300, 200, 5)
    found = head_pose(seen, face_statistics())
    assert (found.yaw, found.pitch, found.roll) == pytest.approx(pose, abs=3)
    assert found.scale == pytest.approx(80, rel=0.03)


def test_the_frontal_mesh_is_the_mesh_before_the_turn():
    mesh = average_mesh()
    found = head_pose(mesh @ turned(-30, 12, 20).T + (40, 50, 60), face_statistics())
    centre = mesh[face_statistics().rigid].mean(axis=0)
    assert np.allclose(found.frontal, (mesh - centre) / 80, atol=1e-6)


def test_signs_are_those_of_the_picture():
    """x to the right, y down, z away: a direction to the right and up, towards the camera."""
    yaw, pitch = direction_angles(np.array([0.5, -0.2, -1.0]))
    assert yaw == pytest.approx(26.6, abs=0.1)
    assert pitch == pytest.approx(10.1, abs=0.1)
    # Leaning clockwise moves the top of the head to the right of the picture.
    top = turned(0, 0, 20) @ np.array([0.0, -1.0, 0.0])
    assert top[0] > 0.3


def test_the_pose_moves_smoothly_with_the_head():
    mesh = average_mesh()
    yaws = [head_pose(mesh @ turned(yaw, 5, 3).T, face_statistics()).yaw for yaw in np.arange(-40, 40, 0.5)]
    assert np.diff(yaws) == pytest.approx(0.5, abs=0.01)


def test_a_mirrored_shape_is_not_taken_for_a_turned_one():
    """Rotations only: a mirror image must not be fitted by a reflection."""
    pose = head_pose(average_mesh() * (1, 1, -1), face_statistics())
    assert np.linalg.det(pose.rotation) == pytest.approx(1)

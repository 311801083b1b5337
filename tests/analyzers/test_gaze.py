from __future__ import annotations

import numpy as np
import pytest

from emoscope.analyzers.face_mesh import EyeMarks
from emoscope.analyzers.face_statistics import face_statistics, pose_terms
from emoscope.analyzers.gaze import _BALL_DEPTH, _IRIS_RADIUS, eye_heights, gaze, openness
from emoscope.analyzers.head_pose import HeadPose, turned

SCALE = 60.0  # pixels between the eyes


def pose(yaw: float = 0.0, pitch: float = 0.0, roll: float = 0.0) -> HeadPose:
    return HeadPose(yaw, pitch, roll, turned(yaw, pitch, roll), SCALE, np.zeros((468, 3)))


def eye(head: HeadPose, side: float, look: tuple[float, float] = (0, 0), opening: float = 0.12) -> EyeMarks:
    """An eye of a turned head, seen from far away; `side` is 1 for the person's right eye, -1 for the left.

    In the head's own frame the corners lie level, the lids half an opening above and below them.
    """
    rest = np.array([side * face_statistics().iris_rest[0], face_statistics().iris_rest[1], _BALL_DEPTH])
    middle = np.array([-side * 0.5, 0.1, 0.0])
    outline = np.tile(middle, (71, 1))
    outline[0] += (-side * 0.22, 0, 0)
    outline[8] += (side * 0.22, 0, 0)
    outline[3:6] += (0, opening / 2, 0)
    outline[11:14] += (0, -opening / 2, 0)
    iris = (middle + rest) @ head.rotation.T
    iris = iris + _IRIS_RADIUS * (turned(*look, 0) @ np.array([0, 0, -1.0]))
    seen = (outline @ head.rotation.T)[:, :2] * SCALE + 200
    return EyeMarks(seen.astype(np.float32), np.tile(iris[:2] * SCALE + 200, (5, 1)).astype(np.float32))


@pytest.mark.parametrize("look", [(0, 0), (20, 0), (-20, 0), (0, 15), (0, -15), (-10, 8)])
@pytest.mark.parametrize("head", [(0, 0, 0), (25, 0, 0), (-15, 10, 0), (0, 0, 30)])
def test_the_direction_of_the_eyes_is_found_whichever_way_the_head_points(look, head):
    turned_head = pose(*head)
    right, left = (eye(turned_head, side, look) for side in (1.0, -1.0))
    assert gaze(right, left, turned_head, face_statistics()) == pytest.approx(look, abs=0.5)


def test_an_iris_out_of_reach_gives_a_wide_angle_not_an_error():
    head = pose()
    right, left = (eye(head, side) for side in (1.0, -1.0))
    far = [EyeMarks(marks.outline, marks.iris + np.float32([40, 0])) for marks in (right, left)]
    yaw, pitch = gaze(*far, head, face_statistics())
    assert 50 < yaw < 90
    assert abs(pitch) < 15


@pytest.mark.parametrize("roll", [0.0, 35.0, -80.0])
@pytest.mark.parametrize("side", [1.0, -1.0])
def test_lids_are_measured_across_the_eye_in_any_tilt(roll, side):
    head = pose(0, 0, roll)
    heights = eye_heights(eye(head, side, opening=0.1), head)
    assert (heights.upper, heights.lower) == pytest.approx((0.05, 0.05), abs=1e-4)
    assert heights.opening == pytest.approx(0.1, abs=1e-4)


def test_openness_is_0_shut_1_neutral_and_bounded():
    head, statistics = pose(10, -5), face_statistics()
    neutral = float(statistics.scales["eye_opening"].neutral @ pose_terms(10, -5))
    assert 0.05 < neutral < 0.25
    for opening, expected in ((0.0, 0), (neutral, 1), (0.5 * neutral, 0.5), (9.0, 2)):
        heights = type(eye_heights(eye(head, 1.0), head))(opening / 2, opening / 2)
        assert openness(heights, head, statistics) == pytest.approx(expected, abs=1e-6)
    crossed = type(heights)(-0.02, -0.02)
    assert openness(crossed, head, statistics) == 0

from __future__ import annotations

import numpy as np
import pytest

from emoscope.analyzers.face_detection import DetectedFace
from emoscope.domain.faces import UNTOLD, Box, FaceGeometry
from emoscope.pipelines.following import FrameFaces, SampledFrame
from emoscope.pipelines.geometry import geometry_of_frames, mean_geometry


class CountingEstimator:
    """Tells as yaw the brightness of the picture, and counts what it is asked."""

    parts: dict[str, str] = {}  # noqa: RUF012  # a stand-in has none

    def __init__(self) -> None:
        self.asked: list[float] = []

    def analyze(self, inputs) -> list[FaceGeometry]:
        self.asked += [float(spot.picture[0, 0, 0]) for spot in inputs]
        return [FaceGeometry(float(spot.picture[0, 0, 0])) for spot in inputs]


def frame(index: int, tracks: tuple[int, ...], gap_ms: int = 40) -> FrameFaces:
    picture = np.full((8, 8, 3), 10 * index, np.uint8)
    face = DetectedFace(Box(0, 0, 4, 4), 0.9, np.zeros((5, 2), np.float32))
    return FrameFaces(SampledFrame(index, gap_ms * index, picture), tuple((track, face) for track in tracks))


def test_the_middle_of_three_frames_is_lent_its_geometry():
    estimator = CountingEstimator()
    frames = [frame(1, (1,)), frame(2, (1,)), frame(5, (1,), gap_ms=20)]
    told = geometry_of_frames(frames, estimator)
    assert estimator.asked == [10, 50]
    assert [geometry[1].head_yaw for geometry in told] == [10, 30, 50]


@pytest.mark.parametrize(
    "frames",
    [
        [frame(1, (1,)), frame(2, (1,))],
        [frame(1, (1,), 60), frame(2, (1,), 60), frame(3, (1,), 60)],
        [frame(1, (2,)), frame(2, (1,)), frame(3, (1,))],
        [frame(1, (1,)), frame(2, (1,)), frame(3, ())],
    ],
    ids=["two", "far apart", "new", "gone"],
)
def test_otherwise_every_frame_is_read(frames):
    estimator = CountingEstimator()
    told = geometry_of_frames(frames, estimator)
    assert estimator.asked == [10.0 * item.frame.index for item in frames for _ in item.faces]
    assert [set(geometry) for geometry in told] == [{track for track, _ in item.faces} for item in frames]


def test_without_an_estimator_nothing_is_told():
    assert geometry_of_frames([frame(1, (4, 7))], None) == [{4: UNTOLD, 7: UNTOLD}]


def test_what_lies_midway_is_told_where_both_are():
    a = FaceGeometry(10, 0, 178, 5, 5, 1.0, 0.8, False, {"au01": 0.2, "au43": 0.0})
    b = FaceGeometry(20, 4, -176, None, None, 0.2, 0.2, True, {"au01": 0.4})
    middle = mean_geometry(a, b)
    assert (middle.head_yaw, middle.head_pitch, middle.head_roll) == (15, 2, -179)
    assert middle.gaze_yaw is None
    assert middle.eyes_closed is False  # openness 0.6 and 0.5
    assert middle.action_units == {"au01": pytest.approx(0.3)}
    assert mean_geometry(a, UNTOLD) == UNTOLD

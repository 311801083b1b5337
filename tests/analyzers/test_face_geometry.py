from __future__ import annotations

import cv2
import numpy as np
import pytest

from builders import media
from emoscope.analyzers.face_detection import load_centerface
from emoscope.analyzers.face_geometry import load_face_geometry
from emoscope.analyzers.face_mesh import FaceSpot
from emoscope.domain.faces import ACTION_UNITS, UNTOLD, FaceGeometry


@pytest.fixture(scope="module")
def read():
    detector, estimator = load_centerface(1, 320, 0.5), load_face_geometry()

    def geometry(picture: np.ndarray) -> FaceGeometry:
        (face,) = detector.analyze([picture])[0]
        return estimator.analyze([FaceSpot(picture, face.landmarks)])[0]

    return geometry


@pytest.fixture(scope="module")
def portrait():
    return cv2.resize(media.astronaut(), (640, 480), interpolation=cv2.INTER_CUBIC)


def turned(picture: np.ndarray, degrees: float) -> np.ndarray:
    """Clockwise as seen."""
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1)
    return cv2.warpAffine(picture, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)


def test_a_portrait_is_told_in_full(read, portrait):
    seen = read(portrait)
    assert None not in seen.values()
    assert max(abs(seen.head_yaw), abs(seen.head_pitch), abs(seen.head_roll)) < 20
    assert max(abs(seen.gaze_yaw), abs(seen.gaze_pitch)) < 20  # she looks into the camera
    assert 0.5 < seen.eye_openness_right < 2
    assert 0.5 < seen.eye_openness_left < 2
    assert seen.eyes_closed is False
    assert set(seen.action_units) == set(ACTION_UNITS)


@pytest.mark.parametrize("degrees", [20, -20])
def test_turning_the_picture_turns_the_roll_alone(read, portrait, degrees):
    plain, moved = read(portrait), read(turned(portrait, degrees))
    assert moved.head_roll - plain.head_roll == pytest.approx(degrees, abs=2)
    for name in ("au12", "au25", "au01"):
        assert moved.action_units[name] == pytest.approx(plain.action_units[name], abs=0.25)


def test_mirroring_the_picture_mirrors_yaw_and_roll_and_leaves_pitch(read, portrait):
    plain, other = read(portrait), read(np.ascontiguousarray(portrait[:, ::-1]))
    assert other.head_yaw == pytest.approx(-plain.head_yaw, abs=3)
    assert other.head_roll == pytest.approx(-plain.head_roll, abs=2)
    assert other.head_pitch == pytest.approx(plain.head_pitch, abs=2)
    assert other.gaze_yaw == pytest.approx(-plain.gaze_yaw, abs=5)
    assert other.gaze_pitch == pytest.approx(plain.gaze_pitch, abs=5)
    assert other.eye_openness_right == pytest.approx(plain.eye_openness_left, abs=0.2)


def test_a_smaller_picture_says_much_the_same(read, portrait):
    plain, small = read(portrait), read(media.astronaut())
    assert np.subtract(small.values()[:3], plain.values()[:3]) == pytest.approx(0, abs=3)


def test_a_tiny_face_and_no_face_are_not_told(portrait):
    estimator = load_face_geometry()
    (face,) = load_centerface(1, 320, 0.5).analyze([portrait])[0]
    tiny = cv2.resize(portrait, None, fx=0.06, fy=0.06, interpolation=cv2.INTER_AREA)
    empty = np.full_like(portrait, 90)
    spots = [FaceSpot(tiny, face.landmarks * 0.06), FaceSpot(empty, face.landmarks)]
    assert estimator.analyze(spots) == [UNTOLD, UNTOLD]


def test_below_16_pixels_between_the_eyes_they_are_not_read(portrait):
    (face,) = load_centerface(1, 320, 0.5).analyze([portrait])[0]
    scale = 13 / float(np.linalg.norm(face.landmarks[1] - face.landmarks[0]))
    small = cv2.resize(portrait, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    (seen,) = load_face_geometry().analyze([FaceSpot(small, face.landmarks * scale)])
    assert seen.head_yaw is not None
    assert "au12" in seen.action_units
    assert (
        seen.gaze_yaw is seen.eye_openness_left is seen.eyes_closed is seen.action_units.get("au43") is None
    )


def test_a_blink_is_seen(read):
    """Frames 26 to 30 of the clip hold a blink, shut on frame 28."""
    clip = cv2.VideoCapture(str(media.shared_media("video/single_face.mp4")))
    frames = [clip.read()[1] for _ in range(50)]
    before, shut, after = (read(frames[index]) for index in (20, 27, 49))
    assert (before.eyes_closed, shut.eyes_closed, after.eyes_closed) == (False, True, False)
    assert shut.gaze_yaw is shut.gaze_pitch is None
    assert shut.action_units["au43"] > 0.7
    assert after.action_units["au43"] < 0.4
    assert shut.eye_openness_left < 0.45 < after.eye_openness_left

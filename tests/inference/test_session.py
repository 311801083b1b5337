from __future__ import annotations

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from emoscope.analyzers.face_detection import CENTERFACE
from emoscope.inference.session import CannedSession, OnnxSession, freed_shapes
from emoscope.inference.weights import card_of


@pytest.fixture
def doubling(tmp_path):
    """A network that doubles a (2, 3) array; its constant is listed as an input, as old exporters do."""
    two = helper.make_tensor("two", TensorProto.FLOAT, [1], [2.0])
    graph = helper.make_graph(
        [helper.make_node("Mul", ["x", "two"], ["y"])],
        "doubling",
        [
            helper.make_tensor_value_info("x", TensorProto.FLOAT, [2, 3]),
            helper.make_tensor_value_info("two", TensorProto.FLOAT, [1]),
        ],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [2, 3])],
        [two],
    )
    path = tmp_path / "doubling.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), str(path))
    return path


def test_named_arrays_go_in_and_come_out(doubling):
    x = np.arange(6, dtype=np.float32).reshape(2, 3)
    assert np.array_equal(OnnxSession(doubling).run({"x": x})["y"], 2 * x)


def test_freed_axes_take_any_size(doubling):
    model = freed_shapes(doubling, {"x": ("n", 3), "y": ("n", 3)})
    x = np.ones((5, 3), np.float32)
    assert OnnxSession(model).run({"x": x})["y"].shape == (5, 3)
    assert [value.name for value in onnx.load_from_string(model).graph.input] == ["x"]


def test_a_canned_session_answers_alike_and_remembers():
    session = CannedSession({"y": np.ones(3)})
    assert session.run({"x": np.zeros(2)})["y"].tolist() == [1, 1, 1]
    assert len(session.inputs) == 1


def test_weights_without_a_card_have_none():
    assert CENTERFACE.weights is not None
    assert card_of(CENTERFACE.weights.path()) == {}

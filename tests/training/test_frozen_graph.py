"""Constants of a frozen TensorFlow graph are read as they were written; nothing else is taken for one."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

TRAINING = Path(__file__).parents[2] / "training" / "face_expression"

FLOAT, INT32 = 1, 3


@pytest.fixture
def read_constants(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(TRAINING))
    import frozen_graph

    yield frozen_graph.read_constants
    sys.modules.pop("frozen_graph", None)


def varint(value: int) -> bytes:
    parts = [value >> shift & 127 for shift in range(0, max(value.bit_length(), 1), 7)]
    return bytes([part | 128 for part in parts[:-1]] + parts[-1:])


def number(field: int, value: int) -> bytes:
    return varint(field << 3) + varint(value)


def message(field: int, content: bytes) -> bytes:
    return varint(field << 3 | 2) + varint(len(content)) + content


def constant(name: str, values: np.ndarray, kind: int = FLOAT, key: bytes = b"value") -> bytes:
    """A NodeDef that holds a tensor, between fields that a reader must pass over."""
    shape = b"".join(message(2, number(1, side)) for side in values.shape)
    tensor = number(1, kind) + message(2, shape) + message(4, values.tobytes())
    attribute = message(1, key) + message(2, message(8, tensor))
    fixed = varint(9 << 3 | 5) + bytes(4) + varint(10 << 3 | 1) + bytes(8)
    return message(1, message(1, name.encode()) + message(2, b"Const") + fixed + message(5, attribute))


def test_constants_are_read_by_name_with_their_shape(read_constants):
    filters = np.random.default_rng(0).normal(size=(3, 3, 2, 40)).astype(np.float32)
    biases = np.arange(5, dtype=np.float32)
    read = read_constants(constant("conv/weights", filters) + constant("conv/biases", biases))
    assert sorted(read) == ["conv/biases", "conv/weights"]
    np.testing.assert_array_equal(read["conv/weights"], filters)
    np.testing.assert_array_equal(read["conv/biases"], biases)


def test_other_types_and_other_attributes_are_left_out(read_constants):
    values = np.ones(3, dtype=np.float32)
    whole = np.ones(3, dtype=np.int32)
    assert read_constants(constant("shape", whole, INT32) + constant("a", values, key=b"axis")) == {}


def test_a_node_without_a_tensor_is_passed_over(read_constants):
    values = np.ones((1, 2), dtype=np.float32)
    node = message(1, message(1, b"Relu") + message(5, message(1, b"T") + message(2, number(6, 1))))
    assert list(read_constants(node + constant("kept", values))) == ["kept"]

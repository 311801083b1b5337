from __future__ import annotations

import numpy as np
import onnx
import pytest

from emoscope.analyzers.transcription import ENCODER, MOONSHINE
from emoscope.analyzers.voice_emotion import LAYERS
from emoscope.inference.ort_format import UnsupportedOrtFile, onnx_from_ort
from emoscope.inference.session import OnnxSession

LAST = "last_hidden_state"


def sound(count: int) -> dict[str, np.ndarray]:
    samples = 0.1 * np.random.default_rng(count).standard_normal((1, count))
    return {"input_values": samples.astype(np.float32), "attention_mask": np.ones((1, count), np.int64)}


@pytest.fixture(scope="module")
def source():
    return ENCODER.path().read_bytes()


def test_the_converted_network_answers_bit_for_bit_as_the_original(source):
    original, converted = OnnxSession(source), OnnxSession(onnx_from_ort(source, [LAST]))
    for count in (8000, 37_123):
        assert np.array_equal(original.run(sound(count))[LAST], converted.run(sound(count))[LAST])


def test_values_inside_lead_to_the_same_end(source):
    whole = OnnxSession(onnx_from_ort(source, [*LAYERS, LAST])).run(sound(16_000))
    part = OnnxSession(onnx_from_ort(source, LAYERS)).run(sound(16_000))
    assert np.array_equal(whole[LAST], OnnxSession(source).run(sound(16_000))[LAST])
    for name in LAYERS:
        assert whole[name].shape == whole[LAST].shape
        assert np.array_equal(whole[name], part[name])


def test_only_what_the_outputs_need_is_kept(source):
    whole, part = (onnx.load_from_string(onnx_from_ort(source, [name])) for name in (LAST, LAYERS[0]))
    assert len(part.graph.node) < len(whole.graph.node) / 3
    used = {name for node in part.graph.node for name in node.input}
    assert {tensor.name for tensor in part.graph.initializer} <= used
    assert [value.name for value in part.graph.output] == [LAYERS[0]]


def test_an_unknown_value_or_another_file_is_refused(source):
    with pytest.raises(UnsupportedOrtFile, match="no-such-value"):
        onnx_from_ort(source, ["no-such-value"])
    with pytest.raises(UnsupportedOrtFile, match="format"):
        onnx_from_ort(onnx.ModelProto().SerializeToString() + b"nothing of that kind", [LAST])


def test_a_branch_of_a_condition_is_a_network_of_its_own():
    """Moonshine's decoder: one branch for the first token, one for those that follow."""
    source, attention = MOONSHINE.weights.path().read_bytes(), "/model/decoder/layers.0/encoder_attn/"
    keys = f"{attention}k_proj/MatMul_output_0"
    hidden = np.random.default_rng(1).standard_normal((2, 30, 288)).astype(np.float32)
    alone = OnnxSession(onnx_from_ort(source, [keys], "else_branch"))
    found = alone.run({"encoder_hidden_states": hidden})[keys]
    past = {f"past_key_values.{n}.{side}.{what}": np.zeros((2, 8, 0, 36), np.float32)
            for n in range(6) for side in ("encoder", "decoder") for what in ("key", "value")}  # fmt: skip
    whole = OnnxSession(source).run({
        **past, "encoder_hidden_states": hidden, "encoder_attention_mask": np.ones((2, 30 * 384), np.int64),
        "input_ids": np.ones((2, 1), np.int64), "use_cache_branch": np.array([False]),
    })  # fmt: skip
    assert np.array_equal(whole["present.0.encoder.key"], found.reshape(2, 30, 8, 36).transpose(0, 2, 1, 3))
    with pytest.raises(UnsupportedOrtFile, match="no-such-value"):
        onnx_from_ort(source, ["no-such-value"], "then_branch")
    with pytest.raises(UnsupportedOrtFile, match="third_branch"):
        onnx_from_ort(source, [keys], "third_branch")


def test_a_given_value_is_not_computed(source):
    first, second = LAYERS[:2]
    part = OnnxSession(onnx_from_ort(source, [second], given=[first]))
    whole = OnnxSession(onnx_from_ort(source, [first, second])).run(sound(16_000))
    names = {one.name for one in part._session.get_inputs()}
    assert first in names
    inputs = {name: value for name, value in {**sound(16_000), first: whole[first]}.items() if name in names}
    assert np.array_equal(part.run(inputs)[second], whole[second])
    other = part.run({**inputs, first: 2 * whole[first]})[second]
    assert not np.array_equal(other, whole[second])

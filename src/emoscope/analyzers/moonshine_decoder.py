"""Moonshine's decoder, a token at a time.

The file holds two networks under one condition: for the first token, and for those after it. The second
serves both once it is given what the encoder said as keys and values, which are computed and padded here once
a recording and not at every token; each token comes out as it would of the whole file, bit for bit.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from emoscope.inference.ort_format import onnx_from_ort
from emoscope.inference.session import OnnxSession, Session

STRIDE = 384
"""Samples of a state of the encoder."""
_LAYERS, _HEADS, _HEAD_SIZE, _PADDED_SIZE = 6, 8, 36, 40
_LISTENING_LAYER = 3
"""The layer whose attention follows the sound best (docs/models/transcription.md)."""
_NEXT, _FIRST = "then_branch", "else_branch"

Floats = NDArray[np.float32]


def _inside(layer: int, name: str) -> str:
    return f"/model/decoder/layers.{layer}/encoder_attn/{name}_output_0"


_ATTENTION = _inside(_LISTENING_LAYER, "Softmax")
_PROJECTED = tuple(_inside(layer, f"{side}_proj/MatMul") for layer in range(_LAYERS) for side in "kv")
_PADDED = tuple(_inside(layer, f"Pad_{side}") for layer in range(_LAYERS) for side in (1, 2))
_CACHE = tuple(f"{layer}.decoder.{side}" for layer in range(_LAYERS) for side in ("key", "value"))


class Decoder:
    """`heard` gives the keys and values of the encoder's states, `step` what a token leads to."""

    def __init__(self, heard: Session, step: Session) -> None:
        self._heard, self._step = heard, step

    def begin(self, states: Sequence[Floats]) -> Decoding:
        """Several recordings side by side, each the (n, 288) states of the encoder."""
        hidden = np.zeros((len(states), max(map(len, states)), states[0].shape[1]), np.float32)
        mask = np.zeros(hidden.shape[:2], np.int64)
        for place, state in enumerate(states):
            hidden[place, : len(state)] = state
            mask[place, : len(state)] = 1
        found = self._heard.run({"encoder_hidden_states": hidden})
        # The network takes the mask of the samples and thins it out itself; of the states it takes the size.
        fixed = {
            "encoder_hidden_states": hidden,
            "encoder_attention_mask": mask.repeat(STRIDE, axis=1),
            **{given: _by_head(found[made]) for given, made in zip(_PADDED, _PROJECTED, strict=True)},
        }
        return Decoding(self._step, fixed, len(states))


class Decoding:
    """Several transcripts as they grow."""

    def __init__(self, step: Session, fixed: dict[str, NDArray[np.generic]], rows: int) -> None:
        self._step, self._fixed = step, fixed
        empty = np.zeros((rows, _HEADS, 0, _HEAD_SIZE), np.float32)
        self._past = {f"past_key_values.{name}": empty for name in _CACHE}

    def next(self, tokens: NDArray[np.int64]) -> tuple[Floats, Floats]:
        """What comes after one more token of each row (rows,): logits (rows, vocabulary), and where in the
        sound it was heard (rows, states), shares that sum to 1."""
        outputs = self._step.run({**self._fixed, **self._past, "input_ids": tokens[:, None]})
        self._past = {f"past_key_values.{name}": outputs[f"present.{name}"] for name in _CACHE}
        return outputs["logits"][:, -1], outputs[_ATTENTION][:, :, 0].mean(axis=1)


def _by_head(projected: Floats) -> Floats:
    """(rows, states, 288) to (rows, heads, states, 40), the size that the network pads to."""
    rows, states, _ = projected.shape
    several = projected.reshape(rows, states, _HEADS, _HEAD_SIZE).transpose(0, 2, 1, 3)
    return np.pad(several, ((0, 0), (0, 0), (0, 0), (0, _PADDED_SIZE - _HEAD_SIZE)))


def load_decoder(source: bytes, threads: int = 1) -> Decoder:
    """Of the file's bytes."""
    outputs = ("logits", *(f"present.{name}" for name in _CACHE), _ATTENTION)
    return Decoder(
        OnnxSession(onnx_from_ort(source, _PROJECTED, _FIRST), threads),
        OnnxSession(onnx_from_ort(source, outputs, _NEXT, _PADDED), threads),
    )

"""Whose voice it is: the GE2E speaker encoder (Wan et al. 2018) as Resemblyzer trained it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from emoscope.inference.session import OnnxSession, Session
from emoscope.inference.torch_weights import read_tensors
from emoscope.inference.weights import ModelSpec, Weights

GE2E = ModelSpec(
    id="voice-ge2e-1",
    weights=Weights(
        package="resemblyzer",
        file="pretrained.pt",
        sha256="39373b86598fa3da9fcddee6142382efe09777e8d37dc9c0561f41f0070f134e",
    ),
    licence="Apache-2.0",
    intended_use="Telling the speakers of one recording of its owner apart; not naming strangers.",
)

RATE = 16_000
EMBEDDING_SIZE = 256
WINDOW_S = 1.6
"""The length the network was trained on; others work, shorter ones less well."""

_FFT, _HOP, _MELS, _LAYERS, _HIDDEN = 400, 160, 40, 3, 256
_POWER = 10 ** (-25 / 10)
_BATCH = 64

Samples = NDArray[np.float32]
MelFrames = NDArray[np.float32]


class VoiceEmbedder:
    """Unit-length embeddings (256,), none negative. The cosine of two windows of 1.6 s is about 0.65-0.76
    within a speaker and 0.4-0.5 between speakers."""

    spec = GE2E

    def __init__(self, session: Session) -> None:
        self._session = session

    def analyze(self, inputs: Sequence[MelFrames]) -> list[NDArray[np.float32]]:
        """One embedding per stretch of speech (frames, 40) of `mel_frames`, whatever its length and level."""
        found: list[NDArray[np.float32]] = [np.empty(0, np.float32)] * len(inputs)
        by_length: dict[int, list[int]] = {}
        for index, frames in enumerate(inputs):
            by_length.setdefault(len(frames), []).append(index)
        for alike in by_length.values():  # one length at a time: padding would be heard
            for begin in range(0, len(alike), _BATCH):
                several = alike[begin : begin + _BATCH]
                mels = np.stack([_levelled(inputs[index]) for index in several], axis=1)
                rows = self._session.run({"mels": mels})["embeddings"]
                for index, row in zip(several, rows, strict=True):
                    found[index] = row
        return found


def mel_frames(samples: Samples) -> MelFrames:
    """Power in 40 mel bands every 10 ms, (frames, 40), of sound (n,) at 16 kHz; frame k is centred on sample
    160 k, and what lies outside counts as silence."""
    padded = np.pad(samples, (_FFT // 2, _FFT // 2))
    frames = np.lib.stride_tricks.sliding_window_view(padded, _FFT)[::_HOP]
    spectrum = np.fft.rfft(frames * _hann(), axis=1)
    power = spectrum.real**2 + spectrum.imag**2
    return np.asarray(power.astype(np.float32) @ _mel_bank())


def _levelled(frames: MelFrames) -> MelFrames:
    """At the level of the training data: the features are powers, not logarithms."""
    mean = float(np.mean(frames @ _power_weights(), dtype=np.float64))
    return np.asarray(frames * np.float32(_POWER / max(mean, 1e-20)))


@cache
def _power_weights() -> NDArray[np.float32]:
    """Weights that give back the power of the sound from the bands. Neighbours overlap by half, so a band's
    mean power holds for half of the bins it reaches over."""
    bank = _mel_bank()
    own_bins = np.diff(_mel_edges())[:-1] + np.diff(_mel_edges())[1:]
    own_bins = own_bins / 2 * _FFT / RATE
    return np.asarray(2 * own_bins / (bank.sum(axis=0) * _FFT * np.square(_hann()).sum()), np.float32)


@cache
def _hann() -> NDArray[np.float32]:
    return (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(_FFT) / _FFT)).astype(np.float32)


@cache
def _mel_edges() -> NDArray[np.float64]:
    """Edges of the bands in Hz on Slaney's mel scale: linear below 1 kHz, logarithmic above."""
    step = np.log(6.4) / 27
    mels = np.linspace(0, 15 + np.log(RATE / 2 / 1000) / step, _MELS + 2)
    return np.asarray(np.where(mels < 15, mels * 200 / 3, 1000 * np.exp(step * (mels - 15))))


@cache
def _mel_bank() -> NDArray[np.float32]:
    """Triangles of equal area, (201, 40)."""
    edges = _mel_edges()
    bins = np.linspace(0, RATE / 2, _FFT // 2 + 1)[:, None]
    rising = (bins - edges[:-2]) / np.diff(edges)[:-1]
    falling = (edges[2:] - bins) / np.diff(edges)[1:]
    bank = np.maximum(0, np.minimum(rising, falling)) * 2 / (edges[2:] - edges[:-2])
    return np.asarray(bank, np.float32)


def load_voice_embedder(threads: int = 1) -> VoiceEmbedder:
    assert GE2E.weights is not None  # noqa: S101 - stated above
    return VoiceEmbedder(OnnxSession(_as_onnx(read_tensors(GE2E.weights.path(), "model_state")), threads))


def _as_onnx(tensors: dict[str, NDArray[np.float32]]) -> bytes:
    """Three LSTM layers over (frames, n, 40), the last state through a linear layer and ReLU, to unit
    length."""
    weights: list[onnx.TensorProto] = []

    def constant(name: str, values: NDArray[np.generic]) -> str:
        weights.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    nodes, previous = [], "mels"
    for layer in range(_LAYERS):
        w, r = (_gates(tensors[f"lstm.weight_{kind}_l{layer}"])[None] for kind in ("ih", "hh"))
        b = np.concatenate([_gates(tensors[f"lstm.bias_{kind}_l{layer}"]) for kind in ("ih", "hh")])[None]
        names = [constant(f"{kind}{layer}", values) for kind, values in (("w", w), ("r", r), ("b", b))]
        outputs = [f"all{layer}", f"last{layer}"]
        nodes.append(helper.make_node("LSTM", [previous, *names], outputs, hidden_size=_HIDDEN))
        nodes.append(
            helper.make_node("Squeeze", [outputs[0], constant(f"one{layer}", np.array([1]))], [f"h{layer}"])
        )
        previous = f"h{layer}"
    last = f"last{_LAYERS - 1}"
    nodes += [
        helper.make_node("Squeeze", [last, constant("zero", np.array([0]))], ["state"]),
        helper.make_node("MatMul", ["state", constant("linear", tensors["linear.weight"].T)], ["product"]),
        helper.make_node("Add", ["product", constant("bias", tensors["linear.bias"])], ["sum"]),
        helper.make_node("Relu", ["sum"], ["positive"]),
        helper.make_node("LpNormalization", ["positive"], ["embeddings"], axis=1, p=2),
    ]
    graph = helper.make_graph(
        nodes,
        "ge2e",
        [helper.make_tensor_value_info("mels", TensorProto.FLOAT, ["frames", "n", _MELS])],
        [helper.make_tensor_value_info("embeddings", TensorProto.FLOAT, ["n", EMBEDDING_SIZE])],
        weights,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    return bytes(model.SerializeToString())


def _gates(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """PyTorch's order of gates (input, forget, cell, output) to ONNX's (input, output, forget, cell)."""
    i, f, c, o = np.split(values, 4)
    return np.concatenate([i, o, f, c])

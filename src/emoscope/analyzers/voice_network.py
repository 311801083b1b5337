"""The graph of ECAPA-TDNN (Desplanques et al. 2020), from SpeechBrain's tensors, for ONNX Runtime.

Products that see one frame at a time are 90% of the work; their weights are rounded to 7 bits per output
(8 would saturate on processors without VNNI), what goes in is rounded as it comes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from emoscope.inference.onnx_graph import OnnxGraph

MELS = 80
EMBEDDING_SIZE = 192

_DILATIONS = (2, 3, 4)
_GROUPS = 8
_TOP = 63
_EPSILON = 1e-5

Tensors = Mapping[str, NDArray[Any]]


def ecapa_graph(tensors: Tensors) -> bytes:
    """A model from `mels` (n, frames, 80) to `embeddings` (n, 192) of unit length."""
    graph = _Graph(tensors)
    x = graph.turned(graph.convolved(graph.turned("mels"), "blocks.0", 1))
    levels = []
    for number, dilation in enumerate(_DILATIONS, 1):
        x = graph.block(x, f"blocks.{number}", dilation)
        levels.append(x)
    frames = graph.framewise(graph.node("Concat", levels, axis=2), "mfa")
    pooled = graph.affine(graph.pooled(frames), "asp_bn")
    embedding = graph.full(pooled, "fc")
    graph.node("LpNormalization", [embedding], name="embeddings", axis=1, p=2)
    mels, embeddings = {"mels": ("n", "frames", MELS)}, {"embeddings": ("n", EMBEDDING_SIZE)}
    return graph.written("ecapa", mels, embeddings, {"": 18, "com.microsoft": 1})


class _Graph(OnnxGraph):
    """Values are (n, frames, channels) but between `turned`."""

    def __init__(self, tensors: Tensors) -> None:
        super().__init__()
        self._tensors = tensors
        self._along_time = self.constant(np.array([1]))
        self._least = self.constant(np.array(1e-12, np.float32))

    def turned(self, x: str) -> str:
        """Channels and frames change places."""
        return self.node("Transpose", [x], perm=[0, 2, 1])

    def block(self, x: str, name: str, dilation: int) -> str:
        """Residual block: groups of channels that each hear the one before, then weights for the channels."""
        groups = self.split(self.turned(self.framewise(x, f"{name}.tdnn1")), _GROUPS, axis=1)
        heard = [groups[0]]
        for number, group in enumerate(groups[1:]):
            given = group if number == 0 else self.node("Add", [group, heard[-1]])
            heard.append(self.convolved(given, f"{name}.res2net_block.blocks.{number}", dilation))
        y = self.framewise(self.turned(self.node("Concat", heard, axis=1)), f"{name}.tdnn2")
        mean = self._over_time("ReduceMean", y, keep=True)
        squeezed = self.node("Relu", [self.full(mean, f"{name}.se_block.conv1")])
        share = self.node("Sigmoid", [self.full(squeezed, f"{name}.se_block.conv2")])
        return self.node("Add", [self.node("Mul", [y, share]), x])

    def pooled(self, x: str) -> str:
        """Mean and deviation over time by attention that knows the plain ones, (n, 2 channels)."""
        mean = self._over_time("ReduceMean", x, keep=True)
        apart = self.node("Sub", [x, mean])
        spread = self._over_time("ReduceMean", self.node("Mul", [apart, apart]), keep=True)
        known = self.node("Concat", [mean, self._root(spread)], axis=2)
        weight = self._tensors["asp.tdnn.conv.conv.weight"][:, :, 0].T
        channels = len(weight) // 3
        # What is known of the whole is the same for every frame: one product instead of one a frame.
        heard = self._product(x, weight[:channels], self._tensors["asp.tdnn.conv.conv.bias"])
        whole = self.node("MatMul", [known, self.constant(weight[channels:])])
        inner = self.affine(self.node("Relu", [self.node("Add", [heard, whole])]), "asp.tdnn.norm")
        attention = self._tensors["asp.conv.conv.weight"][:, :, 0].T
        scores = self._product(self.node("Tanh", [inner]), attention, self._tensors["asp.conv.conv.bias"])
        share = self.node("Softmax", [scores], axis=1)
        mean = self._over_time("ReduceSum", self.node("Mul", [share, x]))
        squares = self._over_time("ReduceSum", self.node("Mul", [share, self.node("Mul", [x, x])]))
        spread = self.node("Sub", [squares, self.node("Mul", [mean, mean])])
        return self.node("Concat", [mean, self._root(spread)], axis=1)

    def framewise(self, x: str, name: str) -> str:
        weight = self._tensors[f"{name}.conv.conv.weight"][:, :, 0].T
        y = self._product(x, weight, self._tensors[f"{name}.conv.conv.bias"])
        return self.affine(self.node("Relu", [y]), f"{name}.norm")

    def full(self, x: str, name: str) -> str:
        """A product once a recording, in full precision."""
        weight = self.constant(self._tensors[f"{name}.conv.weight"][:, :, 0].T)
        bias = self.constant(self._tensors[f"{name}.conv.bias"])
        return self.node("Add", [self.node("MatMul", [x, weight]), bias])

    def convolved(self, x: str, name: str, dilation: int) -> str:
        """Over time, (n, channels, frames); beyond the ends the sound is mirrored."""
        weight = self._tensors[f"{name}.conv.conv.weight"]
        around = (weight.shape[2] - 1) * dilation // 2
        pads = self.constant(np.array([0, 0, around, 0, 0, around]))
        padded = self.node("Pad", [x, pads], mode="reflect")
        bias = self.constant(self._tensors[f"{name}.conv.conv.bias"])
        y = self.node("Conv", [padded, self.constant(weight), bias], dilations=[dilation])
        parts = ("weight", "bias", "running_mean", "running_var")
        norm = [self.constant(self._tensors[f"{name}.norm.norm.{part}"]) for part in parts]
        return self.node("BatchNormalization", [self.node("Relu", [y]), *norm], epsilon=_EPSILON)

    def affine(self, x: str, name: str) -> str:
        """Batch normalization of the last axis."""
        given = {
            part: self._tensors[f"{name}.norm.{part}"]
            for part in ("weight", "bias", "running_mean", "running_var")
        }
        factor = given["weight"] / np.sqrt(given["running_var"] + _EPSILON)
        offset = given["bias"] - given["running_mean"] * factor
        scaled = self.node("Mul", [x, self.constant(factor.astype(np.float32))])
        return self.node("Add", [scaled, self.constant(offset.astype(np.float32))])

    def _product(self, x: str, weight: NDArray[np.float32], bias: NDArray[np.float32]) -> str:
        scale = (np.abs(weight).max(axis=0) / _TOP).astype(np.float32)
        rounded = np.round(weight / scale).astype(np.int8)
        inputs = [rounded, scale, np.zeros(len(scale), np.int8), bias]
        return self.node("DynamicQuantizeMatMul", [x, *map(self.constant, inputs)], domain="com.microsoft")

    def _over_time(self, kind: str, x: str, *, keep: bool = False) -> str:
        return self.node(kind, [x, self._along_time], keepdims=int(keep))

    def _root(self, x: str) -> str:
        return self.node("Sqrt", [self.node("Max", [x, self._least])])

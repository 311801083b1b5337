"""dlib's face recognition network, read from its file and written as ONNX, so that dlib itself is not needed.

The layers and their order are those of dlib's example dnn_face_recognition_ex.cpp (King 2017).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from emoscope.inference.onnx_graph import OnnxGraph
from emoscope.inference.weights import WeightsAltered

SIDE = 150
EMBEDDING_SIZE = 128

COLOUR_MEANS = (122.782, 117.001, 104.298)
"""Of red, green and blue: dlib takes them off and divides by 256."""

BLOCKS = (
    *[(32, 32, False)] * 3,
    (32, 64, True),
    *[(64, 64, False)] * 3,
    (64, 128, True),
    *[(128, 128, False)] * 2,
    (128, 256, True),
    *[(256, 256, False)] * 2,
    (256, 256, True),
)
"""Channels in, channels out, and whether width and height are halved."""

_LAYER = re.compile(rb"(con_4|affine_|fc_2)")
_LAST_LAYER_S_HEAD = b"\x01\x02\x02\x00\x01\x01\x80\x01\x01\x01\x01"

Floats = NDArray[np.float32]


def read_layers(path: Path) -> list[Floats]:
    """The parameters of each layer from the input on: by turns a convolution's filters and biases, then gains
    and offsets of its output; last the (256, 128) matrix that makes features an embedding. All flat.

    Raises WeightsAltered where the file does not hold this network.
    """
    try:
        layers = list(_layers(path.read_bytes()))
    except (ValueError, IndexError) as error:
        raise WeightsAltered(f"{path.name} ends too early.") from error
    expected = ["con_4", "affine_"] * (1 + 2 * len(BLOCKS)) + ["fc_2"]
    if [kind for kind, _ in layers] != expected or layers[-1][1].size != 256 * EMBEDDING_SIZE:
        raise WeightsAltered(f"{path.name} is not dlib's face recognition network.")
    return [values for _, values in layers]


def face_resnet(path: Path) -> bytes:
    """An ONNX model: `face` float32 (n, 3, 150, 150), red-green-blue 0-255, to `embedding` (n, 128).

    Raises WeightsAltered where the file does not hold this network.
    """
    layers = read_layers(path)
    graph = _Graph(layers)
    means = np.array(COLOUR_MEANS, dtype=np.float32).reshape(1, 3, 1, 1)
    x = graph.node("Sub", ["face", graph.constant(means)])
    x = graph.node("Mul", [x, graph.constant(np.array(1 / 256, dtype=np.float32))])
    x = graph.relu(graph.convolution(x, 3, 32, 7, stride=2))
    x = graph.node("MaxPool", [x], kernel_shape=[3, 3], strides=[2, 2])
    side = 35
    for depth_in, depth_out, down in BLOCKS:
        x, side = graph.block(x, depth_in, depth_out, side, down=down)
    x = graph.node("Flatten", [graph.node("GlobalAveragePool", [x])])
    graph.node("MatMul", [x, graph.constant(layers[-1].reshape(256, EMBEDDING_SIZE))], name="embedding")
    face, embedding = {"face": ("n", 3, SIDE, SIDE)}, {"embedding": ("n", EMBEDDING_SIZE)}
    return graph.written("dlib-face-resnet", face, embedding, {"": 17})


class _Graph(OnnxGraph):
    """Every convolution takes the next filters and the scaling that follows them."""

    def __init__(self, parameters: list[Floats]) -> None:
        super().__init__()
        self._parameters = iter(parameters)

    def relu(self, x: str) -> str:
        return self.node("Relu", [x])

    def convolution(self, x: str, depth_in: int, depth_out: int, side: int, stride: int = 1) -> str:
        """Filters, with the gains and offsets of the layer behind them multiplied in. Strided, unpadded."""
        raw, scaling = next(self._parameters), next(self._parameters)
        gains, offsets = scaling[:depth_out], scaling[depth_out:]
        filters = raw[:-depth_out].reshape(depth_out, depth_in, side, side) * gains[:, None, None, None]
        biases = raw[-depth_out:] * gains + offsets
        pad = side // 2 if stride == 1 else 0
        inputs = [x, self.constant(filters), self.constant(biases)]
        return self.node("Conv", inputs, kernel_shape=[side, side], strides=[stride] * 2, pads=[pad] * 4)

    def block(self, x: str, depth_in: int, depth_out: int, side: int, *, down: bool) -> tuple[str, int]:
        """Two 3x3 convolutions beside a shortcut; the output and its side."""
        y = self.relu(self.convolution(x, depth_in, depth_out, 3, stride=2 if down else 1))
        y = self.convolution(y, depth_out, depth_out, 3)
        if down:
            smaller, side = (side - 3) // 2 + 1, side // 2
            x = self.node("AveragePool", [x], kernel_shape=[2, 2], strides=[2, 2])
            # dlib adds tensors of unequal size as if the smaller went on in zeros.
            y = self._padded(y, 0, side - smaller)
            x = self._padded(x, depth_out - depth_in, 0)
        return self.relu(self.node("Add", [x, y])), side

    def _padded(self, x: str, channels: int, sides: int) -> str:
        if channels == sides == 0:
            return x
        pads = np.array([0, 0, 0, 0, 0, channels, sides, sides], dtype=np.int64)
        return self.node("Pad", [x, self.constant(pads)])


def _layers(data: bytes) -> Iterator[tuple[str, Floats]]:
    """Kind and parameters of each layer that has some, from the input on."""
    for found in _LAYER.finditer(data):
        kind, start = found.group().decode(), found.end()
        if kind == "fc_2":  # some numbers of its own come first
            start = data.find(_LAST_LAYER_S_HEAD, start)
        numbers, start = _integers(data, start, 5)
        if numbers[0] == 2:  # the version of dlib's tensors; then samples, channels, rows and columns
            yield kind, np.frombuffer(data, "<f4", int(np.prod(numbers[1:])), start)


def _integers(data: bytes, start: int, count: int) -> tuple[list[int], int]:
    """Unsigned integers as dlib writes them (a byte with their length, then they), and where they end."""
    numbers = []
    for _ in range(count):
        length = data[start] & 0x0F
        numbers.append(int.from_bytes(data[start + 1 : start + 1 + length], "little"))
        start += 1 + length
    return numbers, start

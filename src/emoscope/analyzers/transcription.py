"""What was said: Moonshine tiny (Jeffries et al. 2024), English, decoded greedily by us."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from emoscope.inference.session import OnnxSession, Session
from emoscope.inference.weights import ModelSpec, Weights, WeightsAltered

_PACKAGE = "moonshine_voice"
MOONSHINE = ModelSpec(
    id="speech-moonshinetiny-1",
    weights=Weights(
        package=_PACKAGE,
        file="assets/tiny-en/decoder_model_merged.ort",
        sha256="cf524c4862d36e9e5ab032eddc73637efd822d70e868ac575cf1a46e1e4708a0",
    ),
    licence="MIT",
    intended_use="Transcripts of clear English speech to search and to read; not a verbatim record.",
)
ENCODER = Weights(
    package=_PACKAGE,
    file="assets/tiny-en/encoder_model.ort",
    sha256="94e90a4654fc45cdfedb77c4c08e1739f48862998e58fada384b25118134f221",
)
_TOKENS = Weights(
    package=_PACKAGE,
    file="assets/tiny-en/tokenizer.bin",
    sha256="6884b35fd6377d4c4d32336a0bc152f36b64d1e45b6503683cdc238250a8472d",
)

RATE = 16_000
SHORTEST_S = 0.1
_BEGIN, _END, _FIRST_BYTE, _FIRST_WORD = 1, 2, 3, 259
_LAYERS, _HEADS, _HEAD_SIZE = 6, 8, 36
_TOKENS_PER_S, _TOKENS_AT_LEAST = 10, 12
_ROWS = 8
_STRIDE = 384
"""Samples of a state of the encoder."""

Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Words:
    """`text` with punctuation and capitals; `log_probability` is the mean over its tokens, natural
    logarithm, at most 0. `cut_short` says that the decoder fell into a loop or did not end, and that its
    repetitions were taken away."""

    text: str
    log_probability: float
    cut_short: bool = False


class Transcriber(Protocol):
    """Anything that writes down stretches of speech (n,) at 16 kHz. `languages` are those it knows, as codes
    of ISO 639."""

    spec: ModelSpec
    languages: tuple[str, ...]

    def analyze(self, inputs: Sequence[Samples]) -> list[Words]: ...


class MoonshineTranscriber:
    """Best with stretches of 1-20 s that begin and end in pauses."""

    spec = MOONSHINE
    languages: tuple[str, ...] = ("en",)

    def __init__(self, encoder: Session, decoder: Session, vocabulary: Sequence[bytes]) -> None:
        self._encoder, self._decoder, self._vocabulary = encoder, decoder, vocabulary

    def analyze(self, inputs: Sequence[Samples]) -> list[Words]:
        found = [Words("", 0.0)] * len(inputs)
        long_enough = [i for i, samples in enumerate(inputs) if len(samples) >= SHORTEST_S * RATE]
        order = sorted(long_enough, key=lambda index: len(inputs[index]))
        for begin in range(0, len(order), _ROWS):
            several = order[begin : begin + _ROWS]
            # One by one: the encoder normalises over the whole length, so padding would change its answer.
            states = [self._encoded(inputs[index]) for index in several]
            longest = max(len(inputs[index]) for index in several) / RATE
            rows = self._decoded(states, round(_TOKENS_AT_LEAST + _TOKENS_PER_S * longest))
            for index, row in zip(several, rows, strict=True):
                found[index] = row.words(self._vocabulary)
        return found

    def _encoded(self, samples: Samples) -> NDArray[np.float32]:
        padded = np.pad(samples, (0, max(0, RATE // 2 - len(samples))))[None]
        mask = np.ones(padded.shape, np.int64)
        outputs = self._encoder.run({"input_values": padded, "attention_mask": mask})
        return np.asarray(outputs["last_hidden_state"][0])

    def _decoded(self, states: Sequence[NDArray[np.float32]], most_tokens: int) -> list[_Row]:
        """All rows side by side, a token a step, until each has ended."""
        rows = [_Row() for _ in states]
        hidden = np.zeros((len(states), max(map(len, states)), states[0].shape[1]), np.float32)
        mask = np.zeros(hidden.shape[:2], np.int64)
        for place, state in enumerate(states):
            hidden[place, : len(state)] = state
            mask[place, : len(state)] = 1
        # The decoder takes the mask of the samples and thins it out itself.
        fixed = {"encoder_hidden_states": hidden, "encoder_attention_mask": mask.repeat(_STRIDE, axis=1)}
        empty = np.zeros((len(states), _HEADS, 0, _HEAD_SIZE), np.float32)
        past = {f"past_key_values.{name}": empty for name in _cache_names()}
        tokens = np.full((len(states), 1), _BEGIN, np.int64)
        for step in range(most_tokens):
            outputs = self._decoder.run(
                {**fixed, **past, "input_ids": tokens, "use_cache_branch": np.array([step > 0])}
            )
            for name in _cache_names():
                if step == 0 or "decoder" in name:  # what the encoder said is given out once
                    past[f"past_key_values.{name}"] = outputs[f"present.{name}"]
            logits = outputs["logits"][:, -1].astype(np.float64)
            tokens = logits.argmax(axis=1)[:, None]
            chosen = np.take_along_axis(logits, tokens, 1)[:, 0]
            log_probabilities = chosen - _log_sum_exp(logits)
            for row, token, value in zip(rows, tokens[:, 0], log_probabilities, strict=True):
                row.add(int(token), float(value))
            if all(row.ended for row in rows):
                break
        return rows


@dataclass(slots=True)
class _Row:
    """One transcript as it grows."""

    tokens: list[int] = field(default_factory=list)
    log_probabilities: list[float] = field(default_factory=list)
    ended: bool = False
    looped: bool = False

    def add(self, token: int, log_probability: float) -> None:
        if self.ended:
            return
        self.log_probabilities.append(log_probability)
        if token == _END:
            self.ended = True
            return
        self.tokens.append(token)
        period, times = _loop(self.tokens)
        if period:
            self.ended = self.looped = True
            del self.tokens[len(self.tokens) - period * (times - 1) :]

    def words(self, vocabulary: Sequence[bytes]) -> Words:
        text = as_text(self.tokens, vocabulary)
        return Words(text, float(np.mean(self.log_probabilities)), self.looped or not self.ended)


def _loop(tokens: Sequence[int]) -> tuple[int, int]:
    """The period of a loop that the tokens end in and how often it was run through; (0, 0) without one."""
    for period in range(1, len(tokens) // 3 + 1):
        times = {1: 6, 2: 5}.get(period, 3 if period > 4 else 4)
        tail = tokens[-period * times :]
        if len(tail) == period * times and tail[period:] == tail[:-period]:
            return period, times
    return 0, 0


def as_text(tokens: Sequence[int], vocabulary: Sequence[bytes]) -> str:
    """Tokens from 3 to 258 are single bytes of UTF-8, the next are pieces of words, the last 768 mark
    things."""
    pieces = [
        bytes([token - _FIRST_BYTE]) if token < _FIRST_WORD else vocabulary[token]
        for token in tokens
        if token >= _FIRST_BYTE and not vocabulary[token].startswith(b"<<ST_")
    ]
    return b"".join(pieces).decode("utf-8", errors="ignore").replace("\u2581", " ").strip()


def _cache_names() -> Iterator[str]:
    for layer in range(_LAYERS):
        for side in ("decoder", "encoder"):
            yield f"{layer}.{side}.key"
            yield f"{layer}.{side}.value"


def _log_sum_exp(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    most = logits.max(axis=1)
    return np.asarray(most + np.log(np.exp(logits - most[:, None]).sum(axis=1)))


def read_vocabulary(path: Path) -> list[bytes]:
    """Each entry is its length, in one byte or two (low seven bits first, marked by the eighth), and its
    bytes."""
    data = path.read_bytes()
    entries, place = [], 0
    while place < len(data):
        length, place = data[place], place + 1
        if length >= 128:
            if place == len(data):
                raise WeightsAltered(f"{path.name} ends in the middle of an entry.")
            length, place = length - 128 + 128 * data[place], place + 1
        entries.append(data[place : place + length])
        place += length
    return entries


def load_transcriber(threads: int = 1) -> MoonshineTranscriber:
    assert MOONSHINE.weights is not None  # noqa: S101 - stated above
    return MoonshineTranscriber(
        OnnxSession(ENCODER.path(), threads),
        OnnxSession(MOONSHINE.weights.path(), threads),
        read_vocabulary(_TOKENS.path()),
    )

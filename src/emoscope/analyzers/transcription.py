"""What was said: Moonshine tiny (Jeffries et al. 2024), English, decoded greedily by us."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from emoscope.analyzers.moonshine_decoder import STRIDE, Decoder, load_decoder
from emoscope.analyzers.word_times import TimedWord, timed_words
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
_TOKENS_PER_S, _TOKENS_AT_LEAST = 10, 12
_ROWS = 8
_LATE_S = 0.06
"""By how much what the decoder listens to lies before the word, as read off marked words."""
_SPACE = "\u2581".encode()

Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Words:
    """`text` with punctuation and capitals; `log_probability` is the mean over its tokens, natural
    logarithm, at most 0. `cut_short` says that the decoder fell into a loop or did not end, and that its
    repetitions were taken away. `timed` are the words of the text one by one, empty where their times are not
    known. `language` is a code of ISO 639 where the transcriber tells languages apart, else empty."""

    text: str
    log_probability: float
    cut_short: bool = False
    timed: tuple[TimedWord, ...] = ()
    language: str = ""


class Transcriber(Protocol):
    """Anything that writes down stretches of speech (n,) at 16 kHz. `languages` are those it knows, as codes
    of ISO 639; `language` is one of them that is spoken, None: not known."""

    spec: ModelSpec
    languages: tuple[str, ...]

    def analyze(self, inputs: Sequence[Samples], language: str | None = None) -> list[Words]: ...


class MoonshineTranscriber:
    """Best with stretches of 1-20 s that begin and end in pauses."""

    spec = MOONSHINE
    languages: tuple[str, ...] = ("en",)

    def __init__(self, encoder: Session, decoder: Decoder, vocabulary: Sequence[bytes]) -> None:
        self._encoder, self._decoder, self._vocabulary = encoder, decoder, vocabulary

    def analyze(
        self,
        inputs: Sequence[Samples],
        language: str | None = None,  # noqa: ARG002 - it knows one
    ) -> list[Words]:
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
        rows = [_Row(len(state)) for state in states]
        decoding = self._decoder.begin(states)
        tokens = np.full(len(states), _BEGIN, np.int64)
        for _ in range(most_tokens):
            logits, attention = decoding.next(tokens)
            tokens = logits.argmax(axis=1)
            chosen = np.take_along_axis(logits, tokens[:, None], 1)[:, 0]
            log_probabilities = chosen - _log_sum_exp(logits)
            for row, token, value, heard in zip(rows, tokens, log_probabilities, attention, strict=True):
                row.add(int(token), float(value), heard)
            if all(row.ended for row in rows):
                break
        return rows


@dataclass(slots=True)
class _Row:
    """One transcript as it grows, of so many states of the encoder."""

    states: int
    tokens: list[int] = field(default_factory=list)
    log_probabilities: list[float] = field(default_factory=list)
    attention: list[NDArray[np.float32]] = field(default_factory=list)
    ended: bool = False
    looped: bool = False

    def add(self, token: int, log_probability: float, attention: NDArray[np.float32]) -> None:
        if self.ended:
            return
        self.log_probabilities.append(log_probability)
        self.attention.append(attention[: self.states])
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
        heard = np.stack(self.attention[: len(self.tokens) + 1])
        timed = timed_words(
            pieces(self.tokens, vocabulary), self.log_probabilities, heard, STRIDE / RATE, _LATE_S
        )
        return Words(text, float(np.mean(self.log_probabilities)), self.looped or not self.ended, timed)


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
    return _decoded_bytes(b"".join(_piece(token, vocabulary) for token in tokens))


def pieces(tokens: Sequence[int], vocabulary: Sequence[bytes]) -> list[tuple[int, int, str]]:
    """The words of the text with the numbers of their first token and of the one behind their last."""
    begins = [
        number
        for number, token in enumerate(tokens)
        if number == 0 or _piece(token, vocabulary).startswith(_SPACE)
    ]
    found = [
        (begin, end, as_text(tokens[begin:end], vocabulary))
        for begin, end in pairwise([*begins, len(tokens)])
    ]
    return [(begin, end, text) for begin, end, text in found if text]


def _piece(token: int, vocabulary: Sequence[bytes]) -> bytes:
    if token < _FIRST_BYTE:
        return b""
    if token < _FIRST_WORD:
        return bytes([token - _FIRST_BYTE])
    return b"" if vocabulary[token].startswith(b"<<ST_") else vocabulary[token]


def _decoded_bytes(text: bytes) -> str:
    return text.decode("utf-8", errors="ignore").replace(_SPACE.decode(), " ").strip()


def _log_sum_exp(logits: NDArray[np.float32]) -> NDArray[np.float32]:
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
        load_decoder(MOONSHINE.weights.path().read_bytes(), threads),
        read_vocabulary(_TOKENS.path()),
    )

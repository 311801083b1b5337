"""The emotions of a sentence: our own network, trained on GoEmotions (training/text)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from emoscope.domain.text import TEXT_EMOTIONS
from emoscope.inference.session import OnnxSession, Session
from emoscope.inference.weights import ModelSpec, Weights, WeightsMissing

TEXT_EMOTION = ModelSpec(
    id="text-emotion-3",
    weights=Weights(package="emoscope", file="weights/text-emotion-3.onnx", sha256=""),
    licence="Apache-2.0",
    intended_use="The emotions that readers see in an English sentence; not what its writer feels.",
    labels=TEXT_EMOTIONS,
)
TOKENS_AT_MOST = 128
BATCH_TOKENS = 256
"""Tokens of one run, padding included; 1024 outgrow the caches and take half as long again."""

Scores = NDArray[np.float64]


class TextEmotion:
    """Probabilities of the 28 emotions in English sentences."""

    spec = TEXT_EMOTION
    languages: tuple[str, ...] = ("en",)
    """Languages whose scores mean something, as codes of ISO 639."""

    def __init__(self, session: Session, tokenizer: Tokenizer) -> None:
        self._session = session
        self._tokenizer = tokenizer

    def analyze(self, inputs: Sequence[str]) -> list[Scores]:
        """One vector per sentence, in the order of TEXT_EMOTIONS, each value in [0, 1]; of a sentence of
        more than TOKENS_AT_MOST tokens the rest is not read."""
        rows = [encoding.ids for encoding in self._tokenizer.encode_batch(list(inputs))]
        rows = [row if len(row) <= TOKENS_AT_MOST else [*row[: TOKENS_AT_MOST - 1], row[-1]] for row in rows]
        result: list[Scores] = [np.empty(0)] * len(rows)
        for chosen in batches_of_like_length([len(row) for row in rows]):
            for index, scores in zip(chosen, self._run([rows[index] for index in chosen]), strict=True):
                result[index] = scores
        return result

    def _run(self, rows: list[list[int]]) -> NDArray[np.float64]:
        ids = np.zeros((len(rows), max(map(len, rows))), np.int64)
        mask = np.zeros_like(ids)
        for place, row in enumerate(rows):
            ids[place, : len(row)] = row
            mask[place, : len(row)] = 1
        logits = self._session.run({"ids": ids, "mask": mask})["logits"].astype(np.float64)
        return np.asarray(1 / (1 + np.exp(-logits)))


def batches_of_like_length(lengths: Sequence[int]) -> list[list[int]]:
    """Indexes in batches that hold at most BATCH_TOKENS when padded to their longest."""
    batches: list[list[int]] = []
    for index in sorted(range(len(lengths)), key=lambda index: lengths[index]):
        if batches and (len(batches[-1]) + 1) * lengths[index] <= BATCH_TOKENS:
            batches[-1].append(index)
        else:
            batches.append([index])
    return batches


def load_text_emotion(threads: int = 1) -> TextEmotion:
    assert TEXT_EMOTION.weights is not None  # noqa: S101 - stated above
    path = TEXT_EMOTION.weights.path()
    return TextEmotion(OnnxSession(path, threads), load_tokenizer(path.with_suffix(".tokenizer.json")))


def load_tokenizer(path: Path) -> Tokenizer:
    if not path.is_file():
        raise WeightsMissing(f"{path.name} is missing beside the model; install again.")
    return Tokenizer.from_str(path.read_text(encoding="utf-8"))

"""Text models for tests whose answers can be foreseen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from emoscope.analyzers.text_emotion import TEXT_EMOTION
from emoscope.analyzers.text_language import load_language_detector
from emoscope.domain.text import TEXT_EMOTIONS
from emoscope.pipelines.text import TextModels


class WordScorer:
    """0.9 for every label whose name is in the sentence, 0.1 for the others."""

    spec = TEXT_EMOTION
    languages = ("en",)

    def analyze(self, inputs: Sequence[str]) -> list[np.ndarray]:
        return [
            np.array([0.9 if label in sentence.lower() else 0.1 for label in TEXT_EMOTIONS])
            for sentence in inputs
        ]


def word_models() -> TextModels:
    return TextModels(WordScorer(), load_language_detector())

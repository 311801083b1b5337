"""Texts of which some were scored before: only the others are scored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from emoscope.domain.text import Sentence
from emoscope.pipelines.text import TextScorer


class RememberingScorer:
    """Scores each sentence once; gives back what is known of those that were scored before."""

    def __init__(self, scorer: TextScorer, before: Iterable[Sentence] = ()) -> None:
        self.spec, self.languages, self._scorer = scorer.spec, scorer.languages, scorer
        self._known: dict[str, NDArray[np.float64]] = {
            sentence.text: np.array(list(sentence.emotions.values()))
            for sentence in before
            if sentence.emotions is not None
        }

    def analyze(self, inputs: Sequence[str]) -> list[NDArray[np.float64]]:
        new = [text for text in dict.fromkeys(inputs) if text not in self._known]
        if new:
            self._known.update(zip(new, self._scorer.analyze(new), strict=True))
        return [self._known[text] for text in inputs]

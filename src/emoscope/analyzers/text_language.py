"""Which language a text is in: py3langid's naive Bayes over byte n-grams, whose model the package carries."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Protocol

from py3langid.langid import MODEL_FILE, LanguageIdentifier

UNKNOWN = "und"
_SURE = 0.5
_RULED_OUT = 0.1
_READ_AT_MOST = 1000


class LanguageDetector(Protocol):
    """Names the language of each text by its code of ISO 639, UNKNOWN where it cannot tell."""

    def analyze(self, inputs: Sequence[str]) -> list[str]: ...


class LangidDetector:
    """Says a language only where it is sure of it: three words of slang look like Welsh to any detector."""

    id = "text-language-py3langid-0.4"

    def __init__(self, identifier: LanguageIdentifier, known: str) -> None:
        self._identifier = identifier
        self._known = known

    def analyze(self, inputs: Sequence[str]) -> list[str]:
        return [self._one(text) for text in inputs]

    def _one(self, text: str) -> str:
        ranked = dict(self._identifier.rank(text[:_READ_AT_MOST]))
        language, probability = next(iter(ranked.items()))
        if language == "zxx" or probability < _SURE:  # zxx: no linguistic content
            return UNKNOWN
        if language != self._known and ranked.get(self._known, 0.0) > _RULED_OUT:
            return UNKNOWN
        return str(language)


@cache
def load_language_detector(known: str = "en") -> LangidDetector:
    """`known` is the language that doubtful texts are not to be taken from."""
    return LangidDetector(LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True), known)

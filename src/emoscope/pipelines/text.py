"""A text in, scored sentences out, a batch at a time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from emoscope.analyzers.sentences import Piece, paragraphs, sentences
from emoscope.analyzers.text_language import UNKNOWN
from emoscope.domain.text import TEXT_EMOTIONS, Sentence, TextScores, TextSummary, WordWeight
from emoscope.domain.video import Progress, ReportProgress
from emoscope.inference.weights import ModelSpec

SENTENCES_AT_ONCE = 256
SPLITTER = "text-sentences-sentencex-1"
_PLAINLY_ENGLISH = re.compile(
    r"\b(?:the|and|you|i'm|it's|that's|don't|of|to|my|your|this|with|are|have|what|not|for|they|we|she)\b",
    re.IGNORECASE,
)
_TELLING_LENGTH = 20
_WORD = re.compile(r"\S+")


class TextScorer(Protocol):
    """Gives the 28 probabilities of each sentence; `languages` are those in which they mean something."""

    spec: ModelSpec
    languages: tuple[str, ...]

    def analyze(self, inputs: Sequence[str]) -> list[NDArray[np.float64]]: ...


class NamedDetector(Protocol):
    """Names languages; `id` is stored with results."""

    id: str

    def analyze(self, inputs: Sequence[str]) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class TextModels:
    """What is run on a text. All are safe to use from several threads."""

    scorer: TextScorer
    language: NamedDetector

    def ids(self) -> Mapping[str, str]:
        return {
            "text-emotion": self.scorer.spec.id,
            "text-language": self.language.id,
            "text-sentences": SPLITTER,
        }


def analyze(text: str, models: TextModels, report: ReportProgress) -> Iterator[list[Sentence]]:
    """The scored sentences in order, some hundred at a time, so that memory does not follow the text."""
    batch: list[tuple[Piece, str]] = []
    fallback = _first_known(models, [text]) or models.scorer.languages[0]
    report(Progress("sentences", 0.0))
    for number, (start, end) in enumerate(paragraphs(text)):
        around = _first_known(models, [text[start:end]]) or fallback
        for piece in sentences(text, start, end, number, around):
            batch.append((piece, around))
            if len(batch) == SENTENCES_AT_ONCE:
                yield _scored(text, batch, models)
                report(Progress("sentences", piece.end / len(text)))
                batch = []
    if batch:
        yield _scored(text, batch, models)
    report(Progress("sentences", 1.0))


def score_sentences(texts: Sequence[str], models: TextModels) -> list[TextScores | None]:
    """The scores of sentences that stand for themselves, as those of a transcript do; None where the language
    is one that the model does not know."""
    around = _first_known(models, [" ".join(texts)[:1000]]) or models.scorer.languages[0]
    known = [_language(text, around, models) in models.scorer.languages for text in texts]
    found = iter(
        models.scorer.analyze([text for text, is_known in zip(texts, known, strict=True) if is_known])
    )
    return [named(next(found)) if is_known else None for is_known in known]


def named(scores: NDArray[np.float64]) -> dict[str, float]:
    return dict(zip(TEXT_EMOTIONS, scores.tolist(), strict=True))


def _scored(text: str, batch: Sequence[tuple[Piece, str]], models: TextModels) -> list[Sentence]:
    pieces = [piece for piece, _ in batch]
    words = [text[piece.start : piece.end] for piece in pieces]
    languages = [_language(part, around, models) for part, (_, around) in zip(words, batch, strict=True)]
    known = [index for index, language in enumerate(languages) if language in models.scorer.languages]
    found = dict(zip(known, models.scorer.analyze([words[index] for index in known]), strict=True))
    return [
        Sentence(
            text=words[index],
            start=piece.start,
            end=piece.end,
            paragraph=piece.paragraph,
            language=languages[index],
            emotions=named(found[index]) if index in found else None,
        )
        for index, piece in enumerate(pieces)
    ]


def _language(sentence: str, around: str, models: TextModels) -> str:
    """The sentence's own language where it shows, else that of what stands around it."""
    if around == "en":
        too_short_to_tell = len(sentence) < _TELLING_LENGTH and sentence.isascii()
        if too_short_to_tell or _PLAINLY_ENGLISH.search(sentence):
            return around
    return _first_known(models, [sentence]) or around


def _first_known(models: TextModels, texts: Sequence[str]) -> str:
    return next((found for found in models.language.analyze(texts) if found != UNKNOWN), "")


class Tally:
    """Adds up sentences to the figures of the stretch they come from."""

    def __init__(self) -> None:
        self._sum = np.zeros(len(TEXT_EMOTIONS))
        self._peak = np.zeros(len(TEXT_EMOTIONS))
        self._weight = 0
        self._words: Counter[str] = Counter()
        self._sentences = self._scored = 0

    def add(self, sentence: Sentence) -> None:
        words = len(_WORD.findall(sentence.text))
        self._sentences += 1
        self._words[sentence.language] += words
        if sentence.emotions is not None:
            scores = np.array(list(sentence.emotions.values()))
            self._scored += 1
            self._weight += words
            self._sum += words * scores
            self._peak = np.maximum(self._peak, scores)

    def summary(self) -> TextSummary:
        common = self._words.most_common(1)
        return TextSummary(
            language=common[0][0] if common else "",
            words=self._words.total(),
            sentences=self._sentences,
            scored_sentences=self._scored,
            emotions=named(self._sum / self._weight) if self._scored else None,
            peak=named(self._peak) if self._scored else None,
        )


def summarised(several: Iterable[Sentence]) -> TextSummary:
    tally = Tally()
    for sentence in several:
        tally.add(sentence)
    return tally.summary()


def attribute_words(sentence: str, scorer: TextScorer, label: str = "") -> list[WordWeight]:
    """What each word does for a label (by default the likeliest): its probability with the word less that
    without it. One run of the network over the sentence and its versions that lack a word."""
    words = list(_WORD.finditer(sentence))
    without = [sentence[: word.start()] + sentence[word.end() :] for word in words]
    whole, *parts = scorer.analyze([sentence, *without])
    column = TEXT_EMOTIONS.index(label) if label else int(whole.argmax())
    return [
        WordWeight(word.group(), word.start(), word.end(), float(whole[column] - part[column]))
        for word, part in zip(words, parts, strict=True)
    ]

"""What is known of a text and what an analysis of it yields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

TEXT_EMOTIONS: tuple[str, ...] = (
    "admiration", "amusement", "anger", "annoyance", "approval", "caring", "confusion", "curiosity", "desire",
    "disappointment", "disapproval", "disgust", "embarrassment", "excitement", "fear", "gratitude", "grief",
    "joy", "love", "nervousness", "optimism", "pride", "realization", "relief", "remorse", "sadness",
    "surprise", "neutral",
)  # fmt: skip
"""The 28 labels of GoEmotions (Demszky et al. 2020), in its order."""

TextScores = Mapping[str, float]
"""Label to probability in [0, 1], in the order of TEXT_EMOTIONS; the labels are independent of each other."""


class Sentiment(StrEnum):
    """The four groups that the authors of GoEmotions sort its labels into."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    AMBIGUOUS = "ambiguous"
    NEUTRAL = "neutral"


SENTIMENT_GROUPS: Mapping[Sentiment, tuple[str, ...]] = {
    Sentiment.POSITIVE: (
        "admiration", "amusement", "approval", "caring", "desire", "excitement", "gratitude", "joy", "love",
        "optimism", "pride", "relief",
    ),
    Sentiment.NEGATIVE: (
        "anger", "annoyance", "disappointment", "disapproval", "disgust", "embarrassment", "fear", "grief",
        "nervousness", "remorse", "sadness",
    ),
    Sentiment.AMBIGUOUS: ("confusion", "curiosity", "realization", "surprise"),
    Sentiment.NEUTRAL: ("neutral",),
}  # fmt: skip


def sentiment_scores(emotions: TextScores) -> dict[str, float]:
    """Group to the probability of its likeliest label; labels of a group are too alike to be added up."""
    return {
        group.value: max(emotions[label] for label in labels) for group, labels in SENTIMENT_GROUPS.items()
    }


def leading(scores: Mapping[str, float]) -> str:
    """The likeliest label; of equals the first."""
    return max(scores, key=lambda name: scores[name])


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a text: `text` is the part from `start` to `end`, in characters of the original.

    `paragraph` counts from 0. `language` is a code of ISO 639. `emotions` is None in a language that the
    model does not know.
    """

    text: str
    start: int
    end: int
    paragraph: int
    language: str
    emotions: TextScores | None

    @property
    def top(self) -> str | None:
        """The likeliest label, None where there are no scores."""
        return leading(self.emotions) if self.emotions else None

    @property
    def sentiment(self) -> str | None:
        return leading(sentiment_scores(self.emotions)) if self.emotions else None


@dataclass(frozen=True, slots=True)
class TextSummary:
    """Figures of a whole text or paragraph.

    `emotions` are means over the scored sentences, weighted by their length in words; `peak` is the highest
    probability that any sentence gave a label. Both are None where no sentence was scored. `language` is the
    one most words are in, empty where there are none.
    """

    language: str
    words: int
    sentences: int
    scored_sentences: int
    emotions: TextScores | None
    peak: TextScores | None

    @property
    def sentiment(self) -> str | None:
        return leading(sentiment_scores(self.emotions)) if self.emotions else None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: where it lies in the original, in characters, and its figures."""

    start: int
    end: int
    summary: TextSummary


@dataclass(frozen=True, slots=True)
class WordWeight:
    """How much a word speaks for a label: the probability lost without it. Offsets in the sentence."""

    word: str
    start: int
    end: int
    weight: float

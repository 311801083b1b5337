"""`analyze_text`: the emotions of a text in one call, no server, no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

import polars as pl

from emoscope.domain.text import (
    TEXT_EMOTIONS,
    Paragraph,
    Sentence,
    TextScores,
    TextSummary,
    WordWeight,
    sentiment_scores,
)
from emoscope.domain.video import Progress, ReportProgress
from emoscope.library.models import default_text_models
from emoscope.pipelines import text as pipeline

_COLUMNS = {
    "paragraph": pl.Int64, "start": pl.Int64, "end": pl.Int64, "sentence": pl.String, "language": pl.String,
    "top": pl.String, "sentiment": pl.String, **dict.fromkeys(TEXT_EMOTIONS, pl.Float64),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TextResult:
    """What a text says.

    `sentences[i]` has `.text`, `.start`, `.end` (characters of the original), `.paragraph`, `.language`,
    `.emotions` (28 labels to independent probabilities), `.top` and `.sentiment`. Scores are None in
    languages that the model does not know. `models` maps a job to the id of the model that did it.
    """

    text: str
    sentences: tuple[Sentence, ...]
    summary: TextSummary
    models: Mapping[str, str]

    @property
    def emotions(self) -> TextScores | None:
        """Label to mean probability, sentences weighted by their words; None where none was scored."""
        return self.summary.emotions

    @property
    def peak(self) -> TextScores | None:
        """Label to the highest probability that any sentence gave it; None where none was scored."""
        return self.summary.peak

    @property
    def language(self) -> str:
        """The language of most words, a code of ISO 639; empty for a text without words."""
        return self.summary.language

    @property
    def sentiment(self) -> Mapping[str, float] | None:
        """positive, negative, ambiguous, neutral: the probability of the likeliest label in each group."""
        return sentiment_scores(self.summary.emotions) if self.summary.emotions else None

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """Stretches between empty lines, with figures of their own."""
        found = []
        for _, group in groupby(self.sentences, key=lambda sentence: sentence.paragraph):
            several = list(group)
            found.append(Paragraph(several[0].start, several[-1].end, pipeline.summarised(several)))
        return tuple(found)

    def attribution(self, sentence: int, label: str = "") -> list[WordWeight]:
        """How much each word of a sentence speaks for a label, by default its likeliest; empty where the
        sentence has no scores."""
        chosen = self.sentences[sentence]
        if chosen.emotions is None:
            return []
        return pipeline.attribute_words(chosen.text, default_text_models().scorer, label)

    def to_polars(self) -> pl.DataFrame:
        """A row per sentence: paragraph, start, end, sentence, language, top, sentiment, the 28 labels."""
        rows = [
            (s.paragraph, s.start, s.end, s.text, s.language, s.top, s.sentiment)
            + (tuple(s.emotions.values()) if s.emotions else (None,) * len(TEXT_EMOTIONS))
            for s in self.sentences
        ]
        return pl.DataFrame(rows, schema=_COLUMNS, orient="row")


def analyze_text(text: str, *, on_progress: ReportProgress | None = None) -> TextResult:
    """Split a text into sentences and score the 28 emotions of GoEmotions in each. English; sentences in
    other languages are marked and not scored."""
    models = default_text_models()
    tally = pipeline.Tally()
    found: list[Sentence] = []
    for batch in pipeline.analyze(text, models, on_progress or _ignore):
        found += batch
        for sentence in batch:
            tally.add(sentence)
    return TextResult(text=text, sentences=tuple(found), summary=tally.summary(), models=models.ids())


def _ignore(_progress: Progress) -> None:
    """Nobody wants to know."""

"""From what we know to what the contract says."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from emoscope.api.sound import SpokenLine
from emoscope.api.translate import failure, time_of
from emoscope.db.models import Medium, TextRecord
from emoscope.domain.text import TEXT_EMOTIONS, Sentence, TextScores, leading, sentiment_scores
from emoscope.library.text import TextResult
from emoscope.rendering.tables import safe_cell
from emoscope.texts import schemas as wire
from emoscope.texts.repository import Text

_ROWS_AT_ONCE = 500


def accepted(medium: Medium, words: int) -> wire.TextEmotionResponseV2:
    return wire.TextEmotionResponseV2(**_heading(medium, words))


def list_item(medium: Medium, record: TextRecord) -> wire.TextListItem:
    return wire.TextListItem(
        **_heading(medium, record.word_count),
        language=record.language,
        project_id=medium.project_id,
        top=leading(record.emotions) if record.emotions else "",
        error=failure(medium),
    )


def _heading(medium: Medium, words: int) -> dict[str, object]:
    return {
        "id": medium.id,
        "title": medium.title,
        "status": medium.status,
        "word_count": words,
        "user_id": medium.user_id,
        "created_at": time_of(medium.created_at),
    }


def text(found: Text, content: str, sentences: Iterable[Sentence] | None) -> wire.FetchTextResponse:
    """The document of a text; `sentences` is None while it is not analysed."""
    return _text(found, content, None if sentences is None else [segment(sentence) for sentence in sentences])


def transcript(found: Text, content: str, lines: Iterable[SpokenLine]) -> wire.FetchTextResponse:
    """The document of a text whose words were spoken."""
    return _text(found, content, [_line(line) for line in lines])


def _line(line: SpokenLine) -> wire.TranscriptEmotions:
    scores = _rounded(line.emotions or {})
    return wire.TranscriptEmotions(
        start_time=line.start_ms,
        end_time=line.end_ms,
        speaker_id=line.speaker_id,
        name=line.name or None,
        segment=line.text,
        emotions={label: f"{score:.6f}" for label, score in scores.items()} or None,
        max_emotion={"emotion": leading(scores), "score": max(scores.values())} if scores else {},
    )


def _text(
    found: Text, content: str, segments: list[wire.Emotions | wire.TranscriptEmotions] | None
) -> wire.FetchTextResponse:
    medium, record, job = found.medium, found.record, found.job
    return wire.FetchTextResponse(
        **_heading(medium, record.word_count),
        text=content,
        parent_id=record.parent_id or None,
        document_type="transcript" if record.parent_id else "text",
        error=failure(medium),
        stage=job.stage if job else "",
        progress=job.progress if job else 0,
        attempts=job.attempts if job else 0,
        model_id=record.models.get("text-emotion"),
        models=record.models,
        language=record.language,
        sentence_count=record.sentence_count,
        scored_count=record.scored_count,
        segments=segments,
        **_figures(record.emotions, record.peak),
    )


def _figures(emotions: TextScores | None, peak: TextScores | None) -> dict[str, object]:
    if emotions is None or peak is None:
        return {}
    return {
        "emotions": _rounded(emotions),
        "peak": _rounded(peak),
        "top": leading(emotions),
        "sentiment": _rounded(sentiment_scores(emotions)),
    }


def segment(sentence: Sentence) -> wire.Emotions:
    return wire.Emotions(
        sentence=sentence.text,
        emotions=_rounded(sentence.emotions or {}),
        start=sentence.start,
        end=sentence.end,
        paragraph=sentence.paragraph,
        language=sentence.language,
        top=sentence.top,
        sentiment=sentence.sentiment,
    )


def _rounded(scores: Mapping[str, float]) -> dict[str, float]:
    return {name: round(float(score), 6) for name, score in scores.items()}


def document(result: TextResult, title: str, created_at: datetime) -> wire.FetchTextResponse:
    """The document of a text that was analysed without a server."""
    summary = result.summary
    return wire.FetchTextResponse(
        id="",
        status="completed",
        title=title,
        created_at=time_of(created_at),
        text=result.text,
        word_count=summary.words,
        progress=100,
        stage="done",
        model_id=result.models["text-emotion"],
        models=dict(result.models),
        language=summary.language,
        sentence_count=summary.sentences,
        scored_count=summary.scored_sentences,
        segments=[segment(sentence) for sentence in result.sentences],
        **_figures(summary.emotions, summary.peak),
    )


def report(sentences: Iterable[Sentence]) -> Iterator[str]:
    """The CSV table of a text, a few hundred lines at a time."""
    page = io.StringIO()
    writer = csv.writer(page)
    writer.writerow(
        ["sentence_id", "paragraph", "start", "end", "sentence", "language", "top_emotion", "sentiment",
         *TEXT_EMOTIONS]
    )  # fmt: skip
    for number, sentence in enumerate(sentences):
        scores = [f"{score:.6f}" for score in (sentence.emotions or {}).values()]
        writer.writerow(
            [number, sentence.paragraph, sentence.start, sentence.end, safe_cell(sentence.text),
             sentence.language, sentence.top or "", sentence.sentiment or "",
             *(scores or [""] * len(TEXT_EMOTIONS))]
        )  # fmt: skip
        if number % _ROWS_AT_ONCE == _ROWS_AT_ONCE - 1:
            yield page.getvalue()
            page.seek(0)
            page.truncate()
    yield page.getvalue()

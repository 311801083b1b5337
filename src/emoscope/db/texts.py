"""The figures of texts, written wherever words are scored: texts that were sent, and transcripts."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from emoscope.db.models import TextRecord
from emoscope.domain.text import TextSummary


def replace_predictions(
    session: Session, text_id: str, run_id: str, summary: TextSummary, models: Mapping[str, str], key: str
) -> None:
    """Puts one run's figures in the place of those of any run before it."""
    record = session.get_one(TextRecord, text_id)
    record.run_id = run_id
    record.language = summary.language
    record.sentence_count = summary.sentences
    record.scored_count = summary.scored_sentences
    record.emotions = dict(summary.emotions) if summary.emotions is not None else None
    record.peak = dict(summary.peak) if summary.peak is not None else None
    record.models = dict(models)
    record.sentences_key = key

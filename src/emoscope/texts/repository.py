"""SQL on texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from emoscope.db.models import Job, Medium, TextRecord
from emoscope.jobs import records


@dataclass(frozen=True, slots=True)
class Text:
    """A text with whatever is known of it so far."""

    medium: Medium
    record: TextRecord
    job: Job | None

    @property
    def is_analysed(self) -> bool:
        return bool(self.record.sentences_key)


def load(session: Session, medium: Medium) -> Text:
    return Text(medium, session.get_one(TextRecord, medium.id), records.latest(session, medium.id))


def records_of(session: Session, text_ids: Sequence[str]) -> dict[str, TextRecord]:
    found = session.scalars(select(TextRecord).where(TextRecord.media_id.in_(text_ids)))
    return {record.media_id: record for record in found}


def forget_predictions(session: Session, text_id: str, word_count: int) -> None:
    """Leaves nothing of what was found in the words that were there before."""
    record = session.get_one(TextRecord, text_id)
    record.word_count = word_count
    record.run_id = record.language = record.sentences_key = ""
    record.sentence_count = record.scored_count = 0
    record.emotions = record.peak = None
    record.models = {}

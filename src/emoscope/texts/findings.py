"""What is known of a text."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from emoscope.api.findings import of_medium
from emoscope.db.models import Medium
from emoscope.domain.findings import Findings
from emoscope.storage.objects import Objects
from emoscope.storage.sentence_table import read_sentences
from emoscope.texts import repository


def findings(session: Session, objects: Objects, medium: Medium) -> Findings | None:
    """What was read; None where no analysis is stored. FileNotFoundError where its objects went away."""
    found = repository.load(session, medium)
    if not found.is_analysed:
        return None
    record = found.record
    content = objects.read(medium.object_key).decode()
    return replace(
        of_medium(medium),
        language=record.language,
        parent_id=record.parent_id,
        text_emotions=record.emotions,
        sentences=tuple(read_sentences(objects, record.sentences_key, content, 0, None)),
        words=record.word_count,
        models=record.models,
    )

"""What is known of an audio, edits included."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from emoscope.api.findings import of_medium
from emoscope.audios import repository
from emoscope.audios.edited_view import EditedSegment, EditedSpeaker
from emoscope.audios.showing import show
from emoscope.db.models import Medium
from emoscope.domain.findings import Findings, SegmentFindings, SpeakerFindings
from emoscope.storage.objects import Objects


def findings(session: Session, objects: Objects, medium: Medium) -> Findings | None:
    """What was heard; None where no analysis is stored. FileNotFoundError where its objects went away."""
    found = repository.load(session, medium)
    if not found.is_analysed:
        return None
    record, view = found.record, show(session, objects, found.record)
    return replace(
        of_medium(medium),
        language=view.language,
        audio_id=medium.id,
        text_id=record.text_id,
        parent_id=record.parent_id,
        speakers=tuple(_speaker(one) for one in view.speakers),
        segments=tuple(_segment(one) for one in view.segments),
        speech_ms=view.speech_ms,
        voice_emotions=view.emotions,
        text_emotions=view.text_emotions,
        words=len(view.text.split()),
        notes=record.notes,
        models=record.models,
        edited=view.edited,
    )


def _speaker(one: EditedSpeaker) -> SpeakerFindings:
    return SpeakerFindings(
        speaker_id=one.speaker_id,
        name=one.name,
        named=one.named,
        face_id=None,
        speaking_ms=one.speaking_ms,
        segment_count=one.segment_count,
        emotions=one.emotions,
        text_emotions=one.text_emotions,
    )


def _segment(one: EditedSegment) -> SegmentFindings:
    return SegmentFindings(
        index=one.index,
        start_ms=one.start_ms,
        end_ms=one.end_ms,
        speaker_id=one.speaker_id,
        text=one.text,
        language=one.language,
        emotions=one.emotions,
        text_emotions=one.text_emotions,
        prosody=one.prosody,
        words=one.words,
    )

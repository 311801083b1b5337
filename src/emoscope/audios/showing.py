"""Audios as they are shown, from what is stored of them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from emoscope.api.edit_history import History, replay
from emoscope.audios.edited_view import EditedAudio, Predicted, edited
from emoscope.audios.segment_scores import NO_SCORES, read_scores
from emoscope.audios.segment_table import read_segments
from emoscope.audios.transcript_edits import KINDS, brings_words_or_times
from emoscope.db import edits
from emoscope.db.audio_models import AudioRecord
from emoscope.storage.objects import Objects


def show(session: Session, objects: Objects, record: AudioRecord) -> EditedAudio:
    """The audio with all edits in effect; FileNotFoundError where its objects went away."""
    return shown_as(objects, record, history_of(session, record.media_id))


def shown_as(objects: Objects, record: AudioRecord, history: History) -> EditedAudio:
    in_effect = history.effective
    by_hand = any(brings_words_or_times(kind) for kind, _ in in_effect)
    scores = read_scores(objects, record.segments_key) if by_hand else NO_SCORES
    return edited(predicted(objects, record), in_effect, scores)


def history_of(session: Session, audio_id: str) -> History:
    return replay(edits.of_medium(session, audio_id), KINDS)


def predicted(objects: Objects, record: AudioRecord) -> Predicted:
    """What the newest analysis found, without any edit."""
    return Predicted(read_segments(objects, record.segments_key), record.speech_ms, record.language)

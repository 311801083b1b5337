"""What a worker does to work out apparent personality."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl
from sqlalchemy.orm import Session

from emoscope.analyzers.apparent_personality import load_apparent_personality
from emoscope.api import media
from emoscope.api.findings import FindingsOf
from emoscope.db import edits
from emoscope.db.engine import SessionFactory, reading
from emoscope.db.models import Medium, VideoRecord
from emoscope.domain.personality import Impression, TimedImpression
from emoscope.domain.video import Progress
from emoscope.errors import Cancelled
from emoscope.jobs.running import Attempt, Outcome
from emoscope.pipelines import personality as pipeline
from emoscope.pipelines.personality import INTERVAL_MS, Spoken
from emoscope.storage.objects import Objects
from emoscope.videos import personality_store, repository, speaker_match_store
from emoscope.videos.edited_view import SUMMARY_COLUMNS, View, corrected
from emoscope.videos.personality_store import BY_SEGMENT, OVERALL
from emoscope.videos.service import KIND
from emoscope.videos.tables import whole_table


@dataclass(frozen=True, slots=True)
class _Subject:
    """A face, what is wanted of it, and what there is to go by."""

    video: Medium
    record: VideoRecord
    view: View
    audio: Medium | None
    face_id: int
    speaker_id: int | None
    parts: Sequence[str]


@dataclass(frozen=True, slots=True)
class PersonalityEstimation:
    """The handler of `estimate_personality` jobs."""

    sessions: SessionFactory
    objects: Objects
    findings_of: FindingsOf

    def __call__(self, attempt: Attempt) -> Outcome:
        with reading(self.sessions) as session:
            subject = _subject(session, attempt)
        if subject is None:  # an edit made it pointless meanwhile
            return _nothing()
        attempt.report(Progress("looking", 0.0))
        speech = self._speech(subject.audio) if subject.audio else []
        rows = self._rows(subject)
        attempt.report(Progress("judging", 0.8))
        model = load_apparent_personality()
        what = (rows, speech, subject.speaker_id, _span_ms(subject.video), model)
        results: dict[str, dict[str, Any]] = {}
        if OVERALL in subject.parts:
            results[OVERALL] = as_json(pipeline.overall(*what))
        if BY_SEGMENT in subject.parts:
            results[BY_SEGMENT] = segments_as_json(pipeline.by_segment(*what))
        return Outcome(
            write=lambda session: _write(session, attempt, model.spec.id, results),
            discard=lambda: None,
            tidy=lambda: None,
        )

    def _rows(self, subject: _Subject) -> pl.DataFrame:
        columns = dict.fromkeys((*SUMMARY_COLUMNS, *pipeline.COLUMNS))
        rows = corrected(whole_table(self.objects, subject.record, *columns), subject.view.corrections)
        return rows.filter(pl.col("face_id") == subject.face_id)

    def _speech(self, audio: Medium) -> list[Spoken]:
        return [
            Spoken(
                one.start_ms,
                one.end_ms,
                one.speaker_id,
                one.text,
                one.language,
                one.text_emotions,
                one.prosody,
            )
            for one in self.findings_of(audio).segments
        ]


def _subject(session: Session, attempt: Attempt) -> _Subject | None:
    video = media.find(session, KIND, attempt.subject_id)
    record = session.get(VideoRecord, attempt.subject_id)
    if video is None or record is None:
        raise Cancelled("The video was deleted.")
    wanted = personality_store.of_job(session, attempt.job_id)
    if not wanted:
        return None
    view, face = repository.view_of(session, record), wanted[0].face_id
    speaker = view.speakers.get(face) if wanted[0].speech_version else None
    audio = speaker_match_store.ready_sound_of(session, video.id)[0] if speaker is not None else None
    return _Subject(video, record, view, audio, face, speaker, [row.part for row in wanted])


def _span_ms(video: Medium) -> tuple[int, int]:
    """The part of the video that was analysed."""
    return video.start_ms, min(video.end_ms or video.duration_ms, video.duration_ms)


def _write(session: Session, attempt: Attempt, model: str, results: Mapping[str, dict[str, Any]]) -> None:
    """What an edit has made pointless meanwhile is gone from the table and stays so."""
    edits.lock(session, attempt.subject_id)
    for row in personality_store.of_job(session, attempt.job_id):
        if row.part in results:
            personality_store.finish(row, model, results[row.part])


def _nothing() -> Outcome:
    return Outcome(write=lambda _session: None, discard=lambda: None, tidy=lambda: None)


def as_json(impression: Impression) -> dict[str, Any]:
    kept = asdict(impression)
    kept["cues"] = list(kept["cues"])
    return kept


def segments_as_json(found: Sequence[TimedImpression]) -> dict[str, Any]:
    return {
        "interval_ms": INTERVAL_MS,
        "segments": [
            {
                "number": one.number,
                "start_ms": one.start_ms,
                "end_ms": one.end_ms,
                "traits": dict(one.impression.traits),
                "confidences": dict(one.impression.confidences),
                "confidence": one.impression.confidence,
            }
            for one in found
        ],
    }

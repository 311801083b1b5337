"""Apparent personality of the faces of a video, worked out on demand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from emoscope.api import media
from emoscope.api.keys import Identity
from emoscope.api.media import Desk
from emoscope.db import edits
from emoscope.db.engine import reading
from emoscope.db.models import Job, Medium, VideoRecord
from emoscope.db.people_models import Personality
from emoscope.errors import EmoscopeError
from emoscope.jobs import callbacks, ledger, records
from emoscope.jobs.sending import unit_of_work
from emoscope.videos import personality_store, repository, speaker_match_store
from emoscope.videos.personality_store import BY_SEGMENT, OVERALL
from emoscope.videos.repository import Video
from emoscope.videos.service import KIND, require_face

ESTIMATE = "estimate_personality"
"""Not called an analysis: jobs whose kinds begin so decide the status of the video."""

EVENT = "personality"
PARTS: Mapping[str, Sequence[str]] = {
    OVERALL: (OVERALL,),
    BY_SEGMENT: (BY_SEGMENT,),
    "combined": (OVERALL, BY_SEGMENT),
}
"""What each type of analysis works out."""


class BadAnalysisType(EmoscopeError):
    code = "bad_analysis_type"
    status = 422
    title = "No such type of analysis"


@dataclass(frozen=True, slots=True)
class Part:
    """One analysis that was asked for, and its job, None where that is gone."""

    row: Personality
    job: Job | None

    @property
    def status(self) -> str:
        if self.row.result is not None:
            return "completed"
        if self.job is None or self.job.status in {"failed", "completed"}:
            return "failed"
        return "pending" if self.job.status == "queue" else "processing"

    @property
    def percentage(self) -> int:
        if self.row.result is not None:
            return 100
        return self.job.progress if self.job else 0

    @property
    def message(self) -> str:
        if self.status != "failed":
            return ""
        return (
            self.job.error_message if self.job else ""
        ) or "The analysis was called off; ask for it again."


@dataclass(frozen=True, slots=True)
class State:
    """What is known of the apparent personality of a face."""

    speaker_id: int | None
    parts: Mapping[str, Part]


def trigger(
    desk: Desk, user: Identity, video_id: str, face_id: int, analysis_type: str, callback_url: str
) -> int | None:
    """Sets a worker to the analyses that are not under way. Returns the voice linked to the face.

    Raises BadAnalysisType, BadCallback, NotAnalysed while video or linked audio are not completed,
    CreditExpired, FaceNotFound.
    """
    if analysis_type not in PARTS:
        raise BadAnalysisType(f"analysis_type is {analysis_type!r}; accepted are {', '.join(PARTS)}.")
    media.check_callback(desk, callback_url)
    with unit_of_work(desk.sessions, desk.transport) as session:
        medium = media.readable(session, user, KIND, video_id)
        if medium.status != "completed":
            raise media.not_analysed(medium)
        ledger.check(session, medium.user_id)
        edits.lock(session, medium.id)
        video = repository.load(session, medium)
        require_face(video, face_id)
        speaker = _speaker(session, video, face_id)
        speech = _speech(session, medium) if speaker is not None else ""
        known = _parts(session, medium.id, face_id)
        under_way = {
            part: known[part].job
            for part in PARTS[analysis_type]
            if part in known and known[part].status in {"pending", "processing"}
        }
        wanted = [part for part in PARTS[analysis_type] if part not in under_way]
        jobs = [job for job in under_way.values() if job is not None]
        if wanted:
            job = records.enqueue(session, ESTIMATE, medium.id, desk.job_attempts, media.request_id())
            jobs.append(job)
            for part in wanted:
                personality_store.ask(session, medium.id, face_id, part, job.id, speech)
        for job in {job.id: job for job in jobs if callback_url}.values():
            callbacks.expect(session, medium, job, EVENT, callback_url)
        return speaker


def _speaker(session: Session, video: Video, face_id: int) -> int | None:
    """The voice linked to a face, None where the audio in which it was heard is gone."""
    has_sound = speaker_match_store.sound_of(session, video.medium.id) is not None
    return video.view.speakers.get(face_id) if has_sound else None


def _speech(session: Session, video: Medium) -> str:
    sound = speaker_match_store.sound_of(session, video.id)
    if sound is not None and sound[0].status != "completed":
        raise media.not_analysed(sound[0])
    return speaker_match_store.speech_version(session, video.id)


def _parts(session: Session, video_id: str, face_id: int) -> dict[str, Part]:
    rows = personality_store.of_face(session, video_id, face_id)
    return {part: Part(row, session.get(Job, row.job_id)) for part, row in sorted(rows.items(), reverse=True)}


def state_of(desk: Desk, user: Identity, video_id: str, face_id: int) -> State:
    """NotAnalysed while the video has no results, FaceNotFound."""
    with reading(desk.sessions) as session:
        medium = media.readable(session, user, KIND, video_id)
        if session.get(VideoRecord, medium.id) is None:
            raise media.not_analysed(medium)
        video: Video = repository.load(session, medium)
        require_face(video, face_id)
        return State(_speaker(session, video, face_id), _parts(session, medium.id, face_id))


def face_of_job(session: Session, job_id: str) -> int | None:
    """The face that a job was about, None where what it did is forgotten."""
    rows = personality_store.of_job(session, job_id)
    return rows[0].face_id if rows else None

"""The sound of a video, analysed within the video's own job; see `api.sound.SoundStage`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from emoscope.audios import repository
from emoscope.audios.repository import KIND, Wishes
from emoscope.audios.runs import Listener, Subject
from emoscope.db import children
from emoscope.db.engine import SessionFactory
from emoscope.db.models import Medium
from emoscope.domain.video import MediaLimits, ReportProgress
from emoscope.jobs import records
from emoscope.jobs.running import Attempt, Outcome
from emoscope.library.models import default_audio_models
from emoscope.storage.objects import Objects


@dataclass(frozen=True, slots=True)
class SoundOfVideos:
    """Takes the place of any analysis of the same sound that is under way."""

    sessions: SessionFactory
    objects: Objects
    limits: MediaLimits
    threads: int

    def __call__(self, attempt: Attempt, video: Medium, path: Path, report: ReportProgress) -> Outcome:
        with self.sessions.begin() as session:
            subject = _subject(session, video)
            if not subject.is_new:
                records.hand_over(session, subject.medium.id, attempt.job_id)
        listener = Listener(self.objects, default_audio_models(self.threads), self.limits)
        return listener.run(attempt, subject, path, report)


def _subject(session: Session, video: Medium) -> Subject:
    """The video's audio, a new one where it has none."""
    record = children.sound_record(session, video.id)
    if record is not None:
        return Subject(session.get_one(Medium, record.media_id), record)
    audio_id = children.sound_of(video.id)
    medium = Medium(
        id=audio_id,
        user_id=video.user_id,
        kind=KIND,
        title=video.title,
        project_id=video.project_id,
        source=video.source,
        source_url=video.source_url,
        file_name=video.file_name,
        object_key=video.object_key,
        size_bytes=video.size_bytes,
        start_ms=video.start_ms,
        end_ms=video.end_ms,
    )
    return Subject(medium, repository.new_record(audio_id, Wishes(), video.id), is_new=True)

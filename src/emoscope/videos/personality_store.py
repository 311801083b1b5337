"""SQL on apparent personality."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from emoscope.db.models import now
from emoscope.db.people_models import Personality
from emoscope.domain.findings import Ocean
from emoscope.videos.speaker_match_store import speech_version

OVERALL, BY_SEGMENT = "overall", "by_segment"


def of_video(session: Session, video_id: str) -> list[Personality]:
    """What stands of the apparent personality of the faces of a video, also what is still being worked out.

    What rests on speech that has changed since is left out.
    """
    heard = speech_version(session, video_id)
    rows = session.scalars(select(Personality).where(Personality.media_id == video_id)).all()
    return [row for row in rows if row.speech_version in {"", heard}]


def oceans(session: Session, video_id: str) -> dict[int, Ocean]:
    """The overall impressions that are there, by face."""
    return {
        row.face_id: Ocean(**row.result["traits"], confidence=row.result["confidence"])
        for row in of_video(session, video_id)
        if row.part == OVERALL and row.result is not None
    }


def of_face(session: Session, video_id: str, face_id: int) -> Mapping[str, Personality]:
    """The same of one face, by part."""
    return {row.part: row for row in of_video(session, video_id) if row.face_id == face_id}


def of_job(session: Session, job_id: str) -> Sequence[Personality]:
    """What a job is to work out."""
    return session.scalars(
        select(Personality).where(Personality.job_id == job_id).order_by(Personality.part)
    ).all()


def ask(session: Session, video_id: str, face_id: int, part: str, job_id: str, speech: str) -> None:
    """Notes that a part is asked for, in the place of the result before."""
    row = session.get(Personality, (video_id, face_id, part))
    if row is None:
        row = Personality(media_id=video_id, face_id=face_id, part=part)
        session.add(row)
    row.job_id, row.speech_version, row.model = job_id, speech, ""
    row.result, row.asked_at, row.finished_at = None, now(), None


def finish(row: Personality, model: str, result: dict[str, Any]) -> None:
    row.model, row.result, row.finished_at = model, result, now()


def clear(session: Session, video_id: str, faces: Collection[int] | None = None) -> None:
    """Forgets what was worked out about faces, or about all."""
    gone = delete(Personality).where(Personality.media_id == video_id)
    if faces is not None:
        gone = gone.where(Personality.face_id.in_(faces))
    session.execute(gone)

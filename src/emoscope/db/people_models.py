"""The tables of what is worked out about the people of a video: their voices, their apparent personality."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from emoscope.db.models import Base, now


class SpeakerMatch(Base):
    """The outcome of a video's newest automatic speaker-face match.

    `run_id` and `audio_run_id` are the analyses that it rests on. `links` is a list of {face_id, speaker_id,
    score}, `refusals` one of {speaker_id, reason}. What is in effect is told by the video's edits alone.
    """

    __tablename__ = "speaker_matches"

    media_id: Mapped[str] = mapped_column(ForeignKey("media.id", ondelete="CASCADE"), primary_key=True)
    run_id: Mapped[str] = mapped_column(String(36))
    audio_run_id: Mapped[str] = mapped_column(String(36))
    links: Mapped[list[Any]]
    refusals: Mapped[list[Any]]
    matched_at: Mapped[datetime] = mapped_column(default=now)


class Personality(Base):
    """One part (`overall` or `by_segment`) of the apparent personality of a face, asked for by job `job_id`.

    `result` is null until the job is done. `speech_version` says on which state of the speech of which voice
    it rests, empty where no voice was linked. The row goes when anything it rests on in the video changes.
    """

    __tablename__ = "personalities"

    media_id: Mapped[str] = mapped_column(ForeignKey("media.id", ondelete="CASCADE"), primary_key=True)
    face_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    part: Mapped[str] = mapped_column(String(16), primary_key=True)
    job_id: Mapped[str] = mapped_column(String(36), index=True)
    speech_version: Mapped[str] = mapped_column(String(120), default="")
    model: Mapped[str] = mapped_column(String(64), default="")
    result: Mapped[dict[str, Any] | None]
    asked_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]

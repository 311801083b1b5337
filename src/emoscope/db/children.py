"""Media that were taken from other media: the sound of a video, the words of a recording."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid5

from sqlalchemy import ColumnElement, select, union_all, update
from sqlalchemy.orm import Session

from emoscope.db.audio_models import AudioRecord
from emoscope.db.models import Medium, TextRecord


def sound_of(video_id: str) -> str:
    """The id of the audio that is the sound of this video. It follows from the video's, so that what a killed
    worker stored for it is found again by the next one, and erased with the video."""
    return str(uuid5(UUID(video_id), "sound"))


def words_of(audio_id: str) -> str:
    """The same for the text that holds the words of this audio."""
    return str(uuid5(UUID(audio_id), "words"))


def possibly_below(medium: Medium) -> Sequence[str]:
    """The ids of what is ever taken from the medium, whether or not it has been."""
    if medium.kind == "video":
        return [sound := sound_of(medium.id), words_of(sound)]
    return [words_of(medium.id)] if medium.kind == "audio" else []


def was_uploaded() -> ColumnElement[bool]:
    """Holds for media that a user handed in, not for those that were taken from one."""
    taken = union_all(
        select(AudioRecord.media_id).where(AudioRecord.parent_id != ""),
        select(TextRecord.media_id).where(TextRecord.parent_id != ""),
    )
    return Medium.id.not_in(taken)


def sound_record(session: Session, video_id: str) -> AudioRecord | None:
    """The audio that is the sound of a video, None where there is none (yet)."""
    return session.scalars(select(AudioRecord).where(AudioRecord.parent_id == video_id)).first()


def below(session: Session, medium_id: str) -> Sequence[Medium]:
    """Everything that was taken from the medium, and from what was taken from it."""
    found: list[Medium] = []
    parents = [medium_id]
    while parents:
        ids = union_all(
            select(AudioRecord.media_id).where(AudioRecord.parent_id.in_(parents)),
            select(TextRecord.media_id).where(TextRecord.parent_id.in_(parents)),
        )
        children = session.scalars(select(Medium).where(Medium.id.in_(ids))).all()
        found += children
        parents = [child.id for child in children]
    return found


def unlink(session: Session, medium_id: str) -> None:
    """Leaves no recording that still names this text as its words."""
    session.execute(update(AudioRecord).where(AudioRecord.text_id == medium_id).values(text_id=""))

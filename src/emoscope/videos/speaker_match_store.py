"""SQL on the sound of videos and on the outcome of speaker-face matches."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from emoscope.db import children
from emoscope.db.audio_models import AudioRecord
from emoscope.db.models import Edit, Medium, VideoRecord
from emoscope.db.people_models import SpeakerMatch
from emoscope.domain.speaker_faces import SpeakerMatches
from emoscope.errors import BadMedia

RENAME_SPEAKERS = "rename_speakers"
"""The kind of edit, in the log of an audio, that names voices. Its body: names, by speaker_id as text."""


class SoundNotReady(BadMedia):
    """The sound of the video is gone or is being analysed anew while a worker wants it."""

    code = "sound_not_ready"
    title = "Sound not ready"


def sound_of(session: Session, video_id: str) -> tuple[Medium, AudioRecord] | None:
    """The audio that is the sound of a video."""
    record = children.sound_record(session, video_id)
    return (session.get_one(Medium, record.media_id), record) if record is not None else None


def ready_sound_of(session: Session, video_id: str) -> tuple[Medium, AudioRecord]:
    """The same for a worker; SoundNotReady where it cannot be listened to now."""
    found = sound_of(session, video_id)
    if found is None:
        raise SoundNotReady("The video's audio was deleted; analyse the video again first.")
    if found[0].status != "completed":
        raise SoundNotReady("The video's audio is being analysed; ask again when that is done.")
    return found


def speech_version(session: Session, video_id: str) -> str:
    """What the speech of a video is now: the analysis of its sound, and the newest edit that may change whose
    words are whose; names do not. Empty where there is no sound."""
    record = children.sound_record(session, video_id)
    if record is None:
        return ""
    newest = select(func.max(Edit.number)).where(
        Edit.media_id == record.media_id, Edit.kind != RENAME_SPEAKERS
    )
    return f"{record.run_id}:{session.scalar(newest) or 0}"


def keep(session: Session, record: VideoRecord, audio_run_id: str, found: SpeakerMatches) -> None:
    """Puts the outcome of a match in the place of the one before."""
    kept = session.get(SpeakerMatch, record.media_id) or SpeakerMatch(media_id=record.media_id)
    kept.run_id, kept.audio_run_id = record.run_id, audio_run_id
    kept.links = [
        {"face_id": link.face_id, "speaker_id": link.speaker_id, "score": link.score} for link in found.links
    ]
    kept.refusals = [{"speaker_id": one.speaker_id, "reason": one.reason} for one in found.refusals]
    session.add(kept)


def newest(session: Session, record: VideoRecord, audio: AudioRecord) -> SpeakerMatch | None:
    """The outcome of the newest match, where it rests on the newest analyses."""
    kept = session.get(SpeakerMatch, record.media_id)
    same = kept is not None and (kept.run_id, kept.audio_run_id) == (record.run_id, audio.run_id)
    return kept if same else None

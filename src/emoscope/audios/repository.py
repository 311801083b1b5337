"""SQL on audios."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from emoscope.db.audio_models import AudioRecord, AudioSpeaker
from emoscope.db.models import Job, Medium
from emoscope.domain.audio import AudioPredictions, Speaker
from emoscope.jobs import records

KIND = "audio"
ANALYZE = "analyze_audio"


@dataclass(frozen=True, slots=True)
class Wishes:
    """How an audio is to be analysed; `language` is empty where it is to be found out, bounds on the number
    of speakers are 0 where there is none."""

    speaker_diarization: bool = True
    text_emotion_analysis: bool = True
    language: str = ""
    min_speakers: int = 0
    max_speakers: int = 0


@dataclass(frozen=True, slots=True)
class Audio:
    """An audio with whatever is known of it so far: the predictions, without any edit."""

    medium: Medium
    record: AudioRecord
    speakers: Sequence[AudioSpeaker]
    job: Job | None

    @property
    def is_analysed(self) -> bool:
        return bool(self.record.segments_key)


def new_record(audio_id: str, wishes: Wishes, parent_id: str = "") -> AudioRecord:
    """The record of an audio that is yet to be analysed."""
    return AudioRecord(
        media_id=audio_id,
        parent_id=parent_id,
        text_id="",
        speaker_diarization=wishes.speaker_diarization,
        text_emotion_analysis=wishes.text_emotion_analysis,
        wanted_language=wishes.language,
        min_speakers=wishes.min_speakers,
        max_speakers=wishes.max_speakers,
    )


def load(session: Session, medium: Medium) -> Audio:
    return Audio(
        medium,
        session.get_one(AudioRecord, medium.id),
        speakers(session, medium.id),
        records.latest(session, medium.id),
    )


def records_of(session: Session, audio_ids: Sequence[str]) -> dict[str, AudioRecord]:
    found = session.scalars(select(AudioRecord).where(AudioRecord.media_id.in_(audio_ids)))
    return {record.media_id: record for record in found}


def speakers(session: Session, audio_id: str) -> Sequence[AudioSpeaker]:
    """The speakers that the newest analysis found, in order of speaker_id."""
    return session.scalars(
        select(AudioSpeaker).where(AudioSpeaker.media_id == audio_id).order_by(AudioSpeaker.speaker_id)
    ).all()


def as_domain(speaker: AudioSpeaker) -> Speaker:
    return Speaker(
        speaker_id=speaker.speaker_id,
        speaking_ms=speaker.speaking_ms,
        segment_count=speaker.segment_count,
        text_emotions=speaker.text_emotions,
        emotions=speaker.emotions,
        embedding=struct.unpack(f"<{len(speaker.embedding) // 4}f", speaker.embedding),
    )


def replace_predictions(
    session: Session, audio_id: str, run_id: str, found: AudioPredictions, segments_key: str
) -> None:
    """Puts one run's results in the place of those of any run before it."""
    session.execute(delete(AudioSpeaker).where(AudioSpeaker.media_id == audio_id))
    record, info = session.get_one(AudioRecord, audio_id), found.info
    record.run_id, record.segments_key = run_id, segments_key
    record.container, record.codec = info.container, info.codec
    record.rate_hz, record.channels, record.tracks, record.track = (
        info.rate_hz, info.channels, info.tracks, info.track,
    )  # fmt: skip
    record.separate_channels = info.separate_channels
    record.analysed_ms = info.duration_ms
    record.segment_count, record.speech_ms = len(found.segments), found.speech_ms
    record.language = found.language
    record.emotions = dict(found.emotions) if found.emotions is not None else None
    record.text_emotions = dict(found.text_emotions) if found.text_emotions is not None else None
    record.notes, record.models = dict(found.notes), dict(found.models)
    session.add_all(_speaker(audio_id, speaker) for speaker in found.speakers)


def _speaker(audio_id: str, speaker: Speaker) -> AudioSpeaker:
    return AudioSpeaker(
        media_id=audio_id,
        speaker_id=speaker.speaker_id,
        speaking_ms=speaker.speaking_ms,
        segment_count=speaker.segment_count,
        emotions=dict(speaker.emotions) if speaker.emotions is not None else None,
        text_emotions=dict(speaker.text_emotions) if speaker.text_emotions is not None else None,
        embedding=struct.pack(f"<{len(speaker.embedding)}f", *speaker.embedding),
    )

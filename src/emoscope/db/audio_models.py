"""The tables of audios: sound recordings, the sound of videos, and who is heard in them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from emoscope.db.models import Base


class AudioRecord(Base):
    """What was asked of an audio, and the figures of its newest completed analysis; the segments are a
    stored object.

    `parent_id` is the video whose sound it is, `text_id` the text of its words; both are empty where there
    is none. `wanted_language` is empty where it is to be found out, bounds on speakers are 0 where there is
    none. `run_id` and `segments_key` are empty and what follows them means nothing while nothing is analysed.
    """

    __tablename__ = "audios"

    media_id: Mapped[str] = mapped_column(ForeignKey("media.id", ondelete="CASCADE"), primary_key=True)
    parent_id: Mapped[str] = mapped_column(String(36), default="", index=True)
    text_id: Mapped[str] = mapped_column(String(36), default="")
    speaker_diarization: Mapped[bool] = mapped_column(default=True)
    text_emotion_analysis: Mapped[bool] = mapped_column(default=True)
    wanted_language: Mapped[str] = mapped_column(String(16), default="")
    min_speakers: Mapped[int] = mapped_column(default=0)
    max_speakers: Mapped[int] = mapped_column(default=0)
    run_id: Mapped[str] = mapped_column(String(36), default="")
    segments_key: Mapped[str] = mapped_column(String(300), default="")
    container: Mapped[str] = mapped_column(String(16), default="")
    codec: Mapped[str] = mapped_column(String(32), default="")
    rate_hz: Mapped[int] = mapped_column(default=0)
    channels: Mapped[int] = mapped_column(default=0)
    tracks: Mapped[int] = mapped_column(default=0)
    track: Mapped[int] = mapped_column(default=0)
    separate_channels: Mapped[bool] = mapped_column(default=False)
    analysed_ms: Mapped[int] = mapped_column(default=0)
    segment_count: Mapped[int] = mapped_column(default=0)
    speech_ms: Mapped[int] = mapped_column(default=0)
    language: Mapped[str] = mapped_column(String(8), default="")
    emotions: Mapped[dict[str, Any] | None]
    text_emotions: Mapped[dict[str, Any] | None]
    notes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    models: Mapped[dict[str, Any]] = mapped_column(default=dict)


class AudioSpeaker(Base):
    """A voice heard in an audio. `embedding` are little-endian 32-bit floats, empty where there was too
    little speech; it is biometric and goes when the medium goes."""

    __tablename__ = "audio_speakers"

    media_id: Mapped[str] = mapped_column(ForeignKey("media.id", ondelete="CASCADE"), primary_key=True)
    speaker_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    speaking_ms: Mapped[int]
    segment_count: Mapped[int]
    emotions: Mapped[dict[str, Any] | None]
    text_emotions: Mapped[dict[str, Any] | None]
    embedding: Mapped[bytes] = mapped_column(LargeBinary)

"""The tables. Ids are UUIDs in text form, times are UTC, enumerations are checked by the code that writes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import uuid4

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time on every database; SQLite alone would hand back naive ones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        aware = value.astimezone(UTC)
        return aware.replace(tzinfo=None) if dialect.name == "sqlite" else aware

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


def now() -> datetime:
    return datetime.now(UTC)


def new_id() -> str:
    return str(uuid4())


class Base(DeclarativeBase):
    # Named constraints are what lets SQLite be migrated by table copies.
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        dict[str, Any]: JSON(none_as_null=True),
        list[Any]: JSON(none_as_null=True),
    }


class User(Base):
    """`password_hash` is empty for who has only keys; `credits_limited` says that analyses end when the
    balance of credits does."""

    __tablename__ = "users"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    role: Mapped[str] = mapped_column(String(16), default="user")
    password_hash: Mapped[str] = mapped_column(String(200), default="", server_default="")
    credits_limited: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(default=now)


class ApiKey(Base):
    """A key is kept as its SHA-256 only; `hint` is what lists show of it."""

    __tablename__ = "api_keys"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    hint: Mapped[str] = mapped_column(String(16))
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Medium(Base):
    """One uploaded video, audio, image or text, and where its analysis stands."""

    __tablename__ = "media"
    __table_args__ = (Index("ix_media_owner_list", "user_id", "kind", "created_at", "id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(8))
    title: Mapped[str] = mapped_column(String(500))
    description: Mapped[str] = mapped_column(Text, default="")
    project_id: Mapped[str] = mapped_column(String(36), default="")
    status: Mapped[str] = mapped_column(String(16), default="queue")
    source: Mapped[str] = mapped_column(String(32), default="upload")
    source_url: Mapped[str] = mapped_column(Text, default="")
    from_pages: Mapped[bool] = mapped_column(default=False)
    """Whether it was handed in by a browser that was logged in, not with a key."""
    file_name: Mapped[str] = mapped_column(Text, default="")
    object_key: Mapped[str] = mapped_column(String(300))
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    start_ms: Mapped[int] = mapped_column(default=0)
    end_ms: Mapped[int] = mapped_column(default=0)
    duration_ms: Mapped[int] = mapped_column(default=0)
    error_code: Mapped[str] = mapped_column(String(64), default="")
    error_message: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class VideoRecord(Base):
    """The predictions of a video's newest completed analysis; the frame table itself is a stored object."""

    __tablename__ = "videos"

    media_id: Mapped[str] = mapped_column(ForeignKey("media.id", ondelete="CASCADE"), primary_key=True)
    run_id: Mapped[str] = mapped_column(String(36))
    container: Mapped[str] = mapped_column(String(16))
    codec: Mapped[str] = mapped_column(String(32))
    width: Mapped[int]
    height: Mapped[int]
    rotation: Mapped[int]
    fps: Mapped[float] = mapped_column(Float(53))
    frame_count: Mapped[int]
    analysed_frames: Mapped[int]
    has_audio: Mapped[bool]
    emotions: Mapped[dict[str, Any] | None]
    valence: Mapped[float | None] = mapped_column(Float(53))
    arousal: Mapped[float | None] = mapped_column(Float(53))
    intensity: Mapped[float | None] = mapped_column(Float(53))
    models: Mapped[dict[str, Any]]
    frames_key: Mapped[str] = mapped_column(String(300))
    timeline_key: Mapped[str] = mapped_column(String(300))
    thumbnail_key: Mapped[str] = mapped_column(String(300))


class VideoFace(Base):
    """A person seen in a video. The embedding is biometric: it goes when the medium goes."""

    __tablename__ = "video_faces"

    media_id: Mapped[str] = mapped_column(ForeignKey("media.id", ondelete="CASCADE"), primary_key=True)
    face_id: Mapped[int] = mapped_column(primary_key=True)
    picture_key: Mapped[str] = mapped_column(String(300))
    picture_frame: Mapped[int]
    first_frame: Mapped[int]
    last_frame: Mapped[int]
    frame_count: Mapped[int]
    screen_time_ms: Mapped[int]
    emotions: Mapped[dict[str, Any]]
    valence: Mapped[float] = mapped_column(Float(53))
    arousal: Mapped[float] = mapped_column(Float(53))
    intensity: Mapped[float] = mapped_column(Float(53))
    uncertain_share: Mapped[float] = mapped_column(Float(53), server_default="0")
    embedding: Mapped[bytes] = mapped_column(LargeBinary)


class VideoView(Base):
    """A video as its edits make it, written anew with each of them; absent where no edit is in effect.

    The log of edits is the truth. `corrections` is what the edits do to the rows of the frame table,
    `summary` the faces and means that come of it, in the forms of `videos.corrections` and
    `videos.edited_view`.
    """

    __tablename__ = "video_views"

    media_id: Mapped[str] = mapped_column(ForeignKey("media.id", ondelete="CASCADE"), primary_key=True)
    run_id: Mapped[str] = mapped_column(String(36))
    corrections: Mapped[dict[str, Any]]
    summary: Mapped[dict[str, Any]]


class Job(Base):
    """The truth about a piece of work; messages on the broker only say that there is one.

    `sent_at` is empty until the message went out; before `due_at`, where it is set, nobody begins. A worker
    that claims the job sets `lease_owner` and `lease_expires_at` and keeps moving the latter; a job whose
    lease ran out may be claimed again.
    """

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_sweep", "status", "lease_expires_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[str] = mapped_column(String(36), index=True)
    status: Mapped[str] = mapped_column(String(16), default="queue")
    stage: Mapped[str] = mapped_column(String(32), default="queue")
    progress: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    max_attempts: Mapped[int]
    lease_owner: Mapped[str] = mapped_column(String(80), default="")
    lease_expires_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    request_id: Mapped[str] = mapped_column(String(36), default="")
    error_code: Mapped[str] = mapped_column(String(64), default="")
    error_message: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class ImageRecord(Base):
    """The predictions of an image's newest completed analysis; `faces` is a list of observed faces."""

    __tablename__ = "images"

    media_id: Mapped[str] = mapped_column(ForeignKey("media.id", ondelete="CASCADE"), primary_key=True)
    run_id: Mapped[str] = mapped_column(String(36))
    width: Mapped[int]
    height: Mapped[int]
    faces: Mapped[list[Any]]
    models: Mapped[dict[str, Any]]
    annotated_key: Mapped[str] = mapped_column(String(300))


class TextRecord(Base):
    """A text's size and the figures of its newest completed analysis; the sentences are a stored object.

    `run_id` and `sentences_key` are empty and the rest has no meaning while there is none.
    """

    __tablename__ = "texts"

    media_id: Mapped[str] = mapped_column(ForeignKey("media.id", ondelete="CASCADE"), primary_key=True)
    word_count: Mapped[int]
    parent_id: Mapped[str] = mapped_column(String(36), default="", index=True)
    run_id: Mapped[str] = mapped_column(String(36), default="")
    language: Mapped[str] = mapped_column(String(8), default="")
    sentence_count: Mapped[int] = mapped_column(default=0)
    scored_count: Mapped[int] = mapped_column(default=0)
    emotions: Mapped[dict[str, Any] | None]
    peak: Mapped[dict[str, Any] | None]
    models: Mapped[dict[str, Any]] = mapped_column(default=dict)
    sentences_key: Mapped[str] = mapped_column(String(300), default="")


class Edit(Base):
    """A correction by a user, never changed afterwards; what is shown is predictions with edits applied."""

    __tablename__ = "edits"
    __table_args__ = (UniqueConstraint("media_id", "number"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    media_id: Mapped[str] = mapped_column(ForeignKey("media.id", ondelete="CASCADE"))
    number: Mapped[int]
    user_id: Mapped[str] = mapped_column(String(36))
    kind: Mapped[str] = mapped_column(String(32))
    body: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=now)

"""SQL on videos."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from emoscope.db.models import Job, Medium, VideoFace, VideoRecord
from emoscope.domain.video import VideoPredictions
from emoscope.jobs import records


@dataclass(frozen=True, slots=True)
class Video:
    """A video with whatever is known of it so far."""

    medium: Medium
    record: VideoRecord | None
    faces: Sequence[VideoFace]
    job: Job | None


def load(session: Session, medium: Medium) -> Video:
    faces = session.scalars(
        select(VideoFace).where(VideoFace.media_id == medium.id).order_by(VideoFace.face_id)
    ).all()
    return Video(
        medium=medium,
        record=session.get(VideoRecord, medium.id),
        faces=faces,
        job=records.latest(session, medium.id),
    )


def thumbnails(session: Session, video_ids: Sequence[str]) -> dict[str, str]:
    """Id of the video to the key of its thumbnail, for those that have one."""
    rows = session.execute(
        select(VideoRecord.media_id, VideoRecord.thumbnail_key).where(VideoRecord.media_id.in_(video_ids))
    )
    return dict(rows.all())


@dataclass(frozen=True, slots=True)
class StoredKeys:
    """Where the objects of one run lie."""

    frames: str
    timeline: str
    thumbnail: str
    pictures: Sequence[str]


def replace_predictions(
    session: Session, video_id: str, run_id: str, found: VideoPredictions, keys: StoredKeys
) -> None:
    """Puts one run's results in the place of those of any run before it."""
    session.execute(delete(VideoFace).where(VideoFace.media_id == video_id))
    session.execute(delete(VideoRecord).where(VideoRecord.media_id == video_id))
    session.get_one(Medium, video_id).duration_ms = found.info.duration_ms
    session.add(_record(video_id, run_id, found, keys))
    for person, picture in zip(found.people, keys.pictures, strict=True):
        session.add(
            VideoFace(
                media_id=video_id,
                face_id=person.face_id,
                picture_key=picture,
                picture_frame=person.picture_frame,
                first_frame=person.first_frame,
                last_frame=person.last_frame,
                frame_count=person.frame_count,
                screen_time_ms=person.screen_time_ms,
                emotions=dict(person.emotions),
                valence=person.affect.valence,
                arousal=person.affect.arousal,
                intensity=person.affect.intensity,
                embedding=_packed(person.embedding),
            )
        )


def _packed(embedding: Sequence[float]) -> bytes:
    return struct.pack(f"<{len(embedding)}f", *embedding)


def _record(video_id: str, run_id: str, found: VideoPredictions, keys: StoredKeys) -> VideoRecord:
    info, affect = found.info, found.affect
    return VideoRecord(
        media_id=video_id,
        run_id=run_id,
        container=info.container,
        codec=info.codec,
        width=info.width,
        height=info.height,
        rotation=info.rotation,
        fps=info.fps,
        frame_count=info.frame_count,
        analysed_frames=found.analysed_frames,
        has_audio=info.has_audio,
        emotions=dict(found.emotions) if found.emotions is not None else None,
        valence=affect.valence if affect else None,
        arousal=affect.arousal if affect else None,
        intensity=affect.intensity if affect else None,
        models=dict(found.models),
        frames_key=keys.frames,
        timeline_key=keys.timeline,
        thumbnail_key=keys.thumbnail,
    )

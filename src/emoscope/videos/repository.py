"""SQL on videos."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from emoscope.db import children
from emoscope.db.audio_models import AudioRecord
from emoscope.db.models import Job, Medium, VideoFace, VideoRecord, VideoView
from emoscope.domain.affect import dominant
from emoscope.domain.emotions import Affect
from emoscope.domain.video import VideoPredictions
from emoscope.jobs import records
from emoscope.videos.corrections import Corrections, uncorrected
from emoscope.videos.edited_view import SeenFace, Summary, View


@dataclass(frozen=True, slots=True)
class Video:
    """A video with whatever is known of it so far. `view` is what it shows, edits included; what is in
    `record` besides are the predictions. `sound` is the audio that was taken from it, if any."""

    medium: Medium
    record: VideoRecord | None
    view: View
    job: Job | None
    sound: AudioRecord | None = None


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What a list shows of a video's results; `dominant_emotion` is empty where no face was seen."""

    thumbnail_key: str
    dominant_emotion: str


def load(session: Session, medium: Medium) -> Video:
    record = session.get(VideoRecord, medium.id)
    view = view_of(session, record) if record else View(uncorrected([]), Summary([], None, None))
    sound = children.sound_record(session, medium.id)
    return Video(medium, record, view, records.latest(session, medium.id), sound)


def view_of(session: Session, record: VideoRecord) -> View:
    """What is shown of the video: as its edits make it, else as predicted."""
    kept = session.get(VideoView, record.media_id)
    if kept is not None and kept.run_id == record.run_id:
        return View(Corrections.from_json(kept.corrections), Summary.from_json(kept.summary))
    found = predicted(session, record)
    return View(uncorrected(face.face_id for face in found.faces), found)


def predicted(session: Session, record: VideoRecord) -> Summary:
    """The faces and means of the newest analysis, without any edit."""
    affect = None
    if record.valence is not None and record.arousal is not None and record.intensity is not None:
        affect = Affect(record.valence, record.arousal, record.intensity)
    return Summary([_seen(face) for face in people(session, record.media_id)], record.emotions, affect)


def people(session: Session, video_id: str) -> Sequence[VideoFace]:
    """The faces that the newest analysis found."""
    return session.scalars(
        select(VideoFace).where(VideoFace.media_id == video_id).order_by(VideoFace.face_id)
    ).all()


def _seen(face: VideoFace) -> SeenFace:
    return SeenFace(
        face_id=face.face_id,
        picture_key=face.picture_key,
        picture_frame=face.picture_frame,
        picture_face=face.face_id,
        first_frame=face.first_frame,
        last_frame=face.last_frame,
        frame_count=face.frame_count,
        screen_time_ms=face.screen_time_ms,
        emotions=face.emotions,
        valence=face.valence,
        arousal=face.arousal,
        intensity=face.intensity,
        uncertain_share=face.uncertain_share,
    )


def replace_view(session: Session, record: VideoRecord, view: View | None) -> None:
    """Keeps what a video's edits make of it; None where no edit is in effect."""
    kept = session.get(VideoView, record.media_id)
    if view is None:
        if kept is not None:
            session.delete(kept)
        return
    if kept is None:
        kept = VideoView(media_id=record.media_id)
        session.add(kept)
    kept.run_id = record.run_id
    kept.corrections, kept.summary = view.corrections.to_json(), view.summary.to_json()


def glimpses(session: Session, video_ids: Sequence[str]) -> dict[str, Glimpse]:
    """Id of the video to what a list shows of its results, for those that have any."""
    rows = session.execute(
        select(VideoRecord.media_id, VideoRecord.thumbnail_key, VideoRecord.emotions, VideoView.summary)
        .outerjoin(
            VideoView,
            (VideoView.media_id == VideoRecord.media_id) & (VideoView.run_id == VideoRecord.run_id),
        )
        .where(VideoRecord.media_id.in_(video_ids))
    )
    found = {}
    for video_id, thumbnail_key, predicted_emotions, edited in rows:
        emotions = edited["emotions"] if edited else predicted_emotions
        found[video_id] = Glimpse(thumbnail_key, dominant(emotions) if emotions else "")
    return found


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
                uncertain_share=person.uncertain_share,
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

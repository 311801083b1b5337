"""What can be done with videos."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

import structlog
from sqlalchemy.orm import Session

from emoscope.api.keys import Identity
from emoscope.api.paging import Page, media_page
from emoscope.db.engine import SessionFactory, reading
from emoscope.db.models import Medium, VideoRecord, new_id
from emoscope.domain.faces import ObservedFace
from emoscope.errors import UnsupportedMedia
from emoscope.jobs import records
from emoscope.jobs.sending import unit_of_work
from emoscope.media.sniff import HEAD_BYTES, sniff_video
from emoscope.queue.messages import Transport
from emoscope.storage.objects import Objects
from emoscope.videos import repository
from emoscope.videos.errors import (
    BadUpload,
    CallbackUnavailable,
    FaceNotFound,
    FrameNotFound,
    NotAnalysed,
    SourceUnavailable,
    VideoNotFound,
)
from emoscope.videos.repository import Video
from emoscope.videos.tables import FrameView, frames_between

ANALYZE = "analyze_video"
SHORTEST_PART_MS = 1000
_ACCEPTED = "an MP4, AVI, MOV, WebM or MPEG video"


@dataclass(frozen=True, slots=True)
class Desk:
    """What the use cases work on."""

    sessions: SessionFactory
    transport: Transport
    objects: Objects
    job_attempts: int


@dataclass(frozen=True, slots=True)
class Upload:
    """A video as it is handed in; times in milliseconds, 0 and 0 for the whole."""

    title: str
    description: str
    file: BinaryIO | None
    file_name: str
    url: str
    callback_url: str
    project_id: str
    start_ms: int
    end_ms: int


def submit(desk: Desk, user: Identity, upload: Upload) -> Medium:
    """Stores the file, records the medium and its job, and sends word to a worker."""
    _refuse_callback(upload.callback_url)
    check_part(upload.start_ms, upload.end_ms)
    if any("\x00" in text for text in (upload.title, upload.description, upload.project_id)):
        raise BadUpload("title, description and project_id must not contain the character NUL.")
    file = _file_of(upload)
    video_id = new_id()
    key = f"media/{video_id}/source"
    desk.objects.put(key, file)
    try:
        stored = desk.objects.head(key)
        with unit_of_work(desk.sessions, desk.transport) as session:
            medium = Medium(
                id=video_id,
                user_id=user.user_id,
                kind="video",
                title=upload.title,
                description=upload.description,
                project_id=upload.project_id,
                file_name=PurePath(upload.file_name).name.replace("\x00", ""),
                object_key=key,
                size_bytes=stored.size_bytes if stored else 0,
                start_ms=upload.start_ms,
                end_ms=upload.end_ms,
            )
            session.add(medium)
            session.flush()
            records.enqueue(session, ANALYZE, video_id, desk.job_attempts, _request_id())
    except BaseException:
        desk.objects.delete_under(f"media/{video_id}")
        raise
    return medium


def check_part(start_ms: int, end_ms: int) -> None:
    """Raises BadUpload for a part that is not at least a second long, or open at its end."""
    if start_ms < 0 or end_ms < 0:
        raise BadUpload("start_millis and end_millis must not be negative.")
    if start_ms and not end_ms:
        raise BadUpload("end_millis is required where start_millis is given.")
    if end_ms and end_ms - start_ms < SHORTEST_PART_MS:
        raise BadUpload(f"end_millis must be at least {SHORTEST_PART_MS} greater than start_millis.")


def _file_of(upload: Upload) -> BinaryIO:
    if upload.file is not None:
        return _video_by_content(upload.file)
    if upload.url:
        raise SourceUnavailable("This server does not fetch addresses yet; send the file as video_file.")
    raise BadUpload("Neither video_file nor video_url is given; send the file as video_file.")


def _video_by_content(file: BinaryIO) -> BinaryIO:
    """The file at its start, if that is a video's; the full check is the worker's."""
    head = file.read(HEAD_BYTES)
    file.seek(0)
    if not head:
        raise BadUpload(f"The file is empty; send {_ACCEPTED}.")
    if sniff_video(head) is None:
        raise UnsupportedMedia(f"The file is not a video by its content; send {_ACCEPTED}.")
    return file


def _refuse_callback(callback_url: str) -> None:
    if callback_url:
        raise CallbackUnavailable(
            "This server does not deliver callbacks yet; leave callback_url out and ask for the status."
        )


def _request_id() -> str:
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


def listed(desk: Desk, user: Identity, page: Page) -> tuple[Sequence[Medium], dict[str, str], int]:
    """A page of the user's videos, thumbnails' keys by id, and how many videos there are in all."""
    with reading(desk.sessions) as session:
        media, count = media_page(session, user.user_id, "video", page)
        return media, repository.thumbnails(session, [medium.id for medium in media]), count


def get(desk: Desk, user: Identity, video_id: str) -> Video:
    with reading(desk.sessions) as session:
        return repository.load(session, _readable(session, user, video_id))


def delete(desk: Desk, user: Identity, video_id: str) -> None:
    """Erases the video with everything derived from it; a running analysis stops by itself."""
    with desk.sessions.begin() as session:
        medium = _owned(session, user, video_id)
        records.forget(session, medium.id)
        session.delete(medium)
    desk.objects.delete_under(f"media/{video_id}")


def reprocess(
    desk: Desk, user: Identity, video_id: str, again: bool, callback_url: str
) -> tuple[Medium, str]:
    """Analyses a failed video again, a completed one only if told so; returns what was done in words."""
    _refuse_callback(callback_url)
    with unit_of_work(desk.sessions, desk.transport) as session:
        medium = _owned(session, user, video_id)
        if medium.status in {"queue", "processing"}:
            return medium, "The video is being analysed already; nothing was changed."
        if medium.status == "completed" and not again:
            return medium, "The video is analysed already; send reprocess=true to analyse it again."
        medium.status = "queue"
        medium.error_code = medium.error_message = ""
        records.enqueue(session, ANALYZE, medium.id, desk.job_attempts, _request_id())
        return medium, "The video was queued for analysis."


def analysed(desk: Desk, user: Identity, video_id: str) -> tuple[Video, VideoRecord]:
    """The video with its results; NotAnalysed while there are none."""
    video = get(desk, user, video_id)
    if video.record is not None:
        return video, video.record
    medium = video.medium
    if medium.status == "failed":
        raise NotAnalysed(f"Media processing failed: {medium.error_message}", reason=medium.error_code)
    raise NotAnalysed(f"Media processing not completed. Current status: {medium.status}")


def frame_window(
    desk: Desk, record: VideoRecord, first: int, count: int | None, face_ids: Collection[int]
) -> list[FrameView]:
    """The analysed frames of a window."""
    if first >= max(record.frame_count, 1):
        raise FrameNotFound(f"The video has frames 0 to {record.frame_count - 1}; start_frame is {first}.")
    views = frames_between(desk.objects, record, first, count, face_ids)
    return [view for view in views if view.analysed]


def single_frame(desk: Desk, record: VideoRecord, frame: int) -> FrameView:
    views = frames_between(desk.objects, record, frame, 1)
    if not views:
        raise FrameNotFound(f"The video has frames 0 to {record.frame_count - 1}; asked for was {frame}.")
    return views[0]


def faces_in(
    desk: Desk, user: Identity, video_id: str, frame: int, face_id: int | None
) -> Sequence[ObservedFace]:
    """The faces of a frame, or the one asked for; FaceNotFound where that one is not in the frame."""
    video, record = analysed(desk, user, video_id)
    faces = single_frame(desk, record, frame).faces
    if face_id is None:
        return faces
    require_face(video, face_id)
    wanted = [face for face in faces if face.face_id == face_id]
    if not wanted:
        raise FaceNotFound(f"Face {face_id} is not seen in frame {frame}.")
    return wanted


def require_face(video: Video, face_id: int) -> None:
    if all(face.face_id != face_id for face in video.faces):
        known = ", ".join(str(face.face_id) for face in video.faces) or "none"
        raise FaceNotFound(f"The video has no face {face_id}; its faces: {known}.")


def _readable(session: Session, user: Identity, video_id: str) -> Medium:
    medium = repository.find(session, video_id)
    if medium is None or (medium.user_id != user.user_id and not user.is_admin):
        raise VideoNotFound("Video not found")
    return medium


def _owned(session: Session, user: Identity, video_id: str) -> Medium:
    medium = repository.find(session, video_id)
    if medium is None or medium.user_id != user.user_id:
        raise VideoNotFound("Video not found")
    return medium

"""What can be done with videos."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from emoscope.api import media
from emoscope.api.keys import Identity
from emoscope.api.media import BadUpload, Desk
from emoscope.api.open_uploads import handed_in
from emoscope.api.paging import Page
from emoscope.api.parts import check_part
from emoscope.db.engine import reading
from emoscope.db.models import Medium, VideoRecord
from emoscope.domain.faces import ObservedFace
from emoscope.errors import UnsupportedMedia
from emoscope.media.sniff import HEAD_BYTES, sniff_video
from emoscope.videos import repository
from emoscope.videos.edit_checks import face_not_found
from emoscope.videos.errors import FaceNotFound, FrameNotFound
from emoscope.videos.repository import Glimpse, Video
from emoscope.videos.tables import FrameView, frames_between

KIND = "video"
ANALYZE = "analyze_video"
TITLE_LENGTH, DESCRIPTION_LENGTH = 500, 20_000
_ACCEPTED = "an MP4, AVI, MOV, WebM or MPEG video"


@dataclass(frozen=True, slots=True)
class Upload:
    """A video as it is handed in; times in milliseconds, 0 and 0 for the whole."""

    title: str
    description: str
    file: BinaryIO | None
    file_name: str
    url: str
    upload_id: str
    callback_url: str
    project_id: str
    start_ms: int
    end_ms: int


def submit(desk: Desk, user: Identity, upload: Upload) -> Medium:
    """Stores the file or its address, records the medium and its job, and sends word to a worker."""
    media.check_callback(desk, upload.callback_url)
    check_part(upload.start_ms, upload.end_ms)
    medium = Medium(
        user_id=user.user_id,
        kind=KIND,
        title=upload.title,
        description=upload.description,
        project_id=upload.project_id,
        start_ms=upload.start_ms,
        end_ms=upload.end_ms,
    )
    with handed_in(desk, user, upload) as handed:
        if handed is None:
            if not upload.url:
                raise BadUpload("Neither video_file nor video_url nor upload_id is given; send one of them.")
            return media.add_from_url(desk, medium, upload.url, ANALYZE, upload.callback_url)
        medium.file_name, container = handed.file_name, _container_of(handed.file)
        return media.add(
            desk, medium, handed.content, container, ANALYZE, handed.use, callback_url=upload.callback_url
        )


def _container_of(file: BinaryIO) -> str:
    """The container's name, if the file begins as a video does; the full check is the worker's."""
    head = file.read(HEAD_BYTES)
    file.seek(0)
    if not head:
        raise BadUpload(f"The file is empty; send {_ACCEPTED}.")
    container = sniff_video(head)
    if container is None:
        raise UnsupportedMedia(f"The file is not a video by its content; send {_ACCEPTED}.")
    return container


def listed(desk: Desk, user: Identity, page: Page) -> tuple[Sequence[Medium], dict[str, Glimpse], int]:
    """A page of the user's videos, glimpses of their results by id, and how many videos there are in all."""
    with reading(desk.sessions) as session:
        found, count = media.page_of(session, user, KIND, page)
        return found, repository.glimpses(session, [medium.id for medium in found]), count


def get(desk: Desk, user: Identity, video_id: str) -> Video:
    with reading(desk.sessions) as session:
        return repository.load(session, media.readable(session, user, KIND, video_id))


def delete(desk: Desk, user: Identity, video_id: str) -> None:
    media.erase(desk, user, KIND, video_id)


def reprocess(
    desk: Desk, user: Identity, video_id: str, again: bool, callback_url: str
) -> tuple[Medium, str]:
    """Analyses a failed video again, a completed one only if told so; returns what was done in words."""
    return media.analyse_again(
        desk, user, KIND, video_id, ANALYZE, completed_too=again, callback_url=callback_url
    )


def announce_report(desk: Desk, user: Identity, video_id: str, callback_url: str) -> None:
    """Has `callback_url`, where one is given, told that the report can be fetched: it is made on demand."""
    media.check_callback(desk, callback_url)
    video, _ = analysed(desk, user, video_id)
    if callback_url:
        with desk.sessions.begin() as session:
            media.tell_also(session, session.merge(video.medium, load=False), "report", callback_url)


def edit_metadata(desk: Desk, user: Identity, video_id: str, title: str, description: str) -> Medium:
    """Changes what is given; an empty text leaves things as they are."""
    return media.rename(desk, user, KIND, video_id, title, description, TITLE_LENGTH, DESCRIPTION_LENGTH)


def analysed(desk: Desk, user: Identity, video_id: str) -> tuple[Video, VideoRecord]:
    """The video with its results; NotAnalysed while there are none."""
    video = get(desk, user, video_id)
    return video, _record(video)


def frame_window(
    desk: Desk, video: Video, first: int, count: int | None, face_ids: Collection[int], smooth_ms: int = 0
) -> list[FrameView]:
    """The analysed frames of a window."""
    record = _record(video)
    if first >= max(record.frame_count, 1):
        raise FrameNotFound(f"The video has frames 0 to {record.frame_count - 1}; start_frame is {first}.")
    views = frames_between(desk.objects, record, video.view.corrections, first, count, face_ids, smooth_ms)
    return [view for view in views if view.analysed]


def single_frame(desk: Desk, video: Video, frame: int) -> FrameView:
    record = _record(video)
    views = frames_between(desk.objects, record, video.view.corrections, frame, 1)
    if not views:
        raise FrameNotFound(f"The video has frames 0 to {record.frame_count - 1}; asked for was {frame}.")
    return views[0]


def faces_in(
    desk: Desk, user: Identity, video_id: str, frame: int, face_id: int | None
) -> Sequence[ObservedFace]:
    """The faces of a frame, or the one asked for; FaceNotFound where that one is not in the frame."""
    video, _ = analysed(desk, user, video_id)
    faces = single_frame(desk, video, frame).faces
    if face_id is None:
        return faces
    require_face(video, face_id)
    wanted = [face for face in faces if face.face_id == face_id]
    if not wanted:
        raise FaceNotFound(f"Face {face_id} is not seen in frame {frame}.")
    return wanted


def require_face(video: Video, face_id: int) -> None:
    known = {face.face_id for face in video.view.faces}
    if face_id not in known:
        raise face_not_found(face_id, known, video.view.corrections)


def _record(video: Video) -> VideoRecord:
    if video.record is None:
        raise media.not_analysed(video.medium)
    return video.record

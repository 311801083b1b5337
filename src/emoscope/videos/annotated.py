"""The annotated video: made by a worker when first asked for, kept until an edit changes what it shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from emoscope.api import media
from emoscope.api.keys import Identity
from emoscope.api.media import Desk
from emoscope.db.engine import SessionFactory, reading
from emoscope.db.models import VideoRecord
from emoscope.domain.faces import ObservedFace
from emoscope.domain.video import MediaLimits, Progress, VideoOptions
from emoscope.errors import Cancelled
from emoscope.jobs import records
from emoscope.jobs.running import Attempt, Outcome
from emoscope.jobs.sending import unit_of_work
from emoscope.rendering.annotated_video import write_annotated_video
from emoscope.storage.objects import Objects
from emoscope.videos import repository, service
from emoscope.videos.edited_view import View
from emoscope.videos.repository import Video
from emoscope.videos.service import KIND
from emoscope.videos.tables import frames_between

ANNOTATE = "annotate_video"
EVENT = "annotated_video"
_WINDOW = 500


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the making of an annotated video stands; `key` is set once it is there."""

    status: str
    message: str
    title: str
    key: str = ""


def key_of(record: VideoRecord, view: View) -> str:
    """Where the annotated video belongs that shows this; undoing an edit leads back to the one before it."""
    return f"{_folder(record)}/{view.corrections.drawn_version() or 'predicted'}.mp4"


def _folder(record: VideoRecord) -> str:
    return f"media/{record.media_id}/runs/{record.run_id}/annotated"


def ready_key(objects: Objects, video: Video) -> str:
    """The annotated video's key where it has been made as the video is now shown, else nothing."""
    if video.record is None:
        return ""
    key = key_of(video.record, video.view)
    return key if objects.head(key) else ""


def ask(desk: Desk, user: Identity, video_id: str, callback_url: str, retry: bool) -> Standing:
    """Where it stands; the first call, and one with `retry` after a failure, sets a worker to it."""
    media.check_callback(desk, callback_url)
    video, _ = service.analysed(desk, user, video_id)
    title = video.medium.title
    if key := ready_key(desk.objects, video):
        return Standing("completed", "The annotated video is ready.", title, key)
    with unit_of_work(desk.sessions, desk.transport) as session:
        job = records.latest(session, video_id, ANNOTATE)
        if job is not None and job.status in {"queue", "processing"}:
            media.tell_also(session, video.medium, EVENT, callback_url, job)
        if job is not None and job.status == "queue":
            return Standing("pending", "The annotated video waits for a worker.", title)
        if job is not None and job.status == "processing":
            return Standing("in progress", f"The annotated video is being made, {job.progress}% done.", title)
        if job is not None and job.status == "failed" and not retry:
            return Standing("failed", f"{job.error_message} Send retry=true to try again.", title)
        media.enqueue(session, desk, video.medium, ANNOTATE, EVENT, callback_url)
    return Standing("pending", "The annotated video was queued; ask again until it is ready.", title)


@dataclass(frozen=True, slots=True)
class VideoAnnotation:
    """The handler of `annotate_video` jobs."""

    sessions: SessionFactory
    objects: Objects
    limits: MediaLimits

    def __call__(self, attempt: Attempt) -> Outcome:
        with reading(self.sessions) as session:
            medium = media.find(session, KIND, attempt.subject_id)
            record = session.get(VideoRecord, attempt.subject_id)
            if medium is None or record is None:
                raise Cancelled("The video was deleted.")
            view = repository.view_of(session, record)
        options = VideoOptions(None, medium.start_ms, medium.end_ms, self.limits)
        target = attempt.work_dir / "annotated.mp4"
        with self.objects.as_file(medium.object_key, attempt.work_dir) as source:
            write_annotated_video(
                source,
                target,
                FrameFaces(self.objects, record, view),
                view.labels(),
                options,
                medium.duration_ms,
                attempt.report,
            )
        return self._stored(attempt, record, view, target)

    def _stored(self, attempt: Attempt, record: VideoRecord, view: View, target: Path) -> Outcome:
        attempt.report(Progress("storing", 0.99))
        key = key_of(record, view)
        self.objects.put(key, target)
        return Outcome(
            write=lambda _: None,
            discard=lambda: self.objects.delete(key),
            tidy=lambda: self._keep_only(_folder(record), key),
        )

    def _keep_only(self, folder: str, key: str) -> None:
        """Erases what was drawn before the newest edits: each is as large as the video."""
        for other in self.objects.keys_under(folder):
            if other != key:
                self.objects.delete(other)


class FrameFaces:
    """The faces of frames asked for in ascending order, read by windows of the table."""

    def __init__(self, objects: Objects, record: VideoRecord, view: View) -> None:
        self._objects, self._record, self._view = objects, record, view
        self._first = self._behind = 0
        self._faces: dict[int, Sequence[ObservedFace]] = {}

    def __call__(self, frame: int) -> Sequence[ObservedFace] | None:
        if not self._first <= frame < self._behind:
            self._first, self._behind = frame, frame + _WINDOW
            views = frames_between(self._objects, self._record, self._view.corrections, frame, _WINDOW)
            self._faces = {view.frame: view.faces for view in views if view.analysed}
        return self._faces.get(frame)

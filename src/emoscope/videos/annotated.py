"""The annotated video: made by a worker when first asked for, kept until an edit changes what it shows."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from emoscope.api import media
from emoscope.api.findings import FindingsOf
from emoscope.api.keys import Identity
from emoscope.api.media import Desk
from emoscope.db.engine import SessionFactory, reading
from emoscope.db.highlight_models import AnnotatedVideoOrder
from emoscope.db.models import Job, Medium, VideoRecord
from emoscope.domain.faces import ObservedFace
from emoscope.domain.findings import Findings
from emoscope.domain.video import MediaLimits, Progress, VideoOptions
from emoscope.errors import Cancelled
from emoscope.jobs.running import Attempt, Outcome
from emoscope.jobs.sending import unit_of_work
from emoscope.rendering.annotated_video import write_annotated_video
from emoscope.rendering.captions import Spoken
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


@dataclass(frozen=True, slots=True)
class Look:
    """What an annotated video shows beyond what was measured: the words as `spoken`, if any, and scores
    smoothed over `smooth_ms` milliseconds."""

    smooth_ms: int = 0
    spoken: tuple[Spoken, ...] = ()

    @property
    def name(self) -> str:
        """Empty for the plain one; different for each other."""
        parts = [f"smoothed-{self.smooth_ms}"] if self.smooth_ms else []
        if self.spoken:
            parts.append(f"captions-{hashlib.sha256(repr(self.spoken).encode()).hexdigest()[:16]}")
        return "".join(f"-{part}" for part in parts)


PLAIN = Look()


def look(smooth_ms: int, findings: Findings | None) -> Look:
    """With captions from findings, where there are any."""
    segments = findings.segments if findings else ()
    spoken = tuple(Spoken(one.start_ms, one.end_ms, one.text) for one in segments if one.text)
    return Look(smooth_ms, spoken)


def key_of(record: VideoRecord, view: View, wanted: Look = PLAIN) -> str:
    """Where the annotated video belongs that shows this; undoing an edit leads back to the one before it."""
    return f"{_folder(record)}/{view.corrections.drawn_version() or 'predicted'}{wanted.name}.mp4"


def _folder(record: VideoRecord) -> str:
    return f"media/{record.media_id}/runs/{record.run_id}/annotated"


def ready_key(objects: Objects, video: Video) -> str:
    """The plain annotated video's key where it has been made as the video is now shown, else nothing."""
    if video.record is None:
        return ""
    key = key_of(video.record, video.view)
    return key if objects.head(key) else ""


def ask(
    desk: Desk,
    user: Identity,
    video_id: str,
    callback_url: str,
    retry: bool,
    captions: bool,
    smooth_ms: int,
    findings_of: FindingsOf,
) -> Standing:
    """Where it stands; the first call, and one with `retry` after a failure, sets a worker to it."""
    media.check_callback(desk, callback_url)
    video, record = service.analysed(desk, user, video_id)
    title = video.medium.title
    wanted = look(smooth_ms, findings_of(video.medium) if captions else None)
    key = key_of(record, video.view, wanted)
    if desk.objects.head(key):
        return Standing("completed", "The annotated video is ready.", title, key)
    with unit_of_work(desk.sessions, desk.transport) as session:
        job = _job_for(session, video_id, key)
        if job is not None and job.status in {"queue", "processing"}:
            media.tell_also(session, video.medium, EVENT, callback_url, job)
        if job is not None and job.status == "queue":
            return Standing("pending", "The annotated video waits for a worker.", title)
        if job is not None and job.status == "processing":
            return Standing("in progress", f"The annotated video is being made, {job.progress}% done.", title)
        if job is not None and job.status == "failed" and not retry:
            return Standing("failed", f"{job.error_message} Send retry=true to try again.", title)
        job = media.enqueue(session, desk, video.medium, ANNOTATE, EVENT, callback_url)
        order = AnnotatedVideoOrder(
            job_id=job.id, media_id=video_id, key=key, captions=captions, smooth_ms=smooth_ms
        )
        session.add(order)
    return Standing("pending", "The annotated video was queued; ask again until it is ready.", title)


def _job_for(session: Session, video_id: str, key: str) -> Job | None:
    """The newest job that makes this very video."""
    order = AnnotatedVideoOrder
    return session.scalars(
        select(Job)
        .join(order, order.job_id == Job.id)
        .where(order.media_id == video_id, order.key == key)
        .order_by(Job.created_at.desc(), Job.id)
        .limit(1)
    ).first()


@dataclass(frozen=True, slots=True)
class VideoAnnotation:
    """The handler of `annotate_video` jobs."""

    sessions: SessionFactory
    objects: Objects
    limits: MediaLimits
    findings_of: FindingsOf

    def __call__(self, attempt: Attempt) -> Outcome:
        with reading(self.sessions) as session:
            medium = media.find(session, KIND, attempt.subject_id)
            record = session.get(VideoRecord, attempt.subject_id)
            order = session.get(AnnotatedVideoOrder, attempt.job_id)
            if medium is None or record is None:
                raise Cancelled("The video was deleted.")
            view = repository.view_of(session, record)
        captions, smooth_ms = (order.captions, order.smooth_ms) if order else (False, 0)
        wanted = look(smooth_ms, self.findings_of(medium) if captions else None)
        target = attempt.work_dir / "annotated.mp4"
        self._draw(attempt, medium, FrameFaces(self.objects, record, view, smooth_ms), view, wanted, target)
        return self._stored(attempt, record, view, wanted, target)

    def _draw(
        self, attempt: Attempt, medium: Medium, faces: FrameFaces, view: View, wanted: Look, target: Path
    ) -> None:
        options = VideoOptions(None, medium.start_ms, medium.end_ms, self.limits)
        with self.objects.as_file(medium.object_key, attempt.work_dir) as source:
            write_annotated_video(
                source,
                target,
                faces,
                view.labels(),
                options,
                medium.duration_ms,
                attempt.report,
                wanted.spoken,
            )

    def _stored(
        self, attempt: Attempt, record: VideoRecord, view: View, wanted: Look, target: Path
    ) -> Outcome:
        attempt.report(Progress("storing", 0.99))
        key = key_of(record, view, wanted)
        self.objects.put(key, target)
        return Outcome(
            write=lambda _: None,
            discard=lambda: self.objects.delete(key),
            tidy=lambda: self._keep_only(_folder(record), {key, key_of(record, view)}),
        )

    def _keep_only(self, folder: str, keys: set[str]) -> None:
        """Erases what was drawn before the newest edits or looks otherwise: each is as large as the video."""
        for other in self.objects.keys_under(folder):
            if other not in keys:
                self.objects.delete(other)


class FrameFaces:
    """The faces of frames asked for in ascending order, read by windows of the table."""

    def __init__(self, objects: Objects, record: VideoRecord, view: View, smooth_ms: int) -> None:
        self._objects, self._record, self._view, self._smooth_ms = objects, record, view, smooth_ms
        self._first = self._behind = 0
        self._faces: dict[int, Sequence[ObservedFace]] = {}

    def __call__(self, frame: int) -> Sequence[ObservedFace] | None:
        if not self._first <= frame < self._behind:
            self._first, self._behind = frame, frame + _WINDOW
            views = frames_between(
                self._objects,
                self._record,
                self._view.corrections,
                frame,
                _WINDOW,
                smooth_ms=self._smooth_ms,
            )
            self._faces = {view.frame: view.faces for view in views if view.analysed}
        return self._faces.get(frame)

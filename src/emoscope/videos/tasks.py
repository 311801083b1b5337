"""What a worker does with a video."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from emoscope.api import media
from emoscope.api.sound import SoundStage
from emoscope.api.sources import Sources
from emoscope.db.engine import SessionFactory, reading
from emoscope.domain.video import MediaLimits, Progress, VideoOptions, VideoPredictions, share_of
from emoscope.errors import Cancelled, DamagedMedia
from emoscope.jobs.running import Attempt, Outcome
from emoscope.library.models import default_face_models
from emoscope.media.sniff import sniff_video
from emoscope.pipelines.sound import PICTURES_SHARE
from emoscope.pipelines.video import analyze
from emoscope.storage.objects import Objects
from emoscope.videos import placing
from emoscope.videos.repository import StoredKeys
from emoscope.videos.service import KIND


@dataclass(frozen=True, slots=True)
class VideoAnalysis:
    """The handler of `analyze_video` jobs: pictures, then sound, written together."""

    sessions: SessionFactory
    objects: Objects
    limits: MediaLimits
    fps: float | None
    threads: int
    sources: Sources
    sound: SoundStage

    def __call__(self, attempt: Attempt) -> Outcome:
        with reading(self.sessions) as session:
            medium = media.find(session, KIND, attempt.subject_id)
        if medium is None:
            raise Cancelled("The video was deleted.")
        options = VideoOptions(self.fps, medium.start_ms, medium.end_ms, self.limits)
        attempt.report(Progress("loading", 0.0))
        medium, report = self.sources.ready(attempt, medium, "video", sniff_video)
        if self.objects.head(medium.object_key) is None:
            raise DamagedMedia("The stored file is gone; upload the video again.")
        with self.objects.as_file(medium.object_key, attempt.work_dir) as path:
            models = default_face_models(self.threads)
            seen = share_of(report, 0.0, PICTURES_SHARE)
            found = analyze(path, models, attempt.work_dir, options, seen)
            heard = None
            if found.info.has_audio:
                heard = self.sound(attempt, medium, path, share_of(report, PICTURES_SHARE, 1.0))
        pictures = self._stored(attempt, found)
        return _together(pictures, heard) if heard else pictures

    def _stored(self, attempt: Attempt, found: VideoPredictions) -> Outcome:
        """Puts the run's objects under a prefix of its own, which nothing refers to until the commit."""
        video_id = attempt.subject_id
        prefix = f"media/{video_id}/runs/{attempt.run_id}"
        keys = StoredKeys(
            frames=f"{prefix}/frames.parquet",
            timeline=f"{prefix}/timeline.parquet",
            thumbnail=f"{prefix}/thumbnail.jpg",
            pictures=[f"{prefix}/faces/{person.face_id}.jpg" for person in found.people],
        )
        attempt.report(Progress("storing", 1.0))
        self.objects.put(keys.frames, found.frames_path)
        self.objects.put(keys.timeline, found.timeline_path)
        self.objects.put(keys.thumbnail, found.thumbnail)
        for person, key in zip(found.people, keys.pictures, strict=True):
            self.objects.put(key, person.picture)
        return Outcome(
            write=lambda session: placing.store_run(
                session, self.objects, video_id, attempt.run_id, found, keys
            ),
            discard=lambda: self.objects.delete_under(prefix),
            tidy=lambda: media.keep_only_run(self.objects, video_id, attempt.run_id),
        )


def _together(pictures: Outcome, sound: Outcome) -> Outcome:
    """Both as one, written in one transaction."""

    def write(session: Session) -> None:
        pictures.write(session)
        sound.write(session)

    def discard() -> None:
        pictures.discard()
        sound.discard()

    def tidy() -> None:
        pictures.tidy()
        sound.tidy()

    return Outcome(write, discard, tidy)

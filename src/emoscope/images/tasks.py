"""What a worker does with an image."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from emoscope.api import media
from emoscope.db.engine import SessionFactory, reading
from emoscope.domain.image import ImagePredictions
from emoscope.domain.video import Progress
from emoscope.errors import Cancelled, DamagedMedia
from emoscope.images import repository
from emoscope.images.service import KIND
from emoscope.jobs.running import Attempt, Outcome
from emoscope.library.models import default_face_models
from emoscope.media.pictures import read_picture
from emoscope.pipelines.image import analyze_picture
from emoscope.rendering.frames import annotate, encode_jpeg
from emoscope.storage.objects import Objects


@dataclass(frozen=True, slots=True)
class ImageAnalysis:
    """The handler of `analyze_image` jobs."""

    sessions: SessionFactory
    objects: Objects
    threads: int

    def __call__(self, attempt: Attempt) -> Outcome:
        with reading(self.sessions) as session:
            medium = media.find(session, KIND, attempt.subject_id)
        if medium is None:
            raise Cancelled("The image was deleted.")
        if self.objects.head(medium.object_key) is None:
            raise DamagedMedia("The stored file is gone; upload the image again.")
        attempt.report(Progress("faces", 0.1))
        picture = read_picture(self.objects.read(medium.object_key))
        found = analyze_picture(picture, default_face_models(self.threads))
        attempt.report(Progress("storing", 0.9))
        runs = f"media/{medium.id}/runs"
        key = f"{runs}/{attempt.run_id}/annotated.jpg"
        self.objects.put(key, encode_jpeg(annotate(picture, found.faces, {})))
        return self._outcome(attempt, found, runs, key)

    def _outcome(self, attempt: Attempt, found: ImagePredictions, runs: str, key: str) -> Outcome:
        replaced: list[str] = []

        def write(session: Session) -> None:
            before = repository.replace_predictions(session, attempt.subject_id, attempt.run_id, found, key)
            replaced.extend([before] if before else [])

        def tidy() -> None:
            for run_id in replaced:
                self.objects.delete_under(f"{runs}/{run_id}")

        def discard() -> None:
            self.objects.delete_under(f"{runs}/{attempt.run_id}")

        return Outcome(write=write, discard=discard, tidy=tidy)

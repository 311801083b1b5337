"""What a worker does with an image."""

from __future__ import annotations

from dataclasses import dataclass

from emoscope.api import media
from emoscope.api.sources import Sources
from emoscope.db.engine import SessionFactory, reading
from emoscope.domain.video import Progress
from emoscope.errors import Cancelled, DamagedMedia
from emoscope.images import repository
from emoscope.images.service import KIND, MAX_BYTES
from emoscope.jobs.running import Attempt, Outcome
from emoscope.library.models import default_face_models
from emoscope.media.pictures import read_picture, sniff_picture
from emoscope.pipelines.image import analyze_picture
from emoscope.rendering.frames import annotate, encode_jpeg
from emoscope.storage.objects import Objects


@dataclass(frozen=True, slots=True)
class ImageAnalysis:
    """The handler of `analyze_image` jobs."""

    sessions: SessionFactory
    objects: Objects
    threads: int
    sources: Sources

    def __call__(self, attempt: Attempt) -> Outcome:
        with reading(self.sessions) as session:
            medium = media.find(session, KIND, attempt.subject_id)
        if medium is None:
            raise Cancelled("The image was deleted.")
        medium, report = self.sources.ready(attempt, medium, "video", sniff_picture, MAX_BYTES)
        if self.objects.head(medium.object_key) is None:
            raise DamagedMedia("The stored file is gone; upload the image again.")
        report(Progress("faces", 0.1))
        picture = read_picture(self.objects.read(medium.object_key))
        found = analyze_picture(picture, default_face_models(self.threads))
        report(Progress("storing", 0.9))
        key = f"media/{medium.id}/runs/{attempt.run_id}/annotated.jpg"
        self.objects.put(key, encode_jpeg(annotate(picture, found.faces, {})))
        return Outcome(
            write=lambda session: repository.replace_predictions(
                session, medium.id, attempt.run_id, found, key
            ),
            discard=lambda: self.objects.delete(key),
            tidy=lambda: media.keep_only_run(self.objects, medium.id, attempt.run_id),
        )

"""What a worker does with a text."""

from __future__ import annotations

from dataclasses import dataclass

from emoscope.api import media, scored_texts
from emoscope.db.engine import SessionFactory, reading
from emoscope.domain.video import Progress
from emoscope.errors import Cancelled, DamagedMedia
from emoscope.jobs.running import Attempt, Outcome
from emoscope.library.models import default_text_models
from emoscope.storage.objects import Objects
from emoscope.texts.service import KIND


@dataclass(frozen=True, slots=True)
class TextAnalysis:
    """The handler of `analyze_text` jobs."""

    sessions: SessionFactory
    objects: Objects
    threads: int

    def __call__(self, attempt: Attempt) -> Outcome:
        with reading(self.sessions) as session:
            medium = media.find(session, KIND, attempt.subject_id)
        if medium is None:
            raise Cancelled("The text was deleted.")
        attempt.report(Progress("loading", 0.0))
        models = default_text_models(self.threads)
        try:
            text = self.objects.read(medium.object_key).decode()
        except FileNotFoundError as error:
            raise DamagedMedia("The stored text is gone; send it again.") from error
        found = scored_texts.score(
            self.objects, medium.id, attempt.run_id, text, models, attempt.work_dir, attempt.report
        )
        return Outcome(
            write=found.keep,
            discard=lambda: self.objects.delete(found.sentences_key),
            tidy=lambda: media.keep_only_run(self.objects, medium.id, attempt.run_id),
        )

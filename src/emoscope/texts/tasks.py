"""What a worker does with a text."""

from __future__ import annotations

from dataclasses import dataclass

from emoscope.api import media
from emoscope.db.engine import SessionFactory, reading
from emoscope.domain.video import Progress
from emoscope.errors import Cancelled, DamagedMedia
from emoscope.jobs.running import Attempt, Outcome
from emoscope.library.models import default_text_models
from emoscope.pipelines.text import Tally, analyze
from emoscope.storage.objects import Objects
from emoscope.texts import repository
from emoscope.texts.sentence_table import SentenceTable
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
        tally, table = Tally(), SentenceTable()
        for batch in analyze(text, models, attempt.report):
            table.add(batch)
            for sentence in batch:
                tally.add(sentence)
        path = attempt.work_dir / "sentences.parquet"
        table.write(path)
        key = f"media/{medium.id}/runs/{attempt.run_id}/sentences.parquet"
        self.objects.put(key, path)
        return Outcome(
            write=lambda session: repository.replace_predictions(
                session, medium.id, attempt.run_id, tally.summary(), models.ids(), key
            ),
            discard=lambda: self.objects.delete(key),
            tidy=lambda: media.keep_only_run(self.objects, medium.id, attempt.run_id),
        )

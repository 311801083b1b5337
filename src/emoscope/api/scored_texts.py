"""Words scored sentence by sentence and kept: of texts that were sent, and of what is said in recordings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.orm import Session

from emoscope.db import texts
from emoscope.domain.text import TextSummary
from emoscope.domain.video import ReportProgress
from emoscope.pipelines.text import Tally, TextModels, analyze
from emoscope.storage.objects import Objects
from emoscope.storage.sentence_table import SentenceTable

_SCORING = "text-emotion"


@dataclass(frozen=True, slots=True)
class ScoredText:
    """The figures of one run over a text, and the key of its stored sentences."""

    text_id: str
    run_id: str
    summary: TextSummary
    models: Mapping[str, str]
    sentences_key: str

    def keep(self, session: Session) -> None:
        """Puts the run's results in the place of those of any run before it."""
        texts.replace_predictions(
            session, self.text_id, self.run_id, self.summary, self.models, self.sentences_key
        )


def score(
    objects: Objects,
    text_id: str,
    run_id: str,
    text: str,
    models: TextModels,
    work_dir: Path,
    report: ReportProgress,
    *,
    with_emotions: bool = True,
) -> ScoredText:
    """Stores the sentences under a prefix of the run's own, which nothing refers to until `keep`.

    Without emotions the sentences are only told apart and their languages named.
    """
    tally, table = Tally(), SentenceTable()
    for scored in analyze(text, models, report):
        batch = scored if with_emotions else [replace(sentence, emotions=None) for sentence in scored]
        table.add(batch)
        for sentence in batch:
            tally.add(sentence)
    path = work_dir / f"sentences-{text_id}.parquet"
    table.write(path)
    key = f"media/{text_id}/runs/{run_id}/sentences.parquet"
    objects.put(key, path)
    used = {job: model for job, model in models.ids().items() if with_emotions or job != _SCORING}
    return ScoredText(text_id, run_id, tally.summary(), used, key)

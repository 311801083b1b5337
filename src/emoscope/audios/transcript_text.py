"""The words of an audio as a text of its own, whose parent is the audio; scored and kept as texts are."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.orm import Session

from emoscope.api import scored_texts
from emoscope.api.scored_texts import ScoredText
from emoscope.db.audio_models import AudioRecord
from emoscope.db.models import Medium, TextRecord
from emoscope.domain.video import ReportProgress
from emoscope.pipelines.text import TextModels
from emoscope.storage.objects import Objects

KIND = "text"


@dataclass(slots=True)
class StoredWords:
    """The words of one run, stored under keys of the run's own that nothing refers to until `keep`.

    With `is_new` the text is made by `keep`; else it is there already, and where it was deleted meanwhile it
    stays deleted. `replaced` are keys of what nothing refers to after `keep`.
    """

    objects: Objects
    scored: ScoredText
    key: str
    size_bytes: int
    word_count: int
    is_new: bool
    replaced: list[str] = field(default_factory=list)

    def keep(self, session: Session, audio: Medium, record: AudioRecord) -> None:
        """Puts these words in the place of the audio's; `audio` and `record` are in the session."""
        text_id = self.scored.text_id
        medium = session.get(Medium, text_id)
        if medium is None:
            if not self.is_new:
                self.replaced += [self.key, self.scored.sentences_key]
                return
            medium = _made(session, text_id, audio)
        words = session.get_one(TextRecord, text_id)
        self.replaced += [key for key in (medium.object_key, words.sentences_key) if key]
        medium.object_key, medium.size_bytes = self.key, self.size_bytes
        words.word_count = self.word_count
        self.scored.keep(session)
        record.text_id = text_id

    def discard(self) -> None:
        self.objects.delete(self.key)
        self.objects.delete(self.scored.sentences_key)

    def tidy(self) -> None:
        """Erases what the run has replaced, and nothing else: after an edit of the transcript and after an
        analysis of the audio, words may be stored at the same time."""
        for key in self.replaced:
            self.objects.delete(key)


def store(
    objects: Objects,
    text_id: str,
    run_id: str,
    words: str,
    models: TextModels,
    work_dir: Path,
    report: ReportProgress,
    *,
    with_emotions: bool,
    is_new: bool,
) -> StoredWords:
    """Scores the words and stores them with their sentences; `with_emotions` as in `scored_texts.score`."""
    scored = scored_texts.score(
        objects, text_id, run_id, words, models, work_dir, report, with_emotions=with_emotions
    )
    key, content = f"media/{text_id}/source-{run_id}.txt", words.encode()
    objects.put(key, content)
    return StoredWords(objects, scored, key, len(content), len(words.split()), is_new)


def _made(session: Session, text_id: str, audio: Medium) -> Medium:
    medium = Medium(
        id=text_id,
        user_id=audio.user_id,
        kind=KIND,
        title=audio.title,
        project_id=audio.project_id,
        status="completed",
        source=audio.source,
        source_url=audio.source_url,
        object_key="",
        size_bytes=0,
    )
    session.add(medium)
    session.flush()
    session.add(TextRecord(media_id=text_id, word_count=0, parent_id=audio.id))
    session.flush()
    return medium

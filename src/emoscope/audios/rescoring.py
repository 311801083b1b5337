"""What a worker does after a transcript was edited: scores the words and times that nobody has scored yet,
and writes the audio's text anew. All else keeps the scores it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from emoscope.api import media
from emoscope.api.edit_history import History, replay
from emoscope.audios import segment_scores, showing, transcript_text
from emoscope.audios.edited_view import place_of
from emoscope.audios.repository import KIND
from emoscope.audios.segment_scores import Scores, Words, found_scores
from emoscope.audios.timeline import Timeline
from emoscope.audios.transcript_edits import KINDS, fold
from emoscope.audios.transcript_text import StoredWords
from emoscope.db import edits
from emoscope.db.audio_models import AudioRecord
from emoscope.db.engine import SessionFactory, reading
from emoscope.db.models import Medium, TextRecord
from emoscope.domain.audio import UNKNOWN_LANGUAGE
from emoscope.domain.text import Sentence
from emoscope.domain.video import MediaLimits, Progress
from emoscope.errors import BadMedia, Cancelled
from emoscope.jobs import records
from emoscope.jobs.running import Attempt, Outcome
from emoscope.library.models import default_audio_models, default_text_models
from emoscope.pipelines.remeasuring import Place, remeasure
from emoscope.pipelines.remembering import RememberingScorer
from emoscope.pipelines.sounding import Sound
from emoscope.pipelines.text import TextModels, analyze, summarised
from emoscope.storage.objects import Objects
from emoscope.storage.sentence_table import read_sentences

RESCORE = "rescore_audio"


def ask(session: Session, audio_id: str, attempts: int) -> None:
    """Has a worker catch up with the audio's edits once this transaction is committed.

    A job for each edit: one that is under way may have read the log before this edit was in it. The second
    of two finds nothing to do.
    """
    records.enqueue(session, RESCORE, audio_id, attempts, media.request_id())


@dataclass(frozen=True, slots=True)
class _Edited:
    """An audio and its words as they stood when the job began, `newest` being the last row of the log."""

    medium: Medium
    record: AudioRecord
    text: tuple[Medium, TextRecord] | None
    history: History
    newest: int


@dataclass(frozen=True, slots=True)
class AudioRescoring:
    """The handler of `rescore_audio` jobs."""

    sessions: SessionFactory
    objects: Objects
    limits: MediaLimits
    threads: int

    def __call__(self, attempt: Attempt) -> Outcome:
        found = self._found(attempt.subject_id)
        attempt.report(Progress("loading", 0.0))
        predicted = showing.predicted(self.objects, found.record)
        transcript = fold(predicted.segments, found.history.effective)
        stored, keys = segment_scores.gathered(self.objects, found.record.segments_key)
        known = found_scores(predicted.segments) | stored
        heard = Timeline(predicted.segments)
        places = {place_of(line, heard) for line in transcript.lines.values()} - known.sounds.keys()
        texts = {line.text for line in transcript.lines.values() if line.text} - known.words.keys()
        sounds = self._sounds(attempt, found.medium, sorted(places, key=str)) if places else {}
        words, written = self._texts(attempt, found, sorted(texts), transcript.text)
        key = ""
        if sounds or words:
            scores = stored | Scores(words, sounds)
            key = segment_scores.write_scores(self.objects, found.record.segments_key, scores)
        return self._stored(found, key, keys, written)

    def _found(self, audio_id: str) -> _Edited:
        with reading(self.sessions) as session:
            medium = media.find(session, KIND, audio_id)
            record = session.get(AudioRecord, audio_id)
            if medium is None or record is None or not record.segments_key:
                raise Cancelled("The audio was deleted.")
            words = session.get(TextRecord, record.text_id) if record.text_id else None
            text = (session.get_one(Medium, record.text_id), words) if words else None
            log = edits.of_medium(session, audio_id)
            return _Edited(medium, record, text, replay(log, KINDS), log[-1].number if log else 0)

    def _sounds(
        self, attempt: Attempt, medium: Medium, places: Sequence[Place]
    ) -> Mapping[Place, Sound | None]:
        """None for all of them where the recording cannot be read any more."""
        models = default_audio_models(self.threads)
        try:
            with self.objects.as_file(medium.object_key, attempt.work_dir) as path:
                folder = attempt.work_dir / "sound"
                return remeasure(path, places, models, folder, self.limits, attempt.report)
        except (BadMedia, FileNotFoundError):
            return dict.fromkeys(places)

    def _texts(
        self, attempt: Attempt, found: _Edited, texts: Sequence[str], whole: str
    ) -> tuple[Mapping[str, Words], StoredWords | None]:
        """The scores of texts, and the words of the audio's text where they are others now."""
        is_rewritten = found.text is not None and self._content(found.text[0]) != whole
        if not texts and not is_rewritten:
            return {}, None
        models, words = self._text_models(found), {}
        for number, text in enumerate(texts):
            words[text] = _words(text, models, with_emotions=found.record.text_emotion_analysis)
            attempt.report(Progress("words", number / len(texts)))
        return words, self._written(attempt, found, whole, models) if is_rewritten else None

    def _text_models(self, found: _Edited) -> TextModels:
        """Those that remember what the sentences of the audio's text were scored with."""
        models = default_text_models(self.threads)
        return TextModels(RememberingScorer(models.scorer, self._sentences(found)), models.language)

    def _sentences(self, found: _Edited) -> list[Sentence]:
        if found.text is None or not found.text[1].sentences_key:
            return []
        medium, record = found.text
        try:
            content = self.objects.read(medium.object_key).decode()
            return list(read_sentences(self.objects, record.sentences_key, content, 0, None))
        except FileNotFoundError:  # replaced or deleted this very moment
            return []

    def _written(self, attempt: Attempt, found: _Edited, words: str, models: TextModels) -> StoredWords:
        return transcript_text.store(
            self.objects,
            found.record.text_id,
            attempt.run_id,
            words,
            models,
            attempt.work_dir,
            attempt.report,
            with_emotions=found.record.text_emotion_analysis,
            is_new=False,
        )

    def _content(self, text: Medium) -> str | None:
        try:
            return self.objects.read(text.object_key).decode()
        except FileNotFoundError:
            return None

    def _stored(
        self, found: _Edited, key: str, gathered: Sequence[str], words: StoredWords | None
    ) -> Outcome:
        is_same_run = is_newest = False

        def write(session: Session) -> None:
            """Leaves the text alone where the audio was edited or analysed again meanwhile: another job was
            queued for that, which finds the scores of this one if the run is the same."""
            nonlocal is_same_run, is_newest
            edits.lock(session, found.medium.id)
            record = session.get(AudioRecord, found.medium.id)
            is_same_run = record is not None and record.run_id == found.record.run_id
            is_newest = is_same_run and edits.newest(session, found.medium.id) == found.newest
            if words and record and is_newest:
                words.keep(session, session.get_one(Medium, record.media_id), record)

        def discard() -> None:
            if key:
                self.objects.delete(key)
            if words:
                words.discard()

        def tidy() -> None:
            for old in (gathered if is_same_run else [key]) if key else ():
                self.objects.delete(old)
            if words:
                (words.tidy if is_newest else words.discard)()

        return Outcome(write, discard, tidy)


def _words(text: str, models: TextModels, *, with_emotions: bool) -> Words:
    if not with_emotions:
        return Words(models.language.analyze([text])[0], None)
    batches = analyze(text, models, lambda _progress: None)
    summary = summarised(sentence for batch in batches for sentence in batch)
    return Words(summary.language or UNKNOWN_LANGUAGE, summary.emotions)

"""What one analysis of an audio leaves behind: its segments and its words as objects, its figures in the one
transaction that closes the job."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from emoscope.api import media
from emoscope.audios import transcript_text
from emoscope.audios.carrying_over import store_run
from emoscope.audios.segment_table import write_segments
from emoscope.audios.transcript_text import StoredWords
from emoscope.db import children, edits
from emoscope.db.audio_models import AudioRecord
from emoscope.db.models import Medium
from emoscope.domain.audio import AudioOptions, AudioPredictions
from emoscope.domain.video import MediaLimits, Progress, ReportProgress, share_of
from emoscope.jobs.running import Attempt, Outcome
from emoscope.media.sound_container import claimed_ms
from emoscope.pipelines.audio import analyze
from emoscope.pipelines.listening import AudioModels
from emoscope.pipelines.sound import analyze_sound
from emoscope.storage.objects import Objects

_LISTENING_SHARE = 0.97


@dataclass(frozen=True, slots=True)
class Subject:
    """An audio as it stood when its analysis began; with `is_new` neither row is stored yet."""

    medium: Medium
    record: AudioRecord
    is_new: bool = False

    def options(self, limits: MediaLimits) -> AudioOptions:
        return AudioOptions(
            start_ms=self.medium.start_ms,
            end_ms=self.medium.end_ms,
            diarize=self.record.speaker_diarization,
            text_emotions=self.record.text_emotion_analysis,
            language=self.record.wanted_language or None,
            min_speakers=self.record.min_speakers,
            max_speakers=self.record.max_speakers,
            limits=limits,
        )


@dataclass(slots=True)
class _Run:
    """Everything that was stored of one analysis and is to be written; `is_unwanted` once the audio turned
    out to be deleted."""

    subject: Subject
    run_id: str
    found: AudioPredictions
    duration_ms: int
    prefix: str
    words: StoredWords
    is_unwanted: bool = False

    @property
    def segments_key(self) -> str:
        return f"{self.prefix}/segments.parquet"

    def write(self, session: Session) -> None:
        """Puts the run's results in the place of those before it, and the edits onto them. Where the sound of
        a video was deleted meanwhile, it stays deleted."""
        audio_id = self.subject.medium.id
        edits.lock(session, audio_id)
        medium = session.get(Medium, audio_id)
        if medium is None:
            if not self.subject.is_new:
                self.is_unwanted = True
                return
            medium = self.subject.medium
            session.add(medium)
            session.flush()
            session.add(self.subject.record)
            session.flush()
        medium.duration_ms = self.duration_ms
        medium.status, medium.error_code, medium.error_message = "completed", "", ""
        store_run(session, self.words.objects, audio_id, self.run_id, self.found, self.segments_key)
        self.words.keep(session, medium, session.get_one(AudioRecord, audio_id))

    def discard(self) -> None:
        self.words.objects.delete_under(self.prefix)
        self.words.discard()

    def tidy(self) -> None:
        """Erases what the run has replaced, or the run where nobody wants it any more."""
        if self.is_unwanted:
            self.discard()
            return
        media.keep_only_run(self.words.objects, self.subject.medium.id, self.run_id)
        self.words.tidy()


@dataclass(frozen=True, slots=True)
class Listener:
    """Analyses audios and stores what is found."""

    objects: Objects
    models: AudioModels
    limits: MediaLimits

    def run(self, attempt: Attempt, subject: Subject, path: Path, report: ReportProgress) -> Outcome:
        """Raises BadMedia for a recording that cannot be read; where it is the sound of a video, nothing is
        heard in it instead."""
        folder, options = attempt.work_dir / "sound", subject.options(self.limits)
        listen = analyze_sound if subject.record.parent_id else analyze
        found = listen(path, self.models, folder, options, share_of(report, 0.0, _LISTENING_SHARE))
        report(Progress("storing", _LISTENING_SHARE))
        duration_ms = self._duration_ms(path, options, found)
        return self._stored(attempt, subject, found, duration_ms, report)

    def _duration_ms(self, path: Path, options: AudioOptions, found: AudioPredictions) -> int:
        """Of the whole recording: as decoded, or as it says itself where only a part was; 0 where nothing
        was."""
        if not found.info.duration_ms:
            return 0
        heard_ms = options.start_ms + found.info.duration_ms
        if options.start_ms or options.end_ms:
            return max(heard_ms, claimed_ms(path, self.limits))
        return heard_ms

    def _stored(
        self,
        attempt: Attempt,
        subject: Subject,
        found: AudioPredictions,
        duration_ms: int,
        report: ReportProgress,
    ) -> Outcome:
        audio_id, run_id = subject.medium.id, attempt.run_id
        prefix = f"media/{audio_id}/runs/{run_id}"
        path = attempt.work_dir / "segments.parquet"
        write_segments(path, found.segments)
        self.objects.put(f"{prefix}/segments.parquet", path)
        words = transcript_text.store(
            self.objects,
            subject.record.text_id or children.words_of(audio_id),
            run_id,
            found.text,
            self.models.text,
            attempt.work_dir,
            lambda _progress: report(Progress("storing", _LISTENING_SHARE)),
            with_emotions=subject.record.text_emotion_analysis,
            is_new=not subject.record.text_id,
        )
        run = _Run(subject, run_id, found, duration_ms, prefix, words)
        return Outcome(run.write, run.discard, run.tidy)

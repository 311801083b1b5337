"""What a worker does to match the voices of a video with its faces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from sqlalchemy.orm import Session

from emoscope.api import media
from emoscope.api.findings import FindingsOf
from emoscope.db.audio_models import AudioRecord
from emoscope.db.engine import SessionFactory, reading
from emoscope.db.models import Medium, VideoRecord
from emoscope.domain.findings import Findings
from emoscope.domain.speaker_faces import SpeakerMatches, Speech
from emoscope.domain.video import MediaLimits, Progress, ReportProgress
from emoscope.errors import BadMedia, Cancelled
from emoscope.jobs.running import Attempt, Outcome
from emoscope.pipelines import speaker_faces
from emoscope.pipelines.loudness import Loudness, loudness_of
from emoscope.pipelines.speaker_faces import match_speakers
from emoscope.storage.objects import Objects
from emoscope.videos import repository, speaker_match_store
from emoscope.videos.corrections import AUTOMATIC
from emoscope.videos.edited_view import SUMMARY_COLUMNS, View, corrected
from emoscope.videos.editing import Draft, draft_of
from emoscope.videos.service import KIND
from emoscope.videos.speaker_match import Pair, add_links
from emoscope.videos.tables import whole_table

LISTENING, MATCHING = "listening", "matching"
_LISTENING_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class _Subject:
    """A video, its sound, and how it is shown."""

    video: Medium
    record: VideoRecord
    view: View
    audio: Medium
    audio_record: AudioRecord


@dataclass(frozen=True, slots=True)
class SpeakerMatching:
    """The handler of `match_speakers` jobs."""

    sessions: SessionFactory
    objects: Objects
    limits: MediaLimits
    findings_of: FindingsOf

    def __call__(self, attempt: Attempt) -> Outcome:
        with reading(self.sessions) as session:
            subject = _subject(session, attempt.subject_id)
        heard = self.findings_of(subject.audio)
        loudness = self._loudness(subject.video, attempt.work_dir, attempt.report)
        attempt.report(Progress(MATCHING, _LISTENING_SHARE))
        rows = corrected(_table(self.objects, subject.record), subject.view.corrections)
        speech = [Speech(one.start_ms, one.end_ms, one.speaker_id) for one in heard.segments]
        found = match_speakers(rows, speech, loudness)
        return Outcome(
            write=lambda session: _write(session, self.objects, subject, heard, found),
            discard=lambda: None,
            tidy=lambda: None,
        )

    def _loudness(self, video: Medium, folder: Path, report: ReportProgress) -> Loudness | None:
        """None where the file is gone or its sound cannot be read: then the segments alone must do."""
        if self.objects.head(video.object_key) is None:
            return None

        def listening(done_s: float, expected_s: float) -> None:
            share = min(1.0, done_s / max(done_s, expected_s, 1e-3))
            report(Progress(LISTENING, _LISTENING_SHARE * share))

        with self.objects.as_file(video.object_key, folder) as path:
            try:
                return loudness_of(
                    path, folder / "sound", self.limits, video.start_ms, video.end_ms, listening
                )
            except BadMedia:
                return None


def _subject(session: Session, video_id: str) -> _Subject:
    video, record = media.find(session, KIND, video_id), session.get(VideoRecord, video_id)
    if video is None or record is None:
        raise Cancelled("The video was deleted.")
    sound = speaker_match_store.ready_sound_of(session, video_id)
    return _Subject(video, record, repository.view_of(session, record), *sound)


def _table(objects: Objects, record: VideoRecord) -> pl.DataFrame:
    columns = dict.fromkeys((*SUMMARY_COLUMNS, *speaker_faces.COLUMNS))
    return whole_table(objects, record, *columns)


def _write(
    session: Session, objects: Objects, subject: _Subject, heard: Findings, found: SpeakerMatches
) -> None:
    """Links as one edit that no user made, in the place of those of a match before; links made by hand stay
    as they are."""
    draft = draft_of(session, objects, AUTOMATIC, subject.record.media_id)
    sound = speaker_match_store.sound_of(session, subject.record.media_id)
    if draft is None or sound is None or not _same_runs(draft, sound[1], subject):
        raise Cancelled("The video was analysed again meanwhile.")
    speakers = {one.speaker_id: one for one in heard.speakers}
    pairs = [Pair(link.face_id, link.speaker_id) for link in found.links]
    by_hand = _by_hand(draft.view)
    shown = {face.face_id for face in draft.view.faces}
    free = [
        one
        for one in pairs
        if one.face_id in shown - by_hand.keys() and one.speaker_id not in by_hand.values()
    ]
    linked = {one.face_id for one in free}
    gone = sorted((draft.view.corrections.matched & shown) - linked)
    add_links(draft, sound[0], speakers, free, unlinked=gone, automatic=True)
    speaker_match_store.keep(session, draft.record, sound[1].run_id, found)


def _same_runs(draft: Draft, audio: AudioRecord, subject: _Subject) -> bool:
    return (draft.record.run_id, audio.run_id) == (subject.record.run_id, subject.audio_record.run_id)


def _by_hand(view: View) -> Mapping[int, int]:
    return {face: speaker for face, speaker in view.speakers.items() if face not in view.corrections.matched}

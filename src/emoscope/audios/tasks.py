"""What a worker does with an audio."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from emoscope.api import media
from emoscope.api.sources import Sources
from emoscope.audios.repository import KIND
from emoscope.audios.runs import Listener, Subject
from emoscope.db.audio_models import AudioRecord
from emoscope.db.engine import SessionFactory, reading
from emoscope.db.models import Medium
from emoscope.domain.video import MediaLimits, Progress
from emoscope.errors import Cancelled, DamagedMedia, UnsupportedMedia
from emoscope.jobs.running import Attempt, Outcome
from emoscope.library.models import default_audio_models
from emoscope.media.sniff_sound import sniff_audible
from emoscope.media.sound_container import has_pictures
from emoscope.storage.objects import Objects


@dataclass(frozen=True, slots=True)
class AudioAnalysis:
    """The handler of `analyze_audio` jobs, of recordings and, to listen again, of the sound of videos."""

    sessions: SessionFactory
    objects: Objects
    limits: MediaLimits
    threads: int
    sources: Sources

    def __call__(self, attempt: Attempt) -> Outcome:
        with reading(self.sessions) as session:
            medium = media.find(session, KIND, attempt.subject_id)
            record = session.get(AudioRecord, attempt.subject_id)
        if medium is None or record is None:
            raise Cancelled("The audio was deleted.")
        attempt.report(Progress("loading", 0.0))
        medium, report = self.sources.ready(attempt, medium, "audio", sniff_audible)
        if self.objects.head(medium.object_key) is None:
            raise DamagedMedia("The stored file is gone; upload it again.")
        with self.objects.as_file(medium.object_key, attempt.work_dir) as path:
            self._refuse_film(path, medium, record)
            listener = Listener(self.objects, default_audio_models(self.threads), self.limits)
            return listener.run(attempt, Subject(medium, record), path, report)

    def _refuse_film(self, path: Path, medium: Medium, record: AudioRecord) -> None:
        """Films are heard where they come by address; one that was uploaded here is meant as a video."""
        uploaded = not record.parent_id and not medium.source_url
        if uploaded and has_pictures(path, self.limits):
            raise UnsupportedMedia(
                "The file is a video; send it to /v2/videos, or to /v2/audios as media_url. Accepted as "
                "audio_file are MP3, WAV, AAC, M4A and other sound files."
            )

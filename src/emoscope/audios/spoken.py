"""The lines of audios, for those who show transcripts; see `api.sound.SpokenIn`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from emoscope.api.sound import SpokenLine
from emoscope.audios.showing import show
from emoscope.db.audio_models import AudioRecord
from emoscope.db.engine import SessionFactory, reading
from emoscope.storage.objects import Objects


@dataclass(frozen=True, slots=True)
class Spoken:
    """Loads the lines of an audio."""

    sessions: SessionFactory
    objects: Objects

    def __call__(self, audio_id: str) -> Sequence[SpokenLine] | None:
        with reading(self.sessions) as session:
            record = session.get(AudioRecord, audio_id)
            if record is None or not record.segments_key:
                return None
            try:
                view = show(session, self.objects, record)
            except FileNotFoundError:  # deleted or analysed again this very moment
                return None
        return [
            SpokenLine(
                one.start_ms,
                one.end_ms,
                one.speaker_id,
                view.names.get(one.speaker_id, ""),
                one.text,
                one.text_emotions,
            )
            for one in view.segments
            if one.text
        ]

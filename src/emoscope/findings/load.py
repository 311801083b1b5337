"""What is known of a medium, put together from the slices that store it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from emoscope.api import media
from emoscope.audios.findings import findings as of_audio
from emoscope.db import children
from emoscope.db.engine import SessionFactory, reading
from emoscope.db.models import Medium
from emoscope.domain.findings import Findings
from emoscope.images.findings import findings as of_image
from emoscope.storage.objects import Objects
from emoscope.texts.findings import findings as of_text
from emoscope.videos.findings import findings as of_video


def _of_video_with_sound(session: Session, objects: Objects, medium: Medium) -> Findings | None:
    seen = of_video(session, objects, medium)
    sound = children.sound_record(session, medium.id)
    if seen is None or sound is None:
        return seen
    heard = of_audio(session, objects, session.get_one(Medium, sound.media_id))
    return seen.with_sound(heard) if heard is not None else seen


_OF_KIND: Mapping[str, Callable[[Session, Objects, Medium], Findings | None]] = {
    "video": _of_video_with_sound,
    "audio": of_audio,
    "image": of_image,
    "text": of_text,
}


@dataclass(frozen=True, slots=True)
class FindingsLoader:
    """Loads findings of any kind of medium; see `api.findings.FindingsOf`."""

    sessions: SessionFactory
    objects: Objects

    def __call__(self, medium: Medium) -> Findings:
        if medium.status != "completed":
            raise media.not_analysed(medium)
        try:
            with reading(self.sessions) as session:
                found = _OF_KIND[medium.kind](session, self.objects, medium)
        except FileNotFoundError as error:  # deleted or analysed again this very moment
            raise media.MediumNotFound(medium.kind) from error
        if found is None:
            raise media.not_analysed(medium)
        return found

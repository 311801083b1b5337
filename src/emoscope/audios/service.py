"""What can be done with audios."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

from sqlalchemy.orm import Session

from emoscope.api import media
from emoscope.api.keys import Identity
from emoscope.api.media import BadUpload, Desk
from emoscope.api.open_uploads import Handed, handed_in
from emoscope.api.paging import Page
from emoscope.api.parts import check_part
from emoscope.audios import repository
from emoscope.audios.edited_view import EditedAudio
from emoscope.audios.errors import BadLanguage, BadSpeakerBounds
from emoscope.audios.repository import ANALYZE, KIND, Audio, Wishes
from emoscope.audios.showing import show
from emoscope.db import edits
from emoscope.db.audio_models import AudioRecord
from emoscope.db.engine import reading
from emoscope.db.models import Medium
from emoscope.errors import UnsupportedMedia
from emoscope.jobs import records
from emoscope.jobs.sending import unit_of_work
from emoscope.media.sniff import HEAD_BYTES
from emoscope.media.sniff_sound import sniff_sound

TITLE_LENGTH, DESCRIPTION_LENGTH = 500, 20_000
SPEAKERS_AT_MOST = 50
_ACCEPTED = "an MP3, WAV, AAC or M4A file"
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{1,8})*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Upload:
    """An audio as it is handed in; times in milliseconds, 0 and 0 for the whole."""

    title: str
    description: str
    file: BinaryIO | None
    file_name: str
    url: str
    upload_id: str
    callback_url: str
    start_ms: int
    end_ms: int
    wishes: Wishes


def submit(desk: Desk, user: Identity, upload: Upload) -> Medium:
    """Stores the file or its address, records the medium and its job, and sends word to a worker."""
    media.check_callback(desk, upload.callback_url)
    check_part(upload.start_ms, upload.end_ms)
    wishes = replace(upload.wishes, language=_language(upload.wishes.language))
    _check_bounds(wishes)
    medium = Medium(
        user_id=user.user_id,
        kind=KIND,
        title=upload.title,
        description=upload.description,
        start_ms=upload.start_ms,
        end_ms=upload.end_ms,
    )
    with handed_in(desk, user, upload) as handed:
        return _add(desk, medium, upload, handed, wishes)


def _add(desk: Desk, medium: Medium, upload: Upload, handed: Handed | None, wishes: Wishes) -> Medium:
    def record(session: Session) -> None:
        session.add(repository.new_record(medium.id, wishes))
        if handed is not None:
            handed.use(session)

    if handed is None:
        if not upload.url:
            raise BadUpload("Neither audio_file nor media_url nor upload_id is given; send one of them.")
        return media.add_from_url(desk, medium, upload.url, ANALYZE, upload.callback_url, also=record)
    medium.file_name, ending = handed.file_name, _ending_of(handed.file)
    return media.add(desk, medium, handed.content, ending, ANALYZE, record, upload.callback_url)


def _language(text: str) -> str:
    """The code of ISO 639 in what was sent, which may name a region too."""
    if not text.strip():
        return ""
    found = _LANGUAGE.fullmatch(text.strip())
    if found is None:
        raise BadLanguage(f"language is {text!r}; send a code of ISO 639 such as 'en', or nothing.")
    return found[1].lower()


def _check_bounds(wishes: Wishes) -> None:
    for name, count in (("min_speakers", wishes.min_speakers), ("max_speakers", wishes.max_speakers)):
        if not 0 <= count <= SPEAKERS_AT_MOST:
            raise BadSpeakerBounds(f"{name} is {count}; accepted are 0 (no bound) to {SPEAKERS_AT_MOST}.")
    if wishes.max_speakers and wishes.min_speakers > wishes.max_speakers:
        raise BadSpeakerBounds("min_speakers must not be greater than max_speakers.")


def _ending_of(file: BinaryIO) -> str:
    """The ending of its kind, if the file begins as a sound file does; the full check is the worker's."""
    head = file.read(HEAD_BYTES)
    file.seek(0)
    if not head:
        raise BadUpload(f"The file is empty; send {_ACCEPTED}.")
    ending = sniff_sound(head)
    if ending is None:
        raise UnsupportedMedia(
            f"The file is no sound by its content; send {_ACCEPTED}, or a video's address as media_url."
        )
    return ending


def listed(desk: Desk, user: Identity, page: Page) -> tuple[Sequence[Medium], Mapping[str, AudioRecord], int]:
    """A page of the audios that the user handed in, their records by id, and how many there are in all."""
    with reading(desk.sessions) as session:
        found, count = media.page_of(session, user, KIND, page)
        return found, repository.records_of(session, [medium.id for medium in found]), count


def get(desk: Desk, user: Identity, audio_id: str) -> tuple[Audio, EditedAudio | None]:
    """The audio, and what is shown of it, None while no analysis has been completed."""
    with reading(desk.sessions) as session:
        audio = repository.load(session, media.readable(session, user, KIND, audio_id))
        if not audio.is_analysed:
            return audio, None
        try:
            return audio, show(session, desk.objects, audio.record)
        except FileNotFoundError as error:  # deleted or analysed again this very moment
            raise media.MediumNotFound(KIND) from error


def analysed(desk: Desk, user: Identity, audio_id: str) -> tuple[Audio, EditedAudio]:
    """The audio with its results; NotAnalysed while there are none."""
    audio, view = get(desk, user, audio_id)
    if view is None:
        raise media.not_analysed(audio.medium)
    return audio, view


def delete(desk: Desk, user: Identity, audio_id: str) -> None:
    media.erase(desk, user, KIND, audio_id)


def edit_metadata(desk: Desk, user: Identity, audio_id: str, title: str, description: str) -> Medium:
    """Changes what is given; an empty text leaves things as they are."""
    return media.rename(desk, user, KIND, audio_id, title, description, TITLE_LENGTH, DESCRIPTION_LENGTH)


def reprocess(
    desk: Desk, user: Identity, audio_id: str, again: bool, callback_url: str
) -> tuple[Medium, str]:
    """Analyses a failed audio again, a completed one only if told so; returns what was done in words.

    The sound of a video that is being analysed itself is left to that analysis.
    """
    media.check_callback(desk, callback_url)
    with unit_of_work(desk.sessions, desk.transport) as session:
        medium = media.owned(session, user, KIND, audio_id)
        parent_id = session.get_one(AudioRecord, audio_id).parent_id
        edits.lock(session, parent_id or audio_id)
        parent = session.get(Medium, parent_id) if parent_id else None
        if parent is not None and parent.status in {"queue", "processing"}:
            job = records.latest(session, parent.id)
            media.tell_also(session, medium, media.ANALYSIS, callback_url, job)
            return medium, "The video is being analysed, and its sound with it; nothing was changed."
        return media.queue_again(session, desk, medium, ANALYZE, again, callback_url)

"""What can be done with texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from emoscope.api import media
from emoscope.api.keys import Identity
from emoscope.api.media import Desk
from emoscope.api.paging import Page
from emoscope.db.engine import reading
from emoscope.db.models import Medium, TextRecord, new_id
from emoscope.domain.text import Sentence
from emoscope.jobs.sending import unit_of_work
from emoscope.storage.sentence_table import read_sentences
from emoscope.texts import repository
from emoscope.texts.errors import BadText, TextIsTranscript
from emoscope.texts.repository import Text

KIND = "text"
ANALYZE = "analyze_text"
TITLE_LENGTH = 500
CHARACTERS_AT_MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Upload:
    """A text as it is handed in."""

    title: str
    text: str
    callback_url: str


def submit(desk: Desk, user: Identity, upload: Upload) -> tuple[Medium, int]:
    """Stores the text, records it with its job, and sends word to a worker; returns it and its words."""
    media.check_callback(desk, upload.callback_url)
    content = _content(upload.text)
    words = count_words(upload.text)
    medium = Medium(user_id=user.user_id, kind=KIND, title=upload.title)
    media.add(
        desk,
        medium,
        content,
        "txt",
        ANALYZE,
        also=lambda session: session.add(TextRecord(media_id=medium.id, word_count=words)),
        callback_url=upload.callback_url,
    )
    return medium, words


def count_words(text: str) -> int:
    """Stretches without white space, which is what is billed and shown."""
    return len(text.split())


def _content(text: str) -> bytes:
    if not text.strip():
        raise BadText("The text is empty; send at least one word.")
    if len(text) > CHARACTERS_AT_MOST:
        raise BadText(f"The text has {len(text)} characters; at most {CHARACTERS_AT_MOST} are accepted.")
    if "\x00" in text:
        raise BadText("The text must not contain the character NUL.")
    try:
        return text.encode()
    except UnicodeEncodeError as error:  # half of a surrogate pair, written as an escape by some clients
        raise BadText("The text is not valid Unicode.") from error


def listed(desk: Desk, user: Identity, page: Page) -> tuple[Sequence[Medium], Mapping[str, TextRecord], int]:
    """A page of the user's texts, their records by id, and how many texts there are in all."""
    with reading(desk.sessions) as session:
        found, count = media.page_of(session, user, KIND, page)
        return found, repository.records_of(session, [medium.id for medium in found]), count


def get(desk: Desk, user: Identity, text_id: str) -> Text:
    with reading(desk.sessions) as session:
        return repository.load(session, media.readable(session, user, KIND, text_id))


def words_of(desk: Desk, text: Text) -> str:
    """The text itself; MediumNotFound when it was deleted or replaced this very moment."""
    try:
        return desk.objects.read(text.medium.object_key).decode()
    except FileNotFoundError as error:
        raise media.MediumNotFound(KIND) from error


def sentences(
    desk: Desk, text: Text, content: str, first: int = 0, count: int | None = None
) -> Iterator[Sentence]:
    """The scored sentences of an analysed text."""
    try:
        yield from read_sentences(desk.objects, text.record.sentences_key, content, first, count)
    except FileNotFoundError as error:
        raise media.MediumNotFound(KIND) from error


def delete(desk: Desk, user: Identity, text_id: str) -> None:
    media.erase(desk, user, KIND, text_id)


def reprocess(desk: Desk, user: Identity, text_id: str, again: bool, callback_url: str) -> tuple[Medium, str]:
    """Analyses a failed text again, a completed one only if told so; returns what was done in words."""
    _refuse_transcript(desk, user, text_id, "it is scored again when the audio is reprocessed")
    return media.analyse_again(
        desk, user, KIND, text_id, ANALYZE, completed_too=again, callback_url=callback_url
    )


def rewrite(desk: Desk, user: Identity, text_id: str, text: str, callback_url: str) -> tuple[Medium, str]:
    """Puts other words in the place of the text's and analyses them; what was found in the old ones goes."""
    media.check_callback(desk, callback_url)
    content = _content(text)
    key = f"media/{text_id}/source-{new_id()}.txt"
    _refuse_transcript(desk, user, text_id, "correct the audio's transcript instead")
    desk.objects.put(key, content)
    try:
        with unit_of_work(desk.sessions, desk.transport) as session:
            medium = media.owned(session, user, KIND, text_id)
            before, run_id = medium.object_key, repository.load(session, medium).record.run_id
            medium.object_key, medium.size_bytes = key, len(content)
            repository.forget_predictions(session, text_id, count_words(text))
            media.start_over(session, desk, medium, ANALYZE, callback_url)
    except BaseException:
        desk.objects.delete(key)
        raise
    desk.objects.delete(before)
    if run_id:
        desk.objects.delete_under(f"media/{text_id}/runs/{run_id}")
    return medium, "The text was changed and queued for analysis."


def _refuse_transcript(desk: Desk, user: Identity, text_id: str, instead: str) -> None:
    with reading(desk.sessions) as session:
        audio_id = repository.load(session, media.owned(session, user, KIND, text_id)).record.parent_id
    if audio_id:
        raise TextIsTranscript(
            f"These are the words of audio {audio_id}; {instead} (/v1/audios/{audio_id}).", audio_id=audio_id
        )

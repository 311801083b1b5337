"""What videos, audios, images and texts have in common: they are owned, listed, analysed, erased."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from emoscope.api.keys import Identity
from emoscope.api.paging import Page, media_page
from emoscope.db import children
from emoscope.db.engine import SessionFactory
from emoscope.db.models import Job, Medium, new_id
from emoscope.errors import EmoscopeError
from emoscope.fetching.fetch import Fetcher
from emoscope.jobs import callbacks, ledger, records
from emoscope.jobs.sending import unit_of_work
from emoscope.outbound.addresses import AddressRefused
from emoscope.queue.messages import Transport
from emoscope.storage.growing import UploadFolder
from emoscope.storage.objects import Objects

ANALYSIS = "analysis"
"""What callbacks call the end of an analysis."""


class MediumNotFound(EmoscopeError):
    """There is no such medium, or it is somebody else's, which looks the same."""

    status = 404

    def __init__(self, kind: str) -> None:
        super().__init__(f"{kind.capitalize()} not found")
        self.code = f"{kind}_not_found"
        self.title = self.message


class NotAnalysed(EmoscopeError):
    code = "not_analysed"
    status = 422
    title = "Not analysed"


class BadUpload(EmoscopeError):
    code = "bad_upload"
    status = 422
    title = "Upload not acceptable"


class BadCallback(EmoscopeError):
    code = "bad_callback"
    status = 422
    title = "Callback not acceptable"


class BadEdit(EmoscopeError):
    code = "bad_edit"
    status = 422
    title = "Edit not acceptable"


@dataclass(frozen=True, slots=True)
class Desk:
    """What the use cases work on."""

    sessions: SessionFactory
    transport: Transport
    objects: Objects
    uploads: UploadFolder
    fetcher: Fetcher
    job_attempts: int


def add(
    desk: Desk,
    medium: Medium,
    content: bytes | BinaryIO | Path,
    ending: str,
    job_kind: str,
    also: Callable[[Session], None] | None = None,
    callback_url: str = "",
) -> Medium:
    """Stores the content, records the medium with its job in one transaction, and sends word to a worker.

    `medium` comes without id, key and size. `ending` is that of the content's kind, by which links to it
    name their type. `also` writes what else belongs to it in that transaction. A failure leaves nothing.
    """
    _check_words(medium)
    medium.id = new_id()
    medium.object_key = f"media/{medium.id}/source.{ending}"
    try:
        desk.objects.put(medium.object_key, content)
        stored = desk.objects.head(medium.object_key)
        medium.size_bytes = stored.size_bytes if stored else 0
        _record(desk, medium, job_kind, callback_url, also)
    except BaseException:
        desk.objects.delete_under(f"media/{medium.id}")
        raise
    return medium


def add_from_url(
    desk: Desk,
    medium: Medium,
    url: str,
    job_kind: str,
    callback_url: str = "",
    also: Callable[[Session], None] | None = None,
) -> Medium:
    """As `add`, for a medium whose file the worker fetches; SourceRefused for an address that cannot be.

    The medium has no key until its file is there (see `api.sources`).
    """
    _check_words(medium)
    medium.source, medium.source_url = desk.fetcher.recognise(url).kind, url
    medium.object_key, medium.size_bytes = "", 0
    _record(desk, medium, job_kind, callback_url, also)
    return medium


def _check_words(medium: Medium) -> None:
    if any("\x00" in text for text in (medium.title, medium.description or "", medium.project_id or "")):
        raise BadUpload("title, description and project_id must not contain the character NUL.")


def _record(
    desk: Desk, medium: Medium, job_kind: str, callback_url: str, also: Callable[[Session], None] | None
) -> None:
    with unit_of_work(desk.sessions, desk.transport) as session:
        session.add(medium)
        session.flush()
        if also is not None:
            also(session)
        enqueue(session, desk, medium, job_kind, ANALYSIS, callback_url)


def enqueue(
    session: Session, desk: Desk, medium: Medium, job_kind: str, event: str, callback_url: str
) -> Job:
    """Queues a job on a medium, whose end is told to `callback_url` as `event` where one is given."""
    if event == ANALYSIS:
        ledger.check(session, medium.user_id)
    job = records.enqueue(session, job_kind, medium.id, desk.job_attempts, request_id())
    if callback_url:
        callbacks.expect(session, medium, job, event, callback_url)
    return job


def tell_also(
    session: Session, medium: Medium, event: str, callback_url: str, job: Job | None = None
) -> None:
    """Has `callback_url`, if any, told of a job that is under way, or without one of what is done already."""
    if callback_url and job is not None:
        callbacks.expect(session, medium, job, event, callback_url)
    elif callback_url:
        callbacks.announce(session, medium, event, callback_url)


def check_callback(desk: Desk, callback_url: str) -> None:
    """Raises BadCallback for an address that nobody can be told at; none at all is fine."""
    if not callback_url:
        return
    try:
        desk.fetcher.policy.check_url(callback_url)
    except AddressRefused as error:
        raise BadCallback(f"callback_url: {error.message}") from error


def readable(session: Session, user: Identity, kind: str, medium_id: str) -> Medium:
    """The medium, if it is the user's or the user is an admin; MediumNotFound otherwise."""
    medium = find(session, kind, medium_id)
    if medium is None or (medium.user_id != user.user_id and not user.is_admin):
        raise MediumNotFound(kind)
    return medium


def owned(session: Session, user: Identity, kind: str, medium_id: str) -> Medium:
    """The medium, if it is the user's; MediumNotFound otherwise."""
    medium = find(session, kind, medium_id)
    if medium is None or medium.user_id != user.user_id:
        raise MediumNotFound(kind)
    return medium


def find(session: Session, kind: str, medium_id: str) -> Medium | None:
    return session.scalars(select(Medium).where(Medium.id == medium_id, Medium.kind == kind)).first()


def page_of(session: Session, user: Identity, kind: str, page: Page) -> tuple[Sequence[Medium], int]:
    """A page of the user's media of one kind, newest first, and how many there are in all."""
    return media_page(session, user.user_id, kind, page)


def erase(desk: Desk, user: Identity, kind: str, medium_id: str) -> None:
    """Erases the medium and what was derived from it, media included; a running analysis stops by itself."""
    with desk.sessions.begin() as session:
        medium = owned(session, user, kind, medium_id)
        gone = [medium, *children.below(session, medium.id)]
        for one in gone:
            callbacks.cancel(session, one.id)
            records.forget(session, one.id)
            children.unlink(session, one.id)
            session.delete(one)
    for one_id in {*(one.id for one in gone), *children.possibly_below(medium)}:
        desk.objects.delete_under(f"media/{one_id}")


def rename(
    desk: Desk,
    user: Identity,
    kind: str,
    medium_id: str,
    title: str,
    description: str,
    title_length: int,
    description_length: int,
    callback_url: str = "",
) -> Medium:
    """Changes title and description; an empty text leaves things as they are. Raises BadEdit."""
    check_callback(desk, callback_url)
    if "\x00" in title + description:
        raise BadEdit("title and description must not contain the character NUL.")
    if len(title) > title_length or len(description) > description_length:
        raise BadEdit(
            f"At most {title_length} characters of title and {description_length} of description fit."
        )
    with desk.sessions.begin() as session:
        medium = owned(session, user, kind, medium_id)
        medium.title = title or medium.title
        medium.description = description or medium.description
        tell_also(session, medium, "metadata", callback_url)
        return medium


def analyse_again(
    desk: Desk,
    user: Identity,
    kind: str,
    medium_id: str,
    job_kind: str,
    completed_too: bool,
    callback_url: str = "",
) -> tuple[Medium, str]:
    """Queues a failed medium again, a completed one only if told so; returns what was done in words.

    `callback_url` is told of the end of the analysis under way, or at once where there is nothing to do.
    """
    check_callback(desk, callback_url)
    with unit_of_work(desk.sessions, desk.transport) as session:
        medium = owned(session, user, kind, medium_id)
        return queue_again(session, desk, medium, job_kind, completed_too, callback_url)


def queue_again(
    session: Session, desk: Desk, medium: Medium, job_kind: str, completed_too: bool, callback_url: str
) -> tuple[Medium, str]:
    """As `analyse_again`, within a transaction."""
    if medium.status in {"queue", "processing"}:
        tell_also(session, medium, ANALYSIS, callback_url, records.latest(session, medium.id))
        return medium, f"The {medium.kind} is being analysed already; nothing was changed."
    if medium.status == "completed" and not completed_too:
        tell_also(session, medium, ANALYSIS, callback_url)
        return medium, f"The {medium.kind} is analysed already; send reprocess=true to analyse it again."
    medium.status = "queue"
    medium.error_code = medium.error_message = ""
    enqueue(session, desk, medium, job_kind, ANALYSIS, callback_url)
    return medium, f"The {medium.kind} was queued for analysis."


def start_over(session: Session, desk: Desk, medium: Medium, job_kind: str, callback_url: str = "") -> None:
    """Calls off what is being done with the medium and queues it anew, for when its content has changed."""
    records.forget(session, medium.id)
    medium.status = "queue"
    medium.error_code = medium.error_message = ""
    enqueue(session, desk, medium, job_kind, ANALYSIS, callback_url)


def keep_only_run(objects: Objects, medium_id: str, run_id: str) -> None:
    """Erases what other runs of the medium's analysis stored: replaced ones, and those of killed workers."""
    runs = f"media/{medium_id}/runs"
    for other in objects.folders_under(runs):
        if other != run_id:
            objects.delete_under(f"{runs}/{other}")


def not_analysed(medium: Medium) -> NotAnalysed:
    """The error for a medium that has no results (yet)."""
    if medium.status == "failed":
        return NotAnalysed(f"Media processing failed: {medium.error_message}", reason=medium.error_code)
    return NotAnalysed(f"Media processing not completed. Current status: {medium.status}")


def request_id() -> str:
    """The id of the request that is being answered, empty outside of one."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))

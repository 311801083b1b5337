"""Resumable uploads once they are here: finding one of the caller's, and making a medium of it, once."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import BinaryIO, Protocol

from sqlalchemy import delete
from sqlalchemy.orm import Session

from emoscope.api.keys import Identity
from emoscope.api.media import BadUpload, Desk
from emoscope.db.engine import reading
from emoscope.db.models import now
from emoscope.db.upload_models import ResumableUpload
from emoscope.errors import EmoscopeError
from emoscope.storage.growing import GrowingFile, UploadFolder


class UploadNotFound(EmoscopeError):
    """There is no such upload, it was used already, or it is somebody else's, which looks the same."""

    code = "upload_not_found"
    status = 404
    title = "Upload not found"

    def __init__(self) -> None:
        super().__init__("There is no upload with this id, or a medium was made of it already.")


class UploadExpired(EmoscopeError):
    code = "upload_expired"
    status = 410
    title = "Upload expired"


class UploadIncomplete(EmoscopeError):
    code = "upload_incomplete"
    status = 409
    title = "Upload incomplete"


class Sent(Protocol):
    """A medium as it is handed in: as a file, as an address, or as an upload that was finished before."""

    @property
    def file(self) -> BinaryIO | None: ...
    @property
    def file_name(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def upload_id(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Handed:
    """A file that was handed in: `file` to look at, `content` to store, its name without folders, and what to
    write in the transaction that stores it."""

    file: BinaryIO
    content: BinaryIO | Path
    file_name: str
    use: Callable[[Session], None]


@contextlib.contextmanager
def handed_in(desk: Desk, user: Identity, sent: Sent) -> Iterator[Handed | None]:
    """The file that was handed in, for a block that makes a medium of it; None where there is none, but
    perhaps an address.

    A resumable upload is the block's alone, and gone when it ends well; when it raises, the upload stays.
    Raises BadUpload, UploadNotFound, UploadExpired, UploadIncomplete, UploadBusy.
    """
    if not sent.upload_id:
        file = sent.file
        yield None if file is None else Handed(file, file, base_name(sent.file_name), lambda _session: None)
        return
    if sent.file is not None or sent.url:
        raise BadUpload("Send one of a file, an address and an upload_id, not several.")
    with reading(desk.sessions) as session:
        upload = owned_upload(session, user, sent.upload_id)
    with locked(desk.uploads, upload.id) as growing:
        if growing.size_bytes != upload.length_bytes:
            raise UploadIncomplete(
                f"{growing.size_bytes} of {upload.length_bytes} bytes of this upload have arrived; send the "
                f"others first."
            )
        growing.file.seek(0)
        path = desk.uploads.path(upload.id)
        yield Handed(growing.file, path, upload.file_name, lambda session: _use(session, upload.id))
        with contextlib.suppress(OSError):  # then it is cleared away as one that belongs to nobody
            desk.uploads.remove(upload.id)


def base_name(file_name: str) -> str:
    """What clients call a file, without folders and what a database cannot hold."""
    return PurePath(file_name).name.replace("\x00", "")


def owned_upload(session: Session, user: Identity, upload_id: str) -> ResumableUpload:
    """The upload, if it is the user's and not over; UploadNotFound or UploadExpired otherwise."""
    upload = session.get(ResumableUpload, upload_id)
    if upload is None or upload.user_id != user.user_id:
        raise UploadNotFound
    if upload.expires_at <= now():
        raise UploadExpired("Nothing came of this upload for too long; begin it again.")
    return upload


@contextlib.contextmanager
def locked(folder: UploadFolder, upload_id: str) -> Iterator[GrowingFile]:
    """The file of an upload that there is, for one block alone."""
    with contextlib.ExitStack() as stack:
        try:
            growing = stack.enter_context(folder.locked(upload_id))
        except FileNotFoundError as error:
            raise lost() from error
        yield growing


def lost() -> UploadExpired:
    """The error for an upload whose bytes are not here, though it is known."""
    return UploadExpired("What had arrived of this upload is not on this server any more; begin it again.")


def _use(session: Session, upload_id: str) -> None:
    used = session.execute(delete(ResumableUpload).where(ResumableUpload.id == upload_id))
    if used.rowcount != 1:  # type: ignore[attr-defined]
        raise UploadNotFound

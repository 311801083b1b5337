"""What can be done with resumable uploads, but for adding bytes (see `appending`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from emoscope.api.keys import Identity
from emoscope.api.open_uploads import base_name, locked, lost, owned_upload
from emoscope.db.engine import SessionFactory, reading
from emoscope.db.models import User, new_id, now
from emoscope.db.upload_models import ResumableUpload
from emoscope.storage.growing import UploadFolder
from emoscope.uploads.errors import TooManyUploads, UploadTooLarge


@dataclass(frozen=True, slots=True)
class Rules:
    """`lifetime` is how long an upload stays without a byte more; `silence_s` how long a request may."""

    bytes_at_most: int
    open_at_most: int
    lifetime: timedelta
    silence_s: float = 30.0


@dataclass(frozen=True, slots=True)
class UploadDesk:
    """What these use cases work on."""

    sessions: SessionFactory
    folder: UploadFolder
    rules: Rules


@dataclass(frozen=True, slots=True)
class Standing:
    """An upload and how many of its bytes have arrived."""

    upload: ResumableUpload
    offset: int


def begin(desk: UploadDesk, user: Identity, length: int, file_name: str, file_metadata: str) -> Standing:
    """A new upload without a byte. Raises UploadTooLarge, TooManyUploads, StorageFull."""
    rules = desk.rules
    if length > rules.bytes_at_most:
        raise UploadTooLarge(f"The file has {length} bytes; at most {rules.bytes_at_most} are accepted.")
    upload = ResumableUpload(
        id=new_id(),
        user_id=user.user_id,
        length_bytes=length,
        file_name=base_name(file_name),
        file_metadata=file_metadata,
        expires_at=now() + rules.lifetime,
    )
    desk.folder.create(upload.id, length)  # not within the transaction: disks may take their time
    try:
        with desk.sessions.begin() as session:
            _check_count(session, user, rules)
            session.add(upload)
    except BaseException:
        desk.folder.remove(upload.id)
        raise
    return Standing(upload, 0)


def _check_count(session: Session, user: Identity, rules: Rules) -> None:
    # Of two at once the second waits here; on SQLite every writing transaction is alone anyway.
    session.execute(select(User.id).where(User.id == user.user_id).with_for_update())
    count = session.scalar(
        select(func.count())
        .select_from(ResumableUpload)
        .where(ResumableUpload.user_id == user.user_id, ResumableUpload.expires_at > now())
    )
    if (count or 0) >= rules.open_at_most:
        raise TooManyUploads(
            f"You have {count} uploads that are not finished or not used; finish or delete one of them first "
            f"(GET /v2/uploads lists them)."
        )


def standing(desk: UploadDesk, user: Identity, upload_id: str) -> Standing:
    """Raises UploadNotFound, UploadExpired."""
    with reading(desk.sessions) as session:
        upload = owned_upload(session, user, upload_id)
    offset = desk.folder.size_bytes(upload.id)
    if offset is None:
        raise lost()
    return Standing(upload, offset)


def listed(desk: UploadDesk, user: Identity) -> Sequence[Standing]:
    """The user's uploads that may be gone on with or used, newest first."""
    with reading(desk.sessions) as session:
        uploads = session.scalars(
            select(ResumableUpload)
            .where(ResumableUpload.user_id == user.user_id, ResumableUpload.expires_at > now())
            .order_by(ResumableUpload.created_at.desc(), ResumableUpload.id)
        ).all()
    return [Standing(one, desk.folder.size_bytes(one.id) or 0) for one in uploads]


def end(desk: UploadDesk, user: Identity, upload_id: str) -> None:
    """Erases the upload with all that has arrived of it. Raises UploadNotFound, UploadBusy."""
    with reading(desk.sessions) as session:
        upload = owned_upload(session, user, upload_id)
    if desk.folder.size_bytes(upload.id) is None:
        _erase(desk, upload)
        return
    with locked(desk.folder, upload.id):
        _erase(desk, upload)


def _erase(desk: UploadDesk, upload: ResumableUpload) -> None:
    with desk.sessions.begin() as session:
        found = session.get(ResumableUpload, upload.id)
        if found is not None:
            session.delete(found)
    desk.folder.remove(upload.id)

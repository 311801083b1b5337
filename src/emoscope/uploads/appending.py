"""Adding the bytes of one request to an upload."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass, field

from sqlalchemy import update

from emoscope.api.keys import Identity
from emoscope.api.open_uploads import lost
from emoscope.db.models import now
from emoscope.db.upload_models import ResumableUpload
from emoscope.storage.growing import GrowingFile
from emoscope.uploads import service
from emoscope.uploads.errors import BadTusRequest, ChecksumMismatch, OffsetMismatch, UploadTooLarge
from emoscope.uploads.service import UploadDesk

ALGORITHMS = ("sha1", "sha256")
_SYNC_EVERY_BYTES = 64 * 1024**2


@dataclass(slots=True)
class Checksum:
    """What the bytes of a request should hash to."""

    wanted: bytes
    seen: hashlib._Hash


def parse_checksum(header: str) -> Checksum | None:
    """From `sha1 <Base64>`; None where there is none. Raises BadTusRequest."""
    if not header:
        return None
    algorithm, _, text = header.strip().partition(" ")
    if algorithm not in ALGORITHMS:
        raise BadTusRequest(f"Upload-Checksum begins with one of {', '.join(ALGORITHMS)}.")
    seen = hashlib.new(algorithm, usedforsecurity=False)
    try:
        wanted = base64.b64decode(text.strip(), validate=True)
    except binascii.Error:
        wanted = b""
    if len(wanted) != seen.digest_size:
        raise BadTusRequest(f"Upload-Checksum holds no {algorithm} in Base64.")
    return Checksum(wanted, seen)


@dataclass(slots=True)
class Appending:
    """An upload while a request adds to it: nobody else may until `release`. For one thread at a time.

    What came without a checksum stays, whatever becomes of the request. What came with one stays only where
    it was right.
    """

    desk: UploadDesk
    upload: ResumableUpload
    growing: GrowingFile
    checksum: Checksum | None
    began_at: int
    _synced_at: int = field(init=False)
    _sound: bool = field(init=False)

    def __post_init__(self) -> None:
        self._synced_at = self.began_at
        self._sound = self.checksum is None

    def write(self, data: bytes | bytearray) -> None:
        """Raises UploadTooLarge, after which nothing of the request stays, and StorageFull."""
        if self.growing.size_bytes + len(data) > self.upload.length_bytes:
            self._sound = False
            raise UploadTooLarge(f"More came than the {self.upload.length_bytes} bytes that were announced.")
        self.growing.append(data)
        if self.checksum is not None:
            self.checksum.seen.update(data)
        if self.growing.size_bytes - self._synced_at >= _SYNC_EVERY_BYTES:
            self._keep()

    def finish(self) -> service.Standing:
        """Makes safe what the request added, once all of it is here. Raises ChecksumMismatch."""
        if self.checksum is not None:
            self._sound = self.checksum.seen.digest() == self.checksum.wanted
            if not self._sound:
                raise ChecksumMismatch(
                    "The bytes do not have the checksum that came with them; send them again."
                )
        self._keep()
        return service.Standing(self.upload, self.growing.size_bytes)

    def release(self) -> None:
        """Leaves the upload to others, with what may stay."""
        try:
            if not self._sound:
                self.growing.cut(self.began_at)
            self._keep()
        finally:
            self.desk.folder.release(self.growing)

    def _keep(self) -> None:
        """Makes safe what is new, and puts off the end of the upload."""
        size = self.growing.size_bytes
        if size == self._synced_at:
            return
        self.growing.sync()
        self._synced_at = size
        self.upload.expires_at = now() + self.desk.rules.lifetime
        with self.desk.sessions.begin() as session:
            session.execute(
                update(ResumableUpload)
                .where(ResumableUpload.id == self.upload.id)
                .values(expires_at=self.upload.expires_at)
            )


def begin(
    desk: UploadDesk, user: Identity, upload_id: str, offset: int, announced: int, checksum: Checksum | None
) -> Appending:
    """Makes the upload the caller's until `release`, for `announced` bytes (0 where that is not known).

    Raises UploadNotFound, UploadExpired, UploadBusy, OffsetMismatch, UploadTooLarge.
    """
    upload = service.standing(desk, user, upload_id).upload
    try:
        growing = desk.folder.lock(upload.id)
    except FileNotFoundError as error:
        raise lost() from error
    try:
        _check(upload, growing.size_bytes, offset, announced)
    except BaseException:
        desk.folder.release(growing)
        raise
    return Appending(desk, upload, growing, checksum, offset)


def _check(upload: ResumableUpload, size: int, offset: int, announced: int) -> None:
    if size != offset:
        raise OffsetMismatch(f"{size} bytes of this upload have arrived; go on from there.", offset=size)
    if offset + announced > upload.length_bytes:
        raise UploadTooLarge(
            f"{announced} bytes from {offset} are more than the {upload.length_bytes} that were announced."
        )

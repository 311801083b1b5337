"""Files that arrive piece by piece: they grow in a folder of their own until they are whole."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import re
import shutil
import time
from collections.abc import Iterator
from io import FileIO
from pathlib import Path

from emoscope.errors import EmoscopeError

_NAME = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ENDING = ".part"


class UploadBusy(EmoscopeError):
    code = "upload_busy"
    status = 423
    title = "Upload in use"

    def __init__(self) -> None:
        super().__init__("Another request is using this upload; ask for its offset and go on in a moment.")


class StorageFull(EmoscopeError):
    code = "storage_full"
    status = 507
    title = "No room left"

    def __init__(self) -> None:
        super().__init__("This server has no room for that many bytes; tell its owner.")


class GrowingFile:
    """A file that nobody else may write while this is open. What it holds is what is on disk."""

    def __init__(self, file: FileIO) -> None:
        self.file = file

    @property
    def size_bytes(self) -> int:
        return os.fstat(self.file.fileno()).st_size

    def append(self, data: bytes | bytearray) -> None:
        """Writes behind what is there; StorageFull where the disk is, with as much written as there was
        room for."""
        self.file.seek(0, os.SEEK_END)
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[self.file.write(rest) :]
        except OSError as error:
            if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
                raise StorageFull from error
            raise

    def cut(self, size_bytes: int) -> None:
        """Takes away what is behind the first `size_bytes`."""
        self.file.truncate(size_bytes)

    def sync(self) -> None:
        """Returns once the content would survive a loss of power."""
        os.fsync(self.file.fileno())


class UploadFolder:
    """The growing files by id. Several processes may use one folder: files are locked, not remembered."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, upload_id: str) -> Path:
        """Where the file lies; FileNotFoundError for what is no id of ours, so that none leads elsewhere."""
        if not _NAME.fullmatch(upload_id):
            raise FileNotFoundError(upload_id)
        return self.root / f"{upload_id}{_ENDING}"

    def create(self, upload_id: str, size_bytes: int) -> None:
        """An empty file that is going to have that size; StorageFull where it cannot."""
        path = self.path(upload_id)
        self.root.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(self.root).free < size_bytes:
            raise StorageFull
        path.open("xb").close()
        folder = os.open(self.root, os.O_RDONLY)
        try:
            os.fsync(folder)  # the name too must survive a loss of power
        finally:
            os.close(folder)

    def size_bytes(self, upload_id: str) -> int | None:
        """How much has arrived; None where there is no such file (here)."""
        try:
            return self.path(upload_id).stat().st_size
        except FileNotFoundError:
            return None

    def lock(self, upload_id: str) -> GrowingFile:
        """The file for this caller alone until `release`; UploadBusy while it is somebody else's,
        FileNotFoundError where there is none. The lock of a process ends with the process."""
        path = self.path(upload_id)
        file = FileIO(path, "r+b")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not os.path.samestat(path.stat(), os.fstat(file.fileno())):
                raise FileNotFoundError(upload_id)
        except BlockingIOError as error:
            file.close()
            raise UploadBusy from error
        except BaseException:
            file.close()
            raise
        return GrowingFile(file)

    @staticmethod
    def release(growing: GrowingFile) -> None:
        # Unlocked by name: closing alone would leave the lock to a child that was forked meanwhile.
        fcntl.flock(growing.file, fcntl.LOCK_UN)
        growing.file.close()

    @contextlib.contextmanager
    def locked(self, upload_id: str) -> Iterator[GrowingFile]:
        """`lock` for the length of a block."""
        growing = self.lock(upload_id)
        try:
            yield growing
        finally:
            self.release(growing)

    def remove(self, upload_id: str) -> None:
        """Takes the name away; who has the file open or linked keeps the content."""
        self.path(upload_id).unlink(missing_ok=True)

    def untouched(self, seconds: float) -> list[str]:
        """Ids of the files that nothing was written to for that long."""
        if not self.root.is_dir():
            return []
        before = time.time() - seconds
        found = []
        for path in self.root.glob(f"*{_ENDING}"):
            with contextlib.suppress(FileNotFoundError):
                if _NAME.fullmatch(path.stem) and path.stat().st_mtime < before:
                    found.append(path.stem)
        return found

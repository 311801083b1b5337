"""Stored objects: a folder by default, any object store that obstore knows otherwise."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import obstore
from obstore.store import LocalStore, ObjectStore, from_url


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object's key and its size in bytes."""

    key: str
    size_bytes: int


class Objects:
    """Puts, reads and erases objects by key. Keys are made by us, never from a user's words."""

    def __init__(self, store: ObjectStore, folder: Path | None) -> None:
        self._store = store
        self._folder = folder

    def put(self, key: str, content: bytes | BinaryIO | Path) -> None:
        """Stores the whole content or nothing: a reader never sees a part of it.

        A file must not be changed afterwards: on the same disk it is linked, not copied.
        """
        if not (isinstance(content, Path) and self._folder and _linked(content, self._folder / key)):
            obstore.put(self._store, key, content)

    def read(self, key: str) -> bytes:
        """The whole object; FileNotFoundError where there is none."""
        return bytes(obstore.get(self._store, key).bytes())

    def head(self, key: str) -> StoredObject | None:
        try:
            facts = obstore.head(self._store, key)
        except FileNotFoundError:
            return None
        return StoredObject(key=key, size_bytes=facts["size"])

    def local_path(self, key: str) -> Path | None:
        """Where the object lies on this machine, if it does."""
        return self._folder / key if self._folder else None

    @contextlib.contextmanager
    def as_file(self, key: str, work_dir: Path) -> Iterator[Path]:
        """The object as a file to read: in place where it is local, else a copy that lives in the block."""
        if self._folder:
            if not (self._folder / key).is_file():
                raise FileNotFoundError(key)
            yield self._folder / key
            return
        copy = work_dir / f"object-{key.replace('/', '-')}"
        with copy.open("wb") as target:
            for chunk in obstore.get(self._store, key).stream(min_chunk_size=8 * 1024**2):
                target.write(chunk)
        try:
            yield copy
        finally:
            copy.unlink(missing_ok=True)

    def delete(self, key: str) -> None:
        """Erases one object, if it is there."""
        with contextlib.suppress(FileNotFoundError):
            obstore.delete(self._store, key)

    def delete_under(self, prefix: str) -> int:
        """Erases every object whose key begins with the folder `prefix`; returns how many."""
        count = 0
        for batch in obstore.list(self._store, prefix=prefix):
            keys = [facts["path"] for facts in batch]
            with contextlib.suppress(FileNotFoundError):  # another process erases the same folder
                obstore.delete(self._store, keys)
            count += len(keys)
        if self._folder:
            _remove_empty_folders(self._folder / prefix)
        return count

    def keys_under(self, prefix: str) -> list[str]:
        """Keys of the objects in the folder `prefix`."""
        return sorted(facts["path"] for batch in obstore.list(self._store, prefix=prefix) for facts in batch)

    def folders_under(self, prefix: str) -> list[str]:
        """Names of the folders directly in the folder `prefix`."""
        found = obstore.list_with_delimiter(self._store, prefix=prefix)
        return sorted(path.rstrip("/").rsplit("/", 1)[-1] for path in found["common_prefixes"])

    def link(self, key: str, lifetime_s: int) -> str | None:
        """A link signed by the store itself, or None for a folder, whose links we sign."""
        if self._folder:
            return None
        store: Any = self._store
        return obstore.sign(store, "GET", key, dt.timedelta(seconds=lifetime_s))


def _linked(file: Path, to: Path) -> bool:
    """Gives the file a second name, where the disk is the same and knows how to."""
    to.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(file, to)
    except OSError:
        return False
    return True


def _remove_empty_folders(root: Path) -> None:
    if not root.is_dir():
        return
    folders = sorted((path for path in root.rglob("*") if path.is_dir()), reverse=True)
    for folder in [*folders, root]:
        with contextlib.suppress(OSError):  # something new arrived in it, or somebody else removed it
            folder.rmdir()


def open_objects(url: str, folder: Path) -> Objects:
    """The object store at `url`, or the folder where no address is given."""
    if url:
        return Objects(from_url(url), None)
    folder.mkdir(parents=True, exist_ok=True)
    return Objects(LocalStore(str(folder.resolve())), folder.resolve())

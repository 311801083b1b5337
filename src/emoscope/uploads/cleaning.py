"""Clearing away uploads that nobody went on with, and files that belong to none."""

from __future__ import annotations

import contextlib
import time

from sqlalchemy import delete, select

from emoscope.db.engine import SessionFactory, reading
from emoscope.db.models import now
from emoscope.db.upload_models import ResumableUpload
from emoscope.logging import get_logger
from emoscope.storage.growing import UploadBusy, UploadFolder

log = get_logger(__name__)

_AT_ONCE = 100
_STRAY_AFTER_S = 3600.0
"""A file is made before its row can be seen, so a young one without a row may yet get one."""


class UploadCleaner:
    """To be called again and again; does something every `every_s` seconds."""

    def __init__(self, sessions: SessionFactory, folder: UploadFolder, every_s: float = 60.0) -> None:
        self._sessions = sessions
        self._folder = folder
        self._every_s = every_s
        self._next_at = 0.0

    def __call__(self) -> None:
        if time.monotonic() >= self._next_at:
            self._next_at = time.monotonic() + self._every_s
            clean(self._sessions, self._folder)


def clean(sessions: SessionFactory, folder: UploadFolder) -> int:
    """Erases expired uploads and stray files; how many of both. Several servers may do so at once."""
    with reading(sessions) as session:
        expired = session.scalars(
            select(ResumableUpload.id).where(ResumableUpload.expires_at <= now()).limit(_AT_ONCE)
        ).all()
    count = sum(_end(sessions, folder, upload_id) for upload_id in expired)
    count += _remove_strays(sessions, folder)
    if count:
        log.info("uploads_cleared_away", count=count)
    return count


def _end(sessions: SessionFactory, folder: UploadFolder, upload_id: str) -> int:
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(folder.locked(upload_id))
        except UploadBusy:  # bytes are coming after all, and put its end off
            return 0
        except FileNotFoundError:  # it lies at another server, whose own cleaning finds the file
            pass
        with sessions.begin() as session:
            gone = session.execute(
                delete(ResumableUpload).where(
                    ResumableUpload.id == upload_id, ResumableUpload.expires_at <= now()
                )
            )
        if gone.rowcount:  # type: ignore[attr-defined]
            folder.remove(upload_id)
        return int(gone.rowcount)  # type: ignore[attr-defined]


def _remove_strays(sessions: SessionFactory, folder: UploadFolder) -> int:
    found = folder.untouched(_STRAY_AFTER_S)
    count = 0
    for begin in range(0, len(found), _AT_ONCE):
        some = found[begin : begin + _AT_ONCE]
        with reading(sessions) as session:
            known = set(session.scalars(select(ResumableUpload.id).where(ResumableUpload.id.in_(some))))
        for upload_id in set(some) - known:
            folder.remove(upload_id)
            count += 1
    return count

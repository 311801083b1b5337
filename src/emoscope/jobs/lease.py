"""Keeps a claimed job ours while it is worked on, and stops work that must not go on."""

from __future__ import annotations

import os
import threading
import time
from datetime import timedelta
from types import TracebackType
from typing import Self

from sqlalchemy.exc import SQLAlchemyError

from emoscope.db.engine import SessionFactory
from emoscope.domain.video import Progress
from emoscope.errors import Cancelled
from emoscope.jobs import records
from emoscope.logging import get_logger

log = get_logger(__name__)

STALL_EXIT_STATUS = 75
_STALLED = (
    "stalled",
    (
        "The analysis made no progress for a long time and was stopped. The file may be damaged; "
        "convert it to MP4 (H.264) and send it again."
    ),
)


class Lease:
    """A context in which a thread renews the job's lease and writes its progress.

    `report` is called by the working thread. It raises Cancelled once the job is no longer ours: deleted, or
    given to another worker. Where `report` stays silent for `stall_s`, the work hangs in native code that
    no exception reaches: the job is put back and the process ended.
    """

    def __init__(
        self, sessions: SessionFactory, job_id: str, owner: str, lease_s: float, stall_s: float
    ) -> None:
        self._sessions = sessions
        self._job_id = job_id
        self._owner = owner
        self._lease_s = lease_s
        self._stall_s = stall_s
        self._lost = threading.Event()
        self._done = threading.Event()
        self._progress = Progress("starting", 0.0)
        self._last_report = time.monotonic()
        self._thread = threading.Thread(target=self._run, name="lease", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._thread.join()

    def report(self, progress: Progress) -> None:
        self._progress = progress
        self._last_report = time.monotonic()
        if self._lost.is_set():
            raise Cancelled("The job was deleted or given to another worker.")

    def _run(self) -> None:
        written: Progress | None = None
        renewed = time.monotonic()
        while not self._done.wait(min(0.5, self._lease_s / 6)):
            due = time.monotonic() - renewed > self._lease_s / 3
            if not due and self._progress == written:
                continue
            written = self._progress
            if self._renew(written):
                renewed = time.monotonic()
            elif self._lost.is_set():
                return
            if time.monotonic() - self._last_report > self._stall_s:
                self._give_up()

    def _renew(self, progress: Progress) -> bool:
        # 100 is reserved for the transaction that writes the results.
        percent = min(99, int(progress.fraction * 100))
        try:
            with self._sessions.begin() as session:
                ours = records.renew(
                    session,
                    self._job_id,
                    self._owner,
                    timedelta(seconds=self._lease_s),
                    progress.stage,
                    percent,
                )
        except SQLAlchemyError:
            log.exception("lease_not_renewed", job_id=self._job_id)
            return False
        if not ours:
            self._lost.set()
        return ours

    def _give_up(self) -> None:
        log.error("job_stalled", job_id=self._job_id, stage=self._progress.stage)
        with self._sessions.begin() as session:
            records.put_back(session, self._job_id, self._owner, *_STALLED)
        os._exit(STALL_EXIT_STATUS)

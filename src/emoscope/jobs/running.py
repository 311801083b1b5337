"""One attempt at one job: claim, work, write everything in one transaction."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import structlog
from sqlalchemy.orm import Session

from emoscope.db.engine import SessionFactory
from emoscope.domain.video import ReportProgress
from emoscope.errors import BadMedia, Cancelled
from emoscope.jobs import ledger, records
from emoscope.jobs.lease import Lease
from emoscope.logging import get_logger

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a handler is told: the subject, a run id of its own for object keys, a folder that is erased
    afterwards, and where to report progress."""

    job_id: str
    subject_id: str
    run_id: str
    work_dir: Path
    report: ReportProgress


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a handler leaves behind: `write` puts the results into the closing transaction; `discard`
    erases what was stored for it when that transaction does not come about; `tidy` runs after it did.

    With `again_at` the job is not done: `write` keeps what came of this attempt, the next waits until then.
    """

    write: Callable[[Session], None]
    discard: Callable[[], object]
    tidy: Callable[[], object]
    again_at: datetime | None = None


Handler = Callable[[Attempt], Outcome]


class JobRunner:
    """Runs jobs by id. Anything may happen twice except the writing of results."""

    def __init__(
        self,
        sessions: SessionFactory,
        handlers: Mapping[str, Handler],
        work_dir: Path,
        lease_s: float,
        stall_s: float,
    ) -> None:
        self._sessions = sessions
        self._handlers = handlers
        self._work_dir = work_dir
        self._lease_s = lease_s
        self._stall_s = stall_s
        self._owner = f"{socket.gethostname()[:40]}-{os.getpid()}-{uuid4().hex[:8]}"

    def run(self, job_id: str) -> str:
        """Does the job, unless it is not to be done; its kind, empty where nothing was done."""
        with self._sessions.begin() as session:
            job = records.claim(session, job_id, self._owner, timedelta(seconds=self._lease_s))
        if job is None:  # done, deleted, or somebody else's: messages may come twice
            return ""
        with structlog.contextvars.bound_contextvars(job_id=job.id, request_id=job.request_id):
            log.info("job_started", kind=job.kind, subject_id=job.subject_id, attempt=job.attempts)
            self._attempt(job.id, job.kind, job.subject_id)
        return job.kind

    def _attempt(self, job_id: str, kind: str, subject_id: str) -> None:
        self._work_dir.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f"{job_id}-", dir=self._work_dir))
        try:
            with Lease(self._sessions, job_id, self._owner, self._lease_s, self._stall_s) as lease:
                attempt = Attempt(job_id, subject_id, str(uuid4()), folder, lease.report)
                outcome = self._handlers[kind](attempt)
            self._finish(job_id, outcome)
        except Cancelled:
            log.info("job_cancelled")
        except BadMedia as error:
            log.info("job_failed", code=error.code, reason=error.message)
            with self._sessions.begin() as session:
                records.fail(session, job_id, self._owner, error.code, error.message)
        except Exception:
            log.exception("job_attempt_failed")
            with self._sessions.begin() as session:
                records.put_back(session, job_id, self._owner, *_BROKEN)
        finally:
            with suppress(OSError):
                shutil.rmtree(folder)

    def _finish(self, job_id: str, outcome: Outcome) -> None:
        try:
            with self._sessions.begin() as session:
                if not self._end(session, job_id, outcome.again_at):
                    raise Cancelled("The job was deleted or given to another worker.")
                outcome.write(session)
                if outcome.again_at is None:
                    ledger.charge(session, job_id)
        except Cancelled:
            # Only here is it certain that nothing was written: a commit that broke may have come through.
            outcome.discard()
            raise
        outcome.tidy()
        log.info("job_postponed" if outcome.again_at else "job_completed")

    def _end(self, session: Session, job_id: str, again_at: datetime | None) -> bool:
        if again_at is None:
            return records.complete(session, job_id, self._owner)
        return records.postpone(session, job_id, self._owner, again_at)


_BROKEN = (
    "analysis_failed",
    (
        "The analysis failed for a reason on our side; the server's log has the details under this job's id. "
        "Reprocess to try again."
    ),
)

"""Transactions whose jobs are announced once they are committed, and the sweep that makes up for losses."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from emoscope.db.engine import SessionFactory
from emoscope.db.models import now
from emoscope.jobs import records
from emoscope.jobs.callbacks import DELIVER
from emoscope.logging import get_logger
from emoscope.queue.messages import BrokerUnreachable, Transport

log = get_logger(__name__)

RESEND_AFTER = timedelta(seconds=60)
SWEEP_LIMIT = 100


@contextmanager
def unit_of_work(sessions: SessionFactory, transport: Transport) -> Iterator[Session]:
    """One transaction; the jobs enqueued in it are sent after its commit and never without it."""
    with sessions.begin() as session:
        yield session
        job_ids: list[str] = session.info.pop(records.OUTBOX, [])
    send(sessions, transport, job_ids)


def send(sessions: SessionFactory, transport: Transport, job_ids: Sequence[str]) -> None:
    """Sends what the broker takes; the rest stays unsent for the sweep."""
    sent: list[str] = []
    for job_id in job_ids:
        try:
            transport.send(job_id)
        except BrokerUnreachable as error:
            log.warning("broker_unreachable", job_id=job_id, error=str(error))
            break
        sent.append(job_id)
    if sent:
        with sessions.begin() as session:
            records.mark_sent(session, sent)


def sweep(sessions: SessionFactory, transport: Transport) -> int:
    """Frees jobs whose worker died, ends those out of attempts, and re-sends lost messages."""
    with sessions.begin() as session:
        waiting: list[str] = []
        for job in records.overdue(session, now() - RESEND_AFTER, SWEEP_LIMIT):
            if job.status == "queue":
                waiting.append(job.id)
            elif records.put_back(session, job.id, job.lease_owner, *_LOST) and (
                job.attempts < job.max_attempts
            ):
                log.warning("job_lost_its_worker", job_id=job.id, attempts=job.attempts)
                if job.kind != DELIVER:  # couriers look for theirs themselves
                    waiting.append(job.id)
    send(sessions, transport, waiting)
    return len(waiting)


_LOST = (
    "worker_lost",
    (
        "The analysis stopped without an answer each time it was tried. The machine may be short of memory; "
        "try a shorter part of the file or a lower frame rate, then reprocess."
    ),
)


class Sweeper:
    """Runs `sweep` in a thread of its own until stopped, and `also` after it."""

    def __init__(
        self,
        sessions: SessionFactory,
        transport: Transport,
        interval_s: float,
        also: Callable[[], None] = lambda: None,
    ) -> None:
        self._sessions = sessions
        self._transport = transport
        self._interval_s = interval_s
        self._also = also
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sweeper", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        while not self._stop.wait(self._interval_s):
            try:
                sweep(self._sessions, self._transport)
                self._also()
            except (SQLAlchemyError, OSError):
                log.exception("sweep_failed")

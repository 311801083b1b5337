"""Carries out deliveries beside the API: threads that wait for receivers keep no worker from its analyses."""

from __future__ import annotations

import threading
import time

from sqlalchemy.exc import SQLAlchemyError

from emoscope.db.engine import SessionFactory, reading
from emoscope.jobs import records
from emoscope.jobs.running import JobRunner
from emoscope.logging import get_logger

log = get_logger(__name__)

STOPPING_TAKES_S = 5.0


class Courier:
    """Looks for due deliveries and runs at most `senders` of them at a time, until stopped.

    Any number of couriers may look at one database: a delivery is claimed like any job.
    """

    def __init__(
        self, sessions: SessionFactory, runner: JobRunner, senders: int, interval_s: float = 1.0
    ) -> None:
        self._sessions, self._runner = sessions, runner
        self._senders, self._interval_s = senders, interval_s
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._under_way: dict[str, threading.Thread] = {}
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)

    def start(self) -> None:
        if self._senders:
            self._thread.start()

    def stop(self) -> None:
        """Begins no more; what is still under way after some seconds is taken up after the next start."""
        if not self._senders:
            return
        self._stop.set()
        self._thread.join(timeout=10)
        end = time.monotonic() + STOPPING_TAKES_S
        for thread in list(self._under_way.values()):
            thread.join(timeout=max(0.0, end - time.monotonic()))

    def _run(self) -> None:
        while not self._stop.wait(self._interval_s):
            try:
                self._look()
            except SQLAlchemyError:
                log.exception("courier_failed")

    def _look(self) -> None:
        with self._lock:
            free = self._senders - len(self._under_way)
        if free <= 0:
            return
        with reading(self._sessions) as session:
            due = records.due_deliveries(session, self._senders + free)
        for job_id in due:
            with self._lock:
                if job_id in self._under_way or len(self._under_way) >= self._senders:
                    continue
                thread = threading.Thread(target=self._deliver, args=(job_id,), name="sender", daemon=True)
                self._under_way[job_id] = thread
            thread.start()

    def _deliver(self, job_id: str) -> None:
        try:
            self._runner.run(job_id)
        except SQLAlchemyError:  # its lease runs out, and somebody takes it up again
            log.exception("delivery_interrupted", job_id=job_id)
        finally:
            with self._lock:
                del self._under_way[job_id]

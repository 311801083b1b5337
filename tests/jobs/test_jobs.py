"""What may happen to a job, on each database."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from emoscope.db.engine import SessionFactory
from emoscope.db.models import Job, Medium, now
from emoscope.domain.video import Progress
from emoscope.errors import DamagedMedia
from emoscope.jobs import records
from emoscope.jobs.running import Attempt, JobRunner, Outcome
from emoscope.jobs.sending import sweep, unit_of_work
from emoscope.queue.messages import BrokerUnreachable


class RecordingTransport:
    """Keeps what is sent, or refuses it."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.broken = False

    def send(self, job_id: str) -> None:
        if self.broken:
            raise BrokerUnreachable("down")
        self.sent.append(job_id)


@pytest.fixture
def transport() -> RecordingTransport:
    return RecordingTransport()


@pytest.fixture
def job_id(sessions: SessionFactory, transport: RecordingTransport, medium_id: str) -> str:
    with unit_of_work(sessions, transport) as session:
        return records.enqueue(session, "analyze_work", medium_id, 2).id


def outcome(write: Callable[..., None] = lambda _: None, log: list[str] | None = None) -> Outcome:
    kept = [] if log is None else log
    return Outcome(write=write, discard=lambda: kept.append("discard"), tidy=lambda: kept.append("tidy"))


def runner(
    sessions: SessionFactory, tmp_path: Path, handler: Callable[[Attempt], Outcome], **kw
) -> JobRunner:
    return JobRunner(
        sessions, {"analyze_work": handler}, tmp_path / "work", **{"lease_s": 30, "stall_s": 300, **kw}
    )


def job_of(sessions: SessionFactory, job_id: str) -> Job:
    with sessions() as session:
        return session.get_one(Job, job_id)


def medium_of(sessions: SessionFactory, medium_id: str) -> Medium:
    with sessions() as session:
        return session.get_one(Medium, medium_id)


def expire(sessions: SessionFactory, job_id: str) -> None:
    with sessions.begin() as session:
        session.get_one(Job, job_id).lease_expires_at = now() - timedelta(seconds=1)


def test_a_message_goes_out_after_the_commit_and_never_without_it(sessions, transport, medium_id):
    with unit_of_work(sessions, transport) as session:
        job = records.enqueue(session, "analyze_work", medium_id, 2)
        assert transport.sent == []
    assert transport.sent == [job.id]
    assert job_of(sessions, job.id).sent_at is not None
    with pytest.raises(RuntimeError):
        _enqueue_and_fail(sessions, transport, medium_id)
    assert transport.sent == [job.id]


def _enqueue_and_fail(sessions, transport, medium_id) -> None:
    with unit_of_work(sessions, transport) as session:
        records.enqueue(session, "analyze_work", medium_id, 2)
        raise RuntimeError


def test_a_broken_broker_loses_no_job(sessions, transport, medium_id):
    transport.broken = True
    with unit_of_work(sessions, transport) as session:
        job_id = records.enqueue(session, "analyze_work", medium_id, 2).id
    assert job_of(sessions, job_id).sent_at is None
    transport.broken = False
    sweep(sessions, transport)
    assert transport.sent == [job_id]
    sweep(sessions, transport)
    assert transport.sent == [job_id], "a job that was just sent is not sent again"


def test_of_many_claims_at_once_one_wins(sessions, job_id):
    won: list[str] = []
    barrier = threading.Barrier(6)

    def claim(owner: str) -> None:
        barrier.wait()
        with sessions.begin() as session:
            if records.claim(session, job_id, owner, timedelta(seconds=30)):
                won.append(owner)

    threads = [threading.Thread(target=claim, args=(f"worker-{i}",)) for i in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert job_of(sessions, job_id).attempts == 1


def test_results_are_written_with_the_end_of_the_job_in_one_transaction(
    sessions, job_id, medium_id, tmp_path
):
    log: list[str] = []

    def write(session) -> None:
        session.get_one(Medium, medium_id).duration_ms = 1234

    runner(sessions, tmp_path, lambda _: outcome(write, log)).run(job_id)
    assert job_of(sessions, job_id).status == "completed"
    assert job_of(sessions, job_id).progress == 100
    medium = medium_of(sessions, medium_id)
    assert (medium.status, medium.duration_ms) == ("completed", 1234)
    assert log == ["tidy"]


def test_a_message_that_comes_twice_runs_the_job_once(sessions, job_id, tmp_path):
    runs: list[int] = []
    runner_ = runner(sessions, tmp_path, lambda _: (runs.append(1), outcome())[1])
    runner_.run(job_id)
    runner_.run(job_id)
    assert runs == [1]


def test_results_that_cannot_be_written_leave_the_job_to_another_attempt(
    sessions, job_id, medium_id, tmp_path
):
    def write(session) -> None:
        session.get_one(Medium, medium_id).duration_ms = 1234
        raise RuntimeError("disk full")

    runner(sessions, tmp_path, lambda _: outcome(write)).run(job_id)
    job = job_of(sessions, job_id)
    assert (job.status, job.attempts) == ("queue", 1)
    assert medium_of(sessions, medium_id).duration_ms == 0


def test_a_crashing_handler_is_tried_again_and_then_ends_with_a_reason(sessions, job_id, medium_id, tmp_path):
    def handler(_: Attempt) -> Outcome:
        raise ZeroDivisionError

    runner_ = runner(sessions, tmp_path, handler)
    runner_.run(job_id)
    assert medium_of(sessions, medium_id).status == "queue"
    runner_.run(job_id)
    medium = medium_of(sessions, medium_id)
    assert (medium.status, medium.error_code) == ("failed", "analysis_failed")
    assert "log" in medium.error_message
    assert job_of(sessions, job_id).attempts == 2
    assert list((tmp_path / "work").iterdir()) == [], "the working folder is removed"


def test_bad_media_fail_at_once(sessions, job_id, medium_id, tmp_path):
    def handler(_: Attempt) -> Outcome:
        raise DamagedMedia("The file ends in the middle.")

    runner(sessions, tmp_path, handler).run(job_id)
    medium = medium_of(sessions, medium_id)
    assert (medium.status, medium.error_code) == ("failed", "damaged_media")
    assert medium.error_message == "The file ends in the middle."
    assert job_of(sessions, job_id).attempts == 1


def test_a_job_whose_worker_died_is_sent_again_and_ends_after_its_last_attempt(
    sessions, transport, job_id, medium_id
):
    for attempt in (1, 2):
        with sessions.begin() as session:
            assert records.claim(session, job_id, f"worker-{attempt}", timedelta(seconds=30))
        sent = len(transport.sent)
        sweep(sessions, transport)
        assert len(transport.sent) == sent, "its lease still runs"
        expire(sessions, job_id)
        sweep(sessions, transport)
    assert transport.sent == [job_id, job_id], "once for the commit, once for the second attempt"
    medium = medium_of(sessions, medium_id)
    assert (medium.status, medium.error_code) == ("failed", "worker_lost")


def test_a_worker_that_lost_its_lease_writes_nothing(sessions, job_id, medium_id, tmp_path):
    log: list[str] = []

    def handler(_: Attempt) -> Outcome:
        expire(sessions, job_id)
        with sessions.begin() as session:
            assert records.claim(session, job_id, "another", timedelta(seconds=30))

        def write(session) -> None:
            session.get_one(Medium, medium_id).duration_ms = 1234

        return outcome(write, log)

    runner(sessions, tmp_path, handler).run(job_id)
    assert log == ["discard"]
    assert medium_of(sessions, medium_id).duration_ms == 0
    assert job_of(sessions, job_id).lease_owner == "another"


def test_a_deleted_medium_stops_its_running_job(sessions, job_id, medium_id, tmp_path):
    stopped = threading.Event()

    def handler(attempt: Attempt) -> Outcome:
        with sessions.begin() as session:
            records.forget(session, medium_id)
            session.delete(session.get_one(Medium, medium_id))
        end = time.monotonic() + 20
        try:
            while time.monotonic() < end:
                attempt.report(Progress("working", time.monotonic() % 1))
                time.sleep(0.02)
        except BaseException:
            stopped.set()
            raise
        return outcome()

    runner(sessions, tmp_path, handler, lease_s=1).run(job_id)
    assert stopped.is_set()
    with sessions() as session:
        assert session.get(Job, job_id) is None


def test_the_lease_is_renewed_and_progress_written_while_work_goes_on(sessions, job_id, tmp_path):
    seen: list[tuple[str, int]] = []

    def handler(attempt: Attempt) -> Outcome:
        first = job_of(sessions, job_id).lease_expires_at
        for step in range(12):
            attempt.report(Progress("faces", step / 12))
            time.sleep(0.1)
            job = job_of(sessions, job_id)
            seen.append((job.stage, job.progress))
        assert job_of(sessions, job_id).lease_expires_at > first
        return outcome()

    runner(sessions, tmp_path, handler, lease_s=1).run(job_id)
    assert job_of(sessions, job_id).status == "completed"
    assert ("faces", 0) not in seen[-3:]
    assert [progress for _, progress in seen] == sorted(progress for _, progress in seen)
    assert max(progress for _, progress in seen) > 50


def test_work_beside_the_analysis_leaves_the_mediums_status_alone(sessions, transport, medium_id, tmp_path):
    with unit_of_work(sessions, transport) as session:
        beside = records.enqueue(session, "draw", medium_id, 1).id
        session.get_one(Medium, medium_id).status = "completed"

    def handler(_: Attempt) -> Outcome:
        raise DamagedMedia("cannot be drawn")

    JobRunner(sessions, {"draw": handler}, tmp_path / "work", lease_s=30, stall_s=300).run(beside)
    assert job_of(sessions, beside).status == "failed"
    assert medium_of(sessions, medium_id).status == "completed"
    with sessions() as session:
        assert records.latest(session, medium_id) is None
        assert records.latest(session, medium_id, "draw").id == beside

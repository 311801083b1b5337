"""What may happen to a job record, each as one conditional statement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from emoscope.db.models import Job, Medium, now
from emoscope.jobs import callbacks

OUTBOX = "jobs_to_send"
ANALYSIS = "analyze_"
"""How the kinds of jobs begin that decide the status of their medium; others are done beside it."""


def enqueue(session: Session, kind: str, subject_id: str, max_attempts: int, request_id: str = "") -> Job:
    """Adds a job to this transaction; the message goes out after the commit (see `unit_of_work`)."""
    job = Job(kind=kind, subject_id=subject_id, max_attempts=max_attempts, request_id=request_id)
    session.add(job)
    session.flush()
    session.info.setdefault(OUTBOX, []).append(job.id)
    return job


def claim(session: Session, job_id: str, owner: str, lease: timedelta) -> Job | None:
    """Gives the job to `owner` if it waits, or if whoever had it stopped renewing; None otherwise."""
    moment = now()
    taken = session.execute(
        update(Job)
        .where(
            Job.id == job_id,
            Job.attempts < Job.max_attempts,
            or_(
                and_(Job.status == "queue", _is_due(moment)),
                and_(Job.status == "processing", Job.lease_expires_at < moment),
            ),
        )
        .values(
            status="processing",
            stage="starting",
            progress=0,
            attempts=Job.attempts + 1,
            lease_owner=owner,
            lease_expires_at=moment + lease,
            started_at=moment,
            error_code="",
            error_message="",
        )
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        return None
    job = session.get_one(Job, job_id, populate_existing=True)
    _set_medium(session, job_id, "processing")
    return job


def renew(session: Session, job_id: str, owner: str, lease: timedelta, stage: str, progress: int) -> bool:
    """Moves the lease on and notes progress; False when the job is no longer the owner's."""
    return _owned(
        session,
        job_id,
        owner,
        lease_expires_at=now() + lease,
        stage=stage,
        progress=progress,
    )


def complete(session: Session, job_id: str, owner: str) -> bool:
    """Marks the job done in the transaction that writes its results; False when it is not the owner's."""
    done = _owned(
        session,
        job_id,
        owner,
        status="completed",
        stage="done",
        progress=100,
        lease_owner="",
        lease_expires_at=None,
        finished_at=now(),
    )
    if done:
        _set_medium(session, job_id, "completed")
        callbacks.job_ended(session, job_id, "completed")
    return done


def fail(session: Session, job_id: str, owner: str, code: str, message: str) -> bool:
    """Ends the job for good, with a reason the user can act on."""
    done = _owned(
        session,
        job_id,
        owner,
        status="failed",
        lease_owner="",
        lease_expires_at=None,
        finished_at=now(),
        error_code=code,
        error_message=message,
    )
    if done:
        _set_medium(session, job_id, "failed", code, message)
        callbacks.job_ended(session, job_id, "failed", code, message)
    return done


def postpone(session: Session, job_id: str, owner: str, until: datetime) -> bool:
    """Frees the job for another attempt at a later time; False when it is not the owner's."""
    return _freed(session, job_id, owner, due_at=until)


def put_back(session: Session, job_id: str, owner: str, code: str, message: str) -> bool:
    """Frees the job for another attempt, or ends it when there are none left."""
    job = session.get(Job, job_id)
    if job is not None and job.attempts >= job.max_attempts:
        return fail(session, job_id, owner, code, message)
    back = _freed(session, job_id, owner, error_code=code, error_message=message)
    if back:
        _set_medium(session, job_id, "queue")
    return back


def _freed(session: Session, job_id: str, owner: str, **values: object) -> bool:
    """Puts the owner's job back among the waiting."""
    return _owned(
        session,
        job_id,
        owner,
        status="queue",
        stage="queue",
        progress=0,
        lease_owner="",
        lease_expires_at=None,
        sent_at=None,
        **values,
    )


def mark_sent(session: Session, job_ids: Sequence[str]) -> None:
    session.execute(update(Job).where(Job.id.in_(job_ids)).values(sent_at=now()))


def forget(session: Session, subject_id: str) -> None:
    """Removes the jobs of a deleted medium; a worker on one of them notices at its next renewal."""
    session.execute(delete(Job).where(Job.subject_id == subject_id))
    callbacks.drop_waiting(session, subject_id)


def hand_over(session: Session, subject_id: str, job_id: str) -> None:
    """Calls off the analysis of a medium that has become a part of another job; whoever waits for its end is
    told when that one ends."""
    analyses = select(Job).where(
        Job.subject_id == subject_id,
        Job.kind.startswith(ANALYSIS, autoescape=True),
        Job.status.in_(("queue", "processing")),
    )
    for job in session.scalars(analyses).all():
        _set_medium(session, job.id, "completed")
        callbacks.wait_for(session, job.id, job_id)
        session.delete(job)


def latest(session: Session, subject_id: str, kind: str = "") -> Job | None:
    """The newest job of a kind, or the newest analysis, of a medium."""
    wanted = Job.kind == kind if kind else Job.kind.startswith(ANALYSIS, autoescape=True)
    return session.scalars(
        select(Job)
        .where(Job.subject_id == subject_id, wanted)
        .order_by(Job.created_at.desc(), Job.id)
        .limit(1)
    ).first()


def overdue(session: Session, resend_before: datetime, limit: int) -> Sequence[Job]:
    """Jobs that need a message: never sent, sent long ago and not begun, or their lease ran out."""
    moment = now()
    unsent = or_(Job.sent_at.is_(None), Job.sent_at < resend_before)
    return session.scalars(
        select(Job)
        .where(
            or_(
                and_(Job.status == "queue", unsent, _is_due(moment), Job.kind != callbacks.DELIVER),
                and_(Job.status == "processing", Job.lease_expires_at < moment),
            )
        )
        .order_by(Job.created_at)
        .limit(limit)
    ).all()


def due_deliveries(session: Session, limit: int) -> Sequence[str]:
    """Ids of deliveries' jobs whose time has come, first tries before repeated ones."""
    return session.scalars(
        select(Job.id)
        .where(Job.kind == callbacks.DELIVER, Job.status == "queue", _is_due(now()))
        .order_by(Job.attempts, Job.due_at, Job.created_at)
        .limit(limit)
    ).all()


def _is_due(moment: datetime) -> ColumnElement[bool]:
    return or_(Job.due_at.is_(None), Job.due_at <= moment)


def _owned(session: Session, job_id: str, owner: str, **values: object) -> bool:
    changed = session.execute(
        update(Job)
        .where(Job.id == job_id, Job.status == "processing", Job.lease_owner == owner)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return bool(changed.rowcount == 1)  # type: ignore[attr-defined]


def _set_medium(session: Session, job_id: str, status: str, code: str = "", message: str = "") -> None:
    subject = select(Job.subject_id).where(Job.id == job_id, Job.kind.startswith(ANALYSIS, autoescape=True))
    session.execute(
        update(Medium)
        .where(Medium.id.in_(subject))
        .values(status=status, error_code=code, error_message=message)
        .execution_options(synchronize_session=False)
    )

"""Who is to be told when a job ends: written with the job, due in the very transaction that ends it.

What is told, and how, is the business of `webhooks`; this only sees to it that no end goes untold.
"""

from __future__ import annotations

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from emoscope.db.models import Job, Medium, now
from emoscope.db.webhook_models import Delivery

DELIVER = "deliver_webhook"
"""Jobs of this kind are done by couriers (see `webhooks.courier`), never by workers: no message is sent."""

JOB_ATTEMPTS = 20
"""More than a delivery has tries, since a process that is killed at it uses one up."""


def expect(session: Session, medium: Medium, job: Job, event: str, url: str) -> None:
    """Has the end of this job told to `url`; asking again for the same changes nothing."""
    known = select(Delivery.id).where(
        Delivery.job_id == job.id, Delivery.url == url, Delivery.status == "waiting"
    )
    if session.scalars(known).first() is None:
        session.add(Delivery(user_id=medium.user_id, media_id=medium.id, job_id=job.id, url=url, event=event))


def announce(session: Session, medium: Medium, event: str, url: str) -> None:
    """Tells `url` of something that is done already."""
    delivery = Delivery(user_id=medium.user_id, media_id=medium.id, job_id="", url=url, event=event)
    session.add(delivery)
    session.flush()
    _make_due(session, delivery, "completed", "", "")


def job_ended(session: Session, job_id: str, status: str, code: str = "", message: str = "") -> None:
    """Makes due what waited for the job; a courier's job that failed for good ends its own delivery."""
    waiting = select(Delivery).where(Delivery.job_id == job_id, Delivery.status == "waiting")
    for delivery in session.scalars(waiting).all():
        _make_due(session, delivery, status, code, message)
    if status == "failed":
        session.execute(
            update(Delivery)
            .where(Delivery.id.in_(select(Job.subject_id).where(Job.id == job_id, Job.kind == DELIVER)))
            .values(
                status="failed",
                problem="The server was stopped at each try.",
                next_try_at=None,
                ended_at=now(),
            )
            .execution_options(synchronize_session=False)
        )


def schedule(session: Session, delivery: Delivery) -> None:
    """Sets a courier to a delivery, from its first try on."""
    delivery.status = "pending"
    delivery.tries = 0
    delivery.response_code = delivery.ended_at = None
    delivery.problem = ""
    delivery.next_try_at = now()
    session.add(Job(kind=DELIVER, subject_id=delivery.id, max_attempts=JOB_ATTEMPTS))


def wait_for(session: Session, job_id: str, other_job_id: str) -> None:
    """Has what waits for one job wait for another instead."""
    session.execute(
        update(Delivery)
        .where(Delivery.job_id == job_id, Delivery.status == "waiting")
        .values(job_id=other_job_id)
        .execution_options(synchronize_session=False)
    )


def drop_waiting(session: Session, media_id: str) -> None:
    """Forgets what waited for jobs of a medium that are no more."""
    session.execute(delete(Delivery).where(Delivery.media_id == media_id, Delivery.status == "waiting"))


def cancel(session: Session, media_id: str) -> None:
    """Takes back everything that was to be told of a medium that is being erased, and its log."""
    told = select(Delivery.id).where(Delivery.media_id == media_id)
    session.execute(delete(Job).where(Job.kind == DELIVER, Job.subject_id.in_(told)))
    session.execute(delete(Delivery).where(Delivery.media_id == media_id))


def _make_due(session: Session, delivery: Delivery, status: str, code: str, message: str) -> None:
    delivery.medium_status = status
    delivery.error_code, delivery.error_message = code, message
    delivery.happened_at = now()
    schedule(session, delivery)

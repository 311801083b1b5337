"""Whether the server is up, and whether it can do its work."""

from __future__ import annotations

import anyio.to_thread
from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from emoscope.api.state import ApiState, State
from emoscope.db.engine import reading
from emoscope.db.models import Job
from emoscope.queue.messages import BrokerUnreachable

router = APIRouter(tags=["Health"])

OK, UNAVAILABLE = "ok", "unavailable"
_PROBE = "health/probe"


class Health(BaseModel):
    status: str = Field(description="'ok', or 'unavailable' where the database does not answer.")
    waiting_jobs: int = Field(0, description="Jobs that no worker has begun.")
    running_jobs: int = Field(0, description="Jobs that a worker is on.")


class Readiness(BaseModel):
    status: str = Field(description="'ok', or 'unavailable' where one of the parts is.")
    database: str = Field(description="ok or unavailable.")
    storage: str = Field(description="ok or unavailable.")
    broker: str = Field(description="ok or unavailable.")


@router.get("/health")
def get_health(state: State, response: Response) -> Health:
    """Answers 200 when the database can be read, 503 otherwise; needs no key."""
    try:
        with reading(state.sessions) as session:
            counts = dict(
                session.execute(
                    select(Job.status, func.count()).where(Job.due_at.is_(None)).group_by(Job.status)
                ).all()
            )
    except SQLAlchemyError:
        response.status_code = 503
        return Health(status=UNAVAILABLE)
    return Health(status=OK, waiting_jobs=counts.get("queue", 0), running_jobs=counts.get("processing", 0))


@router.get("/ready")
async def get_readiness(state: State, response: Response) -> Readiness:
    """Answers 200 when database, storage and broker answer, 503 otherwise; needs no key."""
    checks = {"database": _database, "storage": _storage, "broker": _broker}
    found = {name: await anyio.to_thread.run_sync(check, state) for name, check in checks.items()}
    status = OK if set(found.values()) == {OK} else UNAVAILABLE
    if status != OK:
        response.status_code = 503
    return Readiness(status=status, **found)


def _database(state: ApiState) -> str:
    try:
        with reading(state.sessions) as session:
            session.execute(select(1))
    except SQLAlchemyError:
        return UNAVAILABLE
    return OK


def _storage(state: ApiState) -> str:
    try:
        state.objects.head(_PROBE)
    except Exception:  # noqa: BLE001 - each store has errors of its own
        return UNAVAILABLE
    return OK


def _broker(state: ApiState) -> str:
    try:
        state.transport.check()
    except BrokerUnreachable:
        return UNAVAILABLE
    return OK

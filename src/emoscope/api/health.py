"""Whether the server is up, and whether it can do its work."""

from __future__ import annotations

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from emoscope.api.state import State
from emoscope.db.engine import reading
from emoscope.db.models import Job

router = APIRouter(tags=["Health"])


class Health(BaseModel):
    status: str = Field(description="'ok', or 'unavailable' where the database does not answer.")
    waiting_jobs: int = Field(0, description="Jobs that no worker has begun.")
    running_jobs: int = Field(0, description="Jobs that a worker is on.")


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
        return Health(status="unavailable")
    return Health(status="ok", waiting_jobs=counts.get("queue", 0), running_jobs=counts.get("processing", 0))

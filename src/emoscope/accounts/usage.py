"""What a user's analyses have cost, by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from emoscope.db.account_models import CreditEntry
from emoscope.db.models import now
from emoscope.jobs.ledger import CHARGE

DAYS_AT_MOST = 366
_LINES = 50


@dataclass(slots=True)
class Day:
    """Charges of one day in UTC; `by_kind` is by kind of medium."""

    date: date
    credits: float = 0.0
    analyses: int = 0
    by_kind: dict[str, float] = field(default_factory=dict)


def days(session: Session, user_id: str, count: int) -> list[Day]:
    """The days with charges among the last `count`, oldest first."""
    since = now() - timedelta(days=count)
    charges = select(CreditEntry).where(
        CreditEntry.user_id == user_id, CreditEntry.kind == CHARGE, CreditEntry.created_at >= since
    )
    found: dict[date, Day] = {}
    for entry in session.scalars(charges.order_by(CreditEntry.created_at)):
        day = found.setdefault(entry.created_at.date(), Day(entry.created_at.date()))
        kind = entry.note.partition(" ")[0]
        day.credits -= entry.amount
        day.analyses += 1
        day.by_kind[kind] = day.by_kind.get(kind, 0.0) - entry.amount
    return list(found.values())


def latest(session: Session, user_id: str) -> Sequence[CreditEntry]:
    """The newest lines of the ledger, newest first."""
    mine = select(CreditEntry).where(CreditEntry.user_id == user_id)
    return session.scalars(mine.order_by(CreditEntry.created_at.desc(), CreditEntry.id).limit(_LINES)).all()

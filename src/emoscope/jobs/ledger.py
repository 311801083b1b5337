"""What analyses cost: charged in the very transaction that completes one, so once and never for a failure."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from emoscope.db.account_models import CreditEntry
from emoscope.db.models import Job, Medium, TextRecord, User
from emoscope.errors import EmoscopeError

CHARGE, GRANT = "charge", "grant"
CREDITS_OF_IMAGE, CREDITS_OF_IMAGE_BY_PAGES = 5.0, 10.0
"""The price of one picture by the API and by the pages; a second of video or sound, or a word, costs 1."""

_ANALYSES = frozenset({"analyze_video", "analyze_audio", "analyze_image", "analyze_text"})


class CreditExpired(EmoscopeError):
    code = "credit_expired"
    status = 402
    title = "Credits spent"


def check(session: Session, user_id: str) -> None:
    """Raises CreditExpired for a user who is limited and has nothing left."""
    user = session.get(User, user_id)
    if user is not None and user.credits_limited and balance(session, user_id) <= 0:
        raise CreditExpired("Your credits are spent; ask the owner of this server for more.")


def balance(session: Session, user_id: str) -> float:
    """What was granted less what was charged."""
    return balances(session, [user_id])[user_id]


def balances(session: Session, user_ids: Sequence[str]) -> dict[str, float]:
    """The balance of each of these users."""
    totals = (
        select(CreditEntry.user_id, func.sum(CreditEntry.amount))
        .where(CreditEntry.user_id.in_(user_ids))
        .group_by(CreditEntry.user_id)
    )
    return dict.fromkeys(user_ids, 0.0) | {one: float(sum_) for one, sum_ in session.execute(totals)}


def grant(session: Session, user_id: str, amount: float, note: str) -> None:
    session.add(CreditEntry(user_id=user_id, kind=GRANT, amount=amount, note=note))


def charge(session: Session, job_id: str) -> None:
    """Charges the owner for a completed analysis; for other jobs, and a second time, nothing happens."""
    job = session.get(Job, job_id)
    if job is None or job.kind not in _ANALYSES:
        return
    medium = session.get(Medium, job.subject_id)
    if medium is None or session.scalars(select(CreditEntry).where(CreditEntry.job_id == job_id)).first():
        return
    units, price = _units(session, medium)
    session.add(
        CreditEntry(
            user_id=medium.user_id,
            job_id=job_id,
            media_id=medium.id,
            kind=CHARGE,
            units=units,
            amount=-units * price,
            note=f"{medium.kind} analysed",
        )
    )


def _units(session: Session, medium: Medium) -> tuple[int, float]:
    """How much was analysed, and the price of one of it."""
    if medium.kind == "image":
        return 1, CREDITS_OF_IMAGE_BY_PAGES if medium.from_pages else CREDITS_OF_IMAGE
    if medium.kind == "text":
        record = session.get(TextRecord, medium.id)
        return (record.word_count if record else 0), 1.0
    end = min(medium.end_ms, medium.duration_ms) if medium.end_ms else medium.duration_ms
    return math.ceil(max(0, end - medium.start_ms) / 1000), 1.0

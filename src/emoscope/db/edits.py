"""The append-only log of a medium's edits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from emoscope.db.models import Edit, Medium


def lock(session: Session, medium_id: str) -> None:
    """Lets one transaction at a time work on the medium's log; others wait until this one ends.

    To be called before anything of the medium is read that the edit rests on. On SQLite every writing
    transaction is alone anyway.
    """
    session.execute(select(Medium.id).where(Medium.id == medium_id).with_for_update())


def append(session: Session, medium_id: str, user_id: str, kind: str, body: dict[str, Any]) -> Edit:
    """Adds an edit behind all others of the medium; of two at once the second waits for the first."""
    lock(session, medium_id)
    number = newest(session, medium_id) + 1
    edit = Edit(media_id=medium_id, number=number, user_id=user_id, kind=kind, body=body)
    session.add(edit)
    session.flush()
    return edit


def newest(session: Session, medium_id: str) -> int:
    """The number of the last row of a medium's log, 0 where there is none."""
    return session.scalar(select(func.max(Edit.number)).where(Edit.media_id == medium_id)) or 0


def of_medium(session: Session, medium_id: str) -> Sequence[Edit]:
    """The edits of a medium, oldest first."""
    return session.scalars(select(Edit).where(Edit.media_id == medium_id).order_by(Edit.number)).all()

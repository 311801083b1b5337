"""SQL on conversations, their messages and the tokens used."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, func, or_, select, update
from sqlalchemy.orm import Session

from emoscope.db.insight_models import Conversation, InsightMessage, InsightUsage


def claim(session: Session, conversation_id: str, name: str, moment: datetime, until: datetime) -> bool:
    """Lets `name` answer in the conversation, unless somebody else does so now."""
    done = session.execute(
        update(Conversation)
        .where(
            Conversation.id == conversation_id,
            or_(Conversation.claimed_until.is_(None), Conversation.claimed_until < moment),
        )
        .values(claim=name, claimed_until=until)
    )
    return _changed(done)


def release(session: Session, conversation_id: str, name: str) -> bool:
    """Gives the conversation free, if it is still `name`'s."""
    done = session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id, Conversation.claim == name)
        .values(claim="", claimed_until=None)
    )
    return _changed(done)


def _changed(done: Any) -> bool:
    assert isinstance(done, CursorResult)  # noqa: S101 - what an UPDATE gives
    return done.rowcount == 1


def messages(session: Session, conversation_id: str, newest: int | None = None) -> Sequence[InsightMessage]:
    """The messages, the first one first; only the `newest` of them where given."""
    mine = select(InsightMessage).where(InsightMessage.conversation_id == conversation_id)
    if newest is None:
        return session.scalars(mine.order_by(InsightMessage.number)).all()
    return session.scalars(mine.order_by(InsightMessage.number.desc()).limit(newest)).all()[::-1]


def last_number(session: Session, conversation_id: str) -> int:
    numbers = select(func.max(InsightMessage.number)).where(InsightMessage.conversation_id == conversation_id)
    return session.scalar(numbers) or 0


def tokens_used(session: Session, user_id: str, day: str) -> int:
    used = session.get(InsightUsage, (user_id, day))
    return used.tokens if used else 0


def add_tokens(session: Session, user_id: str, day: str, tokens: int) -> None:
    done = session.execute(
        update(InsightUsage)
        .where(InsightUsage.user_id == user_id, InsightUsage.day == day)
        .values(tokens=InsightUsage.tokens + tokens)
    )
    if not _changed(done):
        session.add(InsightUsage(user_id=user_id, day=day, tokens=tokens))

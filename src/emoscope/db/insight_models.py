"""The tables of conversations about media, and of what language models were asked to do for whom."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from emoscope.db.models import Base, now


class Conversation(Base):
    """What one user asked about one medium. Its id follows from both, so that it is known before it begins.

    While a question is being answered, `claim` names the answering request and `claimed_until` when it is
    given up for lost.
    """

    __tablename__ = "insight_conversations"
    __table_args__ = (UniqueConstraint("user_id", "media_id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    media_id: Mapped[str] = mapped_column(ForeignKey("media.id", ondelete="CASCADE"), index=True)
    claim: Mapped[str] = mapped_column(String(36), default="")
    claimed_until: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class InsightMessage(Base):
    """A question (`role` user) or an answer (ai_assistant); `number` counts from 1 within the conversation.

    `engine` names what answered, with the tokens that a language model used for it.
    """

    __tablename__ = "insight_messages"

    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("insight_conversations.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    role: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    engine: Mapped[str] = mapped_column(String(200), default="")
    input_tokens: Mapped[int] = mapped_column(default=0)
    output_tokens: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)


class InsightUsage(Base):
    """The tokens that a user's questions took on a day (UTC, YYYY-MM-DD); outlives conversations, so that
    erasing a medium gives none back."""

    __tablename__ = "insight_usage"

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    tokens: Mapped[int] = mapped_column(default=0)

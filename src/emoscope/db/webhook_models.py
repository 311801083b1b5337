"""The tables of webhooks: what is to be told to whom, every try at it, and the secrets that sign it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from emoscope.db.models import Base, new_id, now


class Delivery(Base):
    """One event to be told to one address. Its id is the `webhook-id`, the same at every try.

    status: `waiting` for the job `job_id` to end, then `pending` until it is `delivered` or has `failed`.
    `medium_status` and `error_*` are those of the event; `response_code` and `problem` those of the last try.
    """

    __tablename__ = "webhook_deliveries"
    __table_args__ = (Index("ix_webhook_deliveries_list", "user_id", "created_at", "id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    media_id: Mapped[str] = mapped_column(ForeignKey("media.id", ondelete="CASCADE"), index=True)
    job_id: Mapped[str] = mapped_column(String(36), index=True)
    url: Mapped[str] = mapped_column(Text)
    event: Mapped[str] = mapped_column(String(64))
    medium_status: Mapped[str] = mapped_column(String(16), default="")
    error_code: Mapped[str] = mapped_column(String(64), default="")
    error_message: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[str] = mapped_column(String(16), default="waiting")
    tries: Mapped[int] = mapped_column(default=0)
    response_code: Mapped[int | None]
    problem: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    happened_at: Mapped[datetime | None]
    next_try_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Try(Base):
    """One POST to an address and what came of it."""

    __tablename__ = "webhook_tries"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    delivery_id: Mapped[str] = mapped_column(
        ForeignKey("webhook_deliveries.id", ondelete="CASCADE"), index=True
    )
    began_at: Mapped[datetime] = mapped_column(default=now)
    duration_ms: Mapped[int]
    response_code: Mapped[int | None]
    problem: Mapped[str] = mapped_column(Text, default="")


class SigningSecret(Base):
    """A user's secret is derived from the server's key and this id, so that the table gives none away."""

    __tablename__ = "webhook_secrets"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime | None]

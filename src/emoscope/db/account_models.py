"""The tables of accounts: who is logged in, who is invited, what is grouped, what is owed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Float, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from emoscope.db.models import Base, new_id, now


class LoginSession(Base):
    """A browser that is logged in. The cookie's value is kept as its SHA-256 only; `csrf_token` is what the
    pages must send along with everything that changes something."""

    __tablename__ = "login_sessions"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    csrf_token: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]


class LoginFailure(Base):
    """A log-in that was refused; `subject` is the SHA-256 of the email address or of the client's address."""

    __tablename__ = "login_failures"
    __table_args__ = (Index("ix_login_failures_subject", "subject", "at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    subject: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(default=now)


class Invitation(Base):
    """Leave to sign up once. The code is kept as its SHA-256 only."""

    __tablename__ = "invitations"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(320), default="")
    role: Mapped[str] = mapped_column(String(16), default="user")
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Project(Base):
    """A group of media with what they are processed for. `justification` is why an owner allowed a purpose
    that is otherwise refused."""

    __tablename__ = "projects"
    __table_args__ = (Index("ix_projects_owner_list", "user_id", "created_at", "id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    purpose: Mapped[str] = mapped_column(String(32))
    legal_basis: Mapped[str] = mapped_column(String(32), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    justification: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=now)


class CreditEntry(Base):
    """A line of the ledger, never changed: charges are negative, grants positive; the balance is their sum.

    A job is charged once at most. `units` counts what was analysed: seconds, words or pictures.
    """

    __tablename__ = "credit_entries"
    __table_args__ = (
        Index("ix_credit_entries_owner", "user_id", "created_at"),
        UniqueConstraint("job_id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    job_id: Mapped[str | None] = mapped_column(String(36))
    media_id: Mapped[str] = mapped_column(String(36), default="")
    kind: Mapped[str] = mapped_column(String(8))
    units: Mapped[int] = mapped_column(default=0)
    amount: Mapped[float] = mapped_column(Float(53))
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=now)


class IdempotentReply(Base):
    """What a creating request with an `Idempotency-Key` was answered; status 0 while it is being answered.

    `scope` is the SHA-256 of the credential, method and path, `body_hash` that of what was sent.
    """

    __tablename__ = "idempotent_replies"

    scope: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    body_hash: Mapped[str] = mapped_column(String(64), default="")
    status: Mapped[int] = mapped_column(default=0)
    media_type: Mapped[str] = mapped_column(String(100), default="")
    body: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)

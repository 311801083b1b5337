"""Accounts: passwords, log-ins, invitations, projects, credits, repeated requests."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def _moment(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, length: int = 36, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def _owner(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_user_id_users")
    return sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=name, ondelete="CASCADE")


def upgrade() -> None:
    # Added in place: rebuilding the table would delete, by cascade, everything that belongs to a user.
    op.add_column("users", _password())
    op.add_column("users", _limited())
    _log_ins()
    op.create_table(
        "projects",
        _text("id"), _text("user_id"), _text("name", 200), _text("purpose", 32), _text("legal_basis", 32),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("justification", sa.Text(), nullable=False),
        _moment("created_at"),
        _owner("projects"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects")),
    )  # fmt: skip
    op.create_index("ix_projects_owner_list", "projects", ["user_id", "created_at", "id"])
    op.create_table(
        "credit_entries",
        _text("id"), _text("user_id"), _text("job_id", nullable=True), _text("media_id"), _text("kind", 8),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Float(precision=53), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        _moment("created_at"),
        _owner("credit_entries"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_entries")),
        sa.UniqueConstraint("job_id", name=op.f("uq_credit_entries_job_id")),
    )  # fmt: skip
    op.create_index("ix_credit_entries_owner", "credit_entries", ["user_id", "created_at"])
    op.create_table(
        "idempotent_replies",
        _text("scope", 64), _text("key", 255), _text("body_hash", 64),
        sa.Column("status", sa.Integer(), nullable=False),
        _text("media_type", 100),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        _moment("created_at"),
        sa.PrimaryKeyConstraint("scope", "key", name=op.f("pk_idempotent_replies")),
    )  # fmt: skip
    op.create_index(op.f("ix_idempotent_replies_created_at"), "idempotent_replies", ["created_at"])


def _password() -> sa.Column[Any]:
    return sa.Column("password_hash", sa.String(length=200), nullable=False, server_default="")


def _limited() -> sa.Column[Any]:
    return sa.Column("credits_limited", sa.Boolean(), nullable=False, server_default=sa.false())


def _log_ins() -> None:
    op.create_table(
        "login_sessions",
        _text("id"), _text("user_id"), _text("token_hash", 64), _text("csrf_token", 64),
        _moment("created_at"), _moment("expires_at"),
        _owner("login_sessions"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_login_sessions_token_hash")),
    )  # fmt: skip
    op.create_index(op.f("ix_login_sessions_user_id"), "login_sessions", ["user_id"])
    op.create_table(
        "login_failures",
        _text("id"), _text("subject", 64), _moment("at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_failures")),
    )  # fmt: skip
    op.create_index("ix_login_failures_subject", "login_failures", ["subject", "at"])
    op.create_table(
        "invitations",
        _text("id"), _text("code_hash", 64), _text("email", 320), _text("role", 16),
        _moment("created_at"), _moment("expires_at"), _moment("used_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_invitations_code_hash")),
    )  # fmt: skip


def downgrade() -> None:
    tables = ("idempotent_replies", "credit_entries", "projects", "invitations", "login_failures")
    for table in (*tables, "login_sessions"):
        op.drop_table(table)
    op.drop_column("users", "credits_limited")
    op.drop_column("users", "password_hash")

"""Speaker-face matches, and apparent personality."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "speaker_matches",
        sa.Column("media_id", sa.String(length=36), nullable=False),
        sa.Column("run_id", sa.String(length=36), nullable=False),
        sa.Column("audio_run_id", sa.String(length=36), nullable=False),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.Column("refusals", sa.JSON(), nullable=False),
        sa.Column("matched_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["media_id"], ["media.id"], name=op.f("fk_speaker_matches_media_id_media"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("media_id", name=op.f("pk_speaker_matches")),
    )
    op.create_table(
        "personalities",
        sa.Column("media_id", sa.String(length=36), nullable=False),
        sa.Column("face_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("part", sa.String(length=16), nullable=False),
        sa.Column("job_id", sa.String(length=36), nullable=False),
        sa.Column("speech_version", sa.String(length=120), nullable=False),
        sa.Column("model", sa.String(length=64), nullable=False),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["media_id"], ["media.id"], name=op.f("fk_personalities_media_id_media"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("media_id", "face_id", "part", name=op.f("pk_personalities")),
    )
    op.create_index(op.f("ix_personalities_job_id"), "personalities", ["job_id"])


def downgrade() -> None:
    op.drop_table("personalities")
    op.drop_table("speaker_matches")

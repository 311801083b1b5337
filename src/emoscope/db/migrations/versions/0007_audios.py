"""Audios, and who is heard in them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audios",
        sa.Column("media_id", sa.String(length=36), nullable=False),
        sa.Column("parent_id", sa.String(length=36), nullable=False),
        sa.Column("text_id", sa.String(length=36), nullable=False),
        sa.Column("speaker_diarization", sa.Boolean(), nullable=False),
        sa.Column("text_emotion_analysis", sa.Boolean(), nullable=False),
        sa.Column("wanted_language", sa.String(length=16), nullable=False),
        sa.Column("min_speakers", sa.Integer(), nullable=False),
        sa.Column("max_speakers", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.String(length=36), nullable=False),
        sa.Column("segments_key", sa.String(length=300), nullable=False),
        sa.Column("container", sa.String(length=16), nullable=False),
        sa.Column("codec", sa.String(length=32), nullable=False),
        sa.Column("rate_hz", sa.Integer(), nullable=False),
        sa.Column("channels", sa.Integer(), nullable=False),
        sa.Column("tracks", sa.Integer(), nullable=False),
        sa.Column("track", sa.Integer(), nullable=False),
        sa.Column("separate_channels", sa.Boolean(), nullable=False),
        sa.Column("analysed_ms", sa.Integer(), nullable=False),
        sa.Column("segment_count", sa.Integer(), nullable=False),
        sa.Column("speech_ms", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("emotions", sa.JSON(), nullable=True),
        sa.Column("text_emotions", sa.JSON(), nullable=True),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("models", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["media_id"], ["media.id"], name=op.f("fk_audios_media_id_media"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("media_id", name=op.f("pk_audios")),
    )
    op.create_index(op.f("ix_audios_parent_id"), "audios", ["parent_id"])
    op.create_table(
        "audio_speakers",
        sa.Column("media_id", sa.String(length=36), nullable=False),
        sa.Column("speaker_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("speaking_ms", sa.Integer(), nullable=False),
        sa.Column("segment_count", sa.Integer(), nullable=False),
        sa.Column("emotions", sa.JSON(), nullable=True),
        sa.Column("text_emotions", sa.JSON(), nullable=True),
        sa.Column("embedding", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["media_id"], ["media.id"], name=op.f("fk_audio_speakers_media_id_media"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("media_id", "speaker_id", name=op.f("pk_audio_speakers")),
    )
    op.create_index(op.f("ix_texts_parent_id"), "texts", ["parent_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_texts_parent_id"), "texts")
    op.drop_table("audio_speakers")
    op.drop_table("audios")

"""Highlight reels, and how annotated videos are to look."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "highlight_reels",
        sa.Column("media_id", sa.String(length=36), nullable=False),
        sa.Column("job_id", sa.String(length=36), nullable=False),
        sa.Column("run_id", sa.String(length=36), nullable=False),
        sa.Column("wanted", sa.JSON(), nullable=True),
        sa.Column("moments", sa.JSON(), nullable=True),
        sa.Column("reel_key", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["media_id"], ["media.id"], name=op.f("fk_highlight_reels_media_id_media"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("media_id", name=op.f("pk_highlight_reels")),
    )
    op.create_table(
        "annotated_video_orders",
        sa.Column("job_id", sa.String(length=36), nullable=False),
        sa.Column("media_id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("captions", sa.Boolean(), nullable=False),
        sa.Column("smooth_ms", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["media_id"],
            ["media.id"],
            name=op.f("fk_annotated_video_orders_media_id_media"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_annotated_video_orders")),
    )
    op.create_index(op.f("ix_annotated_video_orders_media_id"), "annotated_video_orders", ["media_id"])


def downgrade() -> None:
    op.drop_table("annotated_video_orders")
    op.drop_table("highlight_reels")

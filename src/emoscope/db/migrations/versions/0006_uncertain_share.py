"""How much of what is seen of a person cannot be read."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "video_faces", sa.Column("uncertain_share", sa.Float(53), nullable=False, server_default="0")
    )


def downgrade() -> None:
    op.drop_column("video_faces", "uncertain_share")

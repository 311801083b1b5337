"""Media: whether a browser that was logged in handed them in, which pictures cost more by."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # In place: rebuilding the table would delete, by cascade, everything that belongs to a medium.
    op.add_column("media", sa.Column("from_pages", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("media", "from_pages")

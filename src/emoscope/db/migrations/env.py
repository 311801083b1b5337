"""Run by Alembic with the connection that `migrate` opened."""

from alembic import context

from emoscope.db import webhook_models
from emoscope.db.models import Base

# Tables are known once their module is loaded.
assert webhook_models.Delivery.metadata is Base.metadata  # noqa: S101

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()

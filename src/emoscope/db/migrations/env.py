"""Run by Alembic with the connection that `migrate` opened."""

import importlib
import pkgutil

from alembic import context

from emoscope import db
from emoscope.db.models import Base

# Tables are known once their module is loaded.
for module in pkgutil.iter_modules(db.__path__):
    if module.name.endswith("_models"):
        importlib.import_module(f"{db.__name__}.{module.name}")

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()

"""Brings a database to the newest schema."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine


def migrate(engine: Engine, revision: str = "head") -> None:
    """Applies the migrations that are missing; safe when several processes start at once."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            # One migrating process at a time; SQLite's BEGIN IMMEDIATE has the same effect.
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7305801)")
        config.attributes["connection"] = connection
        command.upgrade(config, revision)

"""Databases of a test's own, on SQLite and on PostgreSQL where it answers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from emoscope.db.engine import SessionFactory, make_engine, make_sessions
from emoscope.db.migrate import migrate

KINDS = ("sqlite", "postgresql")

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/")


@contextmanager
def postgres_url() -> Iterator[str]:
    """An empty database, dropped at the end; in CI it is an error that none can be had."""
    name = f"emoscope_test_{uuid4().hex[:12]}"
    admin = create_engine(f"{POSTGRES}postgres", isolation_level="AUTOCOMMIT")
    try:
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
    except OperationalError as error:
        admin.dispose()
        if os.environ.get("CI"):
            raise
        pytest.skip(f"PostgreSQL does not answer: {error.orig}")
    try:
        yield f"{POSTGRES}{name}"
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()


@contextmanager
def migrated(kind: str, file: Path) -> Iterator[SessionFactory]:
    """Sessions on a new database of one of KINDS, with all tables; SQLite's is that file."""
    if kind == "postgresql":
        with postgres_url() as url:
            yield from _sessions(url)
    else:
        yield from _sessions(f"sqlite:///{file}")


def _sessions(url: str) -> Iterator[SessionFactory]:
    engine = make_engine(url)
    try:
        migrate(engine)
        yield make_sessions(engine)
    finally:
        engine.dispose()

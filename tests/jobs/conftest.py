"""The same job tests on SQLite and, where it answers, PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from emoscope.db.engine import SessionFactory, make_engine, make_sessions
from emoscope.db.migrate import migrate
from emoscope.db.models import Medium, User
from emoscope.settings import Settings

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/")


def _new_postgres_database() -> str:
    admin = create_engine(f"{POSTGRES}postgres", isolation_level="AUTOCOMMIT")
    try:
        with admin.connect() as connection:
            name = f"emoscope_test_{uuid4().hex[:12]}"
            connection.execute(text(f"CREATE DATABASE {name}"))
    except OperationalError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"PostgreSQL does not answer: {error.orig}")
    finally:
        admin.dispose()
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def sessions(request: pytest.FixtureRequest, settings: Settings) -> Iterator[SessionFactory]:
    name = _new_postgres_database() if request.param == "postgresql" else ""
    url = f"{POSTGRES}{name}" if name else settings.resolved_database_url()
    engine = make_engine(url)
    migrate(engine)
    yield make_sessions(engine)
    engine.dispose()
    if name:
        admin = create_engine(f"{POSTGRES}postgres", isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()


@pytest.fixture
def medium_id(sessions: SessionFactory) -> str:
    with sessions.begin() as session:
        user = User(email="ada@example.org")
        session.add(user)
        session.flush()
        medium = Medium(user_id=user.id, kind="video", title="t", object_key="k", size_bytes=5 * 1024**3)
        session.add(medium)
        session.flush()
        return medium.id

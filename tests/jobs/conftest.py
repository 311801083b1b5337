"""The same job tests on SQLite and, where it answers, PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from builders.databases import KINDS, migrated
from emoscope.db.engine import SessionFactory
from emoscope.db.models import Medium, User
from emoscope.settings import Settings


@pytest.fixture(params=KINDS)
def sessions(request: pytest.FixtureRequest, settings: Settings) -> Iterator[SessionFactory]:
    with migrated(request.param, settings.data_dir / "emoscope.db") as sessions:
        yield sessions


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

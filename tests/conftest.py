"""Fixtures shared by all tests: settings in a folder of their own, the API on them, jobs run on the spot."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from emoscope.accounts import service as accounts
from emoscope.app.web import make_app
from emoscope.db.engine import SessionFactory, make_engine, make_sessions
from emoscope.db.migrate import migrate
from emoscope.db.models import Job
from emoscope.jobs.callbacks import DELIVER
from emoscope.settings import Settings
from emoscope.worker.process import job_entry


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("EMOSCOPE_"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of the newest schema to copy; migrating takes a tenth of a second, in two thousand tests."""
    path = tmp_path_factory.mktemp("migrated") / "emoscope.db"
    engine = make_engine(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()
    return path


@pytest.fixture
def settings(tmp_path: Path, migrated: Path) -> Settings:
    # Sweeps and couriers in the background would race with tests that look at single steps.
    settings = Settings(_env_file=None, data_dir=tmp_path / "data", sweep_interval_s=3600, callback_senders=0)
    settings.data_dir.mkdir()
    shutil.copyfile(migrated, settings.data_dir / migrated.name)
    return settings


@pytest.fixture
def sessions(settings: Settings) -> Iterator[SessionFactory]:
    engine = make_engine(settings.resolved_database_url())
    migrate(engine)
    yield make_sessions(engine)
    engine.dispose()


@pytest.fixture
def make_key(sessions: SessionFactory) -> Callable[..., str]:
    """Makes a user and gives an API key."""

    def make(email: str = "ada@example.org", role: str = "user") -> str:
        with sessions.begin() as session:
            user = accounts.create_user(session, email, role=role)
            return accounts.create_key(session, user.id, "test")

    return make


@pytest.fixture
def client(settings: Settings, make_key: Callable[..., str]) -> Iterator[TestClient]:
    """The API with a user's key, without a worker."""
    with TestClient(make_app(settings), raise_server_exceptions=False) as client:
        client.headers["X-API-Key"] = make_key()
        yield client


@pytest.fixture
def run_jobs(settings: Settings, sessions: SessionFactory) -> Callable[[], int]:
    """Runs every job that waits for a worker in this process, as a worker's child would."""
    entry = job_entry(settings)

    def run() -> int:
        with sessions() as session:
            waiting = session.scalars(select(Job.id).where(Job.status == "queue", Job.kind != DELIVER)).all()
        for job_id in waiting:
            entry(job_id)
        return len(waiting)

    return run

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from builders.servers import OddServer, odd_server, reply, sends
from emoscope.app.callbacks import make_runner
from emoscope.db.engine import SessionFactory, reading
from emoscope.db.models import Job
from emoscope.jobs import records
from emoscope.settings import Settings


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"allowed_private_hosts": "127.0.0.1", "callback_timeout_s": 5.0})


@pytest.fixture
def receiver() -> Iterator[OddServer]:
    """Where callbacks go; answers 204 at /hook."""
    with odd_server() as server:
        server.on("/hook", sends(reply(status="204 No Content")))
        yield server


@pytest.fixture
def hook(receiver: OddServer) -> str:
    return receiver.url("/hook", "127.0.0.1")


@pytest.fixture
def send(client: TestClient, hook: str) -> Callable[..., str]:
    """Sends a text with a callback; returns its id."""

    def post(callback_url: str = hook, **form: Any) -> str:
        form = {"title": "Letter", "text": "I love this place!", "callback_url": callback_url, **form}
        answer = client.post("/v2/texts", data=form)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["id"])

    return post


@pytest.fixture
def deliver(settings: Settings, client: TestClient, sessions: SessionFactory) -> Callable[[], int]:
    """Carries out every delivery that is due, as a courier does; returns how many there were."""
    runner = make_runner(settings, client.app.state.emoscope)

    def run() -> int:
        with reading(sessions) as session:
            due = records.due_deliveries(session, 100)
        for job_id in due:
            runner.run(job_id)
        return len(due)

    return run


@pytest.fixture
def hurry(sessions: SessionFactory) -> Callable[[], None]:
    """Makes what waits for its time due now."""

    def now() -> None:
        with sessions.begin() as session:
            session.query(Job).update({Job.due_at: None})

    return now


@pytest.fixture
def log(client: TestClient) -> Callable[..., list[dict[str, Any]]]:
    """The deliveries as the API lists them."""

    def read(**query: Any) -> list[dict[str, Any]]:
        return list(client.get("/v2/webhooks/deliveries", params=query).json()["documents"])

    return read

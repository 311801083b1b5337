"""Messages arrive over every broker that answers here."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import pytest

from emoscope.queue import messages
from emoscope.queue.messages import BrokerUnreachable, Transport, make_celery

BROKERS = {
    "files": "filesystem://localhost",
    "redis": "redis://127.0.0.1:6379/9",
    "rabbitmq": "amqp://guest:guest@127.0.0.1:5672//",
}
PORTS = {"redis": 6379, "rabbitmq": 5672}


@pytest.fixture(params=sorted(BROKERS))
def broker_url(request: pytest.FixtureRequest) -> str:
    port = PORTS.get(request.param)
    if port:
        with socket.socket() as probe:
            probe.settimeout(2)
            if probe.connect_ex(("127.0.0.1", port)) and not os.environ.get("CI"):
                pytest.skip(f"{request.param} does not answer on port {port}")
    return BROKERS[request.param]


def test_a_worker_runs_what_is_sent_before_and_after_it_starts(
    broker_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    queue = f"test-{uuid4().hex[:8]}"
    monkeypatch.setattr(messages, "QUEUE", queue)
    transport = Transport(make_celery(broker_url, tmp_path / "data"))
    transport.send("before")
    program = Path(__file__).parent / "recording_worker.py"
    worker = subprocess.Popen([sys.executable, program, broker_url, tmp_path, queue])
    try:
        _wait_for(tmp_path / "before")
        transport.send("after")
        _wait_for(tmp_path / "after")
        assert (tmp_path / "after").read_text() != str(worker.pid), "jobs run in children of the worker"
    finally:
        worker.terminate()
        try:
            assert worker.wait(timeout=20) == 0, "a worker that is told to stop ends in good order"
        finally:
            worker.kill()
            transport.close()


def _wait_for(path: Path) -> None:
    end = time.monotonic() + 40
    while not (path.exists() and path.read_text()):
        assert time.monotonic() < end, f"{path.name} was not run"
        time.sleep(0.05)


def test_a_broker_that_is_down_is_said_to_be_down(tmp_path: Path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    transport = Transport(make_celery(f"redis://127.0.0.1:{port}/0", tmp_path))
    began = time.monotonic()
    with pytest.raises(BrokerUnreachable):
        transport.send("job")
    assert time.monotonic() - began < 15
    transport.close()

"""The message transport: Celery over files, Redis or RabbitMQ. Nothing else imports Celery.

A message only says "there is a job with this id"; losing one costs time, never work.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_process_init
from kombu.exceptions import OperationalError

TASK = "emoscope.run_job"
QUEUE = "emoscope"
SEND_TIMEOUT_S = 5


class BrokerUnreachable(Exception):
    """The broker took no message; the job stays recorded and is sent again by the sweep."""


def make_celery(broker_url: str, data_dir: Path) -> Celery:
    app = Celery("emoscope", broker=broker_url, set_as_current=False)
    app.conf.update(
        task_default_queue=QUEUE,
        task_ignore_result=True,
        task_store_errors_even_if_ignored=False,
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        worker_send_task_events=False,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        broker_connection_retry_on_startup=True,
        broker_connection_timeout=SEND_TIMEOUT_S,
        broker_transport_options=_transport_options(broker_url, data_dir),
    )
    return app


def _transport_options(broker_url: str, data_dir: Path) -> dict[str, Any]:
    if not broker_url.startswith("filesystem:"):
        return {"socket_timeout": SEND_TIMEOUT_S} if broker_url.startswith("redis") else {}
    folders = {name: data_dir.resolve() / "queue" / name for name in ("messages", "control")}
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(folders["messages"]),
        "data_folder_out": str(folders["messages"]),
        "control_folder": str(folders["control"]),
        "polling_interval": 0.05,
    }


class Transport:
    """Sends job ids to whichever worker takes them first."""

    def __init__(self, app: Celery) -> None:
        self._app = app

    def send(self, job_id: str) -> None:
        """Raises BrokerUnreachable when the broker does not take the message within a few seconds."""
        try:
            self._app.send_task(TASK, args=[job_id], queue=QUEUE, retry=False)
        except (OperationalError, OSError) as error:
            raise BrokerUnreachable(str(error)) from error

    def check(self) -> None:
        """Raises BrokerUnreachable when the broker does not answer within a few seconds."""
        try:
            with self._app.connection_for_write() as connection:
                connection.ensure_connection(max_retries=1, timeout=SEND_TIMEOUT_S)
        except (OperationalError, OSError) as error:
            raise BrokerUnreachable(str(error)) from error

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._app.close()


def serve(app: Celery, run_job: Callable[[str], None], processes: int, name: str) -> None:
    """Takes messages until told to stop; each runs `run_job` in one of `processes` child processes."""

    @app.task(name=TASK)  # type: ignore[untyped-decorator]
    def _run(job_id: str) -> None:
        run_job(job_id)

    @setup_logging.connect(weak=False)  # type: ignore[untyped-decorator]
    def _keep_our_logging(**_: Any) -> None:
        """Celery configures logging unless somebody answers this signal."""

    worker_process_init.connect(_end_with_parent, weak=False)
    worker = app.Worker(
        hostname=name,
        concurrency=processes,
        pool="prefork",
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=not app.conf.broker_url.startswith("amqp"),
        optimization="fair",
        quiet=True,
    )
    worker.start()


def _end_with_parent(**_: Any) -> None:
    end_with_parent()


def end_with_parent() -> None:
    """Asks the kernel to kill this process when its parent dies, so that no orphan holds a lease (Linux)."""
    pr_set_pdeathsig = 1
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(pr_set_pdeathsig, signal.SIGKILL)
    if os.getppid() == 1:  # it died before we asked
        os.kill(os.getpid(), signal.SIGKILL)

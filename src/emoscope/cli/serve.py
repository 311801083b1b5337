"""`emoscope serve` and `emoscope worker`."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from typing import Annotated

import typer

from emoscope import logging
from emoscope.settings import Settings

log = logging.get_logger(__name__)


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
) -> None:
    """Start the API, and a worker beside it unless EMOSCOPE_EMBEDDED_WORKER is false."""
    import uvicorn  # noqa: PLC0415

    from emoscope.app.web import make_app  # noqa: PLC0415

    given = {"host": host, "port": port}
    settings = Settings().model_copy(update={name: to for name, to in given.items() if to is not None})
    logging.configure(settings.log_format, settings.log_level)
    uploads = settings.data_dir.resolve() / "uploads"
    uploads.mkdir(parents=True, exist_ok=True)
    # Uploads are written to disk while they arrive; /tmp may lie in memory.
    tempfile.tempdir = str(uploads)
    config = uvicorn.Config(
        make_app(settings),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=10,
        server_header=False,
    )
    # Uvicorn raises the signal that stopped it once more; as an exit it lets the worker end in order.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with _embedded_worker() if settings.embedded_worker else contextlib.nullcontext():
        uvicorn.Server(config).run()


def worker() -> None:
    """Start a worker that takes jobs from the broker until stopped."""
    from emoscope.worker.process import run_worker  # noqa: PLC0415

    settings = Settings()
    logging.configure(settings.log_format, settings.log_level)
    run_worker(settings, dies_with_parent=os.environ.get(_EMBEDDED) == "1")


_EMBEDDED = "EMOSCOPE_WORKER_IS_EMBEDDED"
_FRUGAL = {
    # glibc keeps freed frames in many arenas otherwise, so that memory wanders with the length of a video.
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": "1000000",
    "MALLOC_TRIM_THRESHOLD_": "1000000",
    "POLARS_MAX_THREADS": "2",
}


@contextlib.contextmanager
def _embedded_worker() -> Iterator[None]:
    """Keeps one worker process running, whatever becomes of it, until the block ends."""
    stop = threading.Event()
    thread = threading.Thread(target=_supervise, args=(stop,), name="supervisor", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=20)


def _supervise(stop: threading.Event) -> None:
    # Started from this thread on purpose: the worker ends when its parent thread does.
    command = [sys.executable, "-c", "from emoscope.cli.main import app; app()", "worker"]
    while not stop.is_set():
        child = subprocess.Popen(command, env={**_FRUGAL, **os.environ, _EMBEDDED: "1"})  # noqa: S603 - our own program
        began = time.monotonic()
        while child.poll() is None and not stop.wait(0.2):
            pass
        if stop.is_set():
            _end(child)
            return
        log.warning("worker_ended", status=child.returncode)
        stop.wait(0.2 if time.monotonic() - began > 10 else 2.0)


def _end(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(timeout=8)
    except subprocess.TimeoutExpired:
        child.kill()  # its job's lease runs out and the next worker takes it up
        child.wait()

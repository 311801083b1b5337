"""Work on foreign files in a process of its own, which may crash or hang without harm to this one."""

from __future__ import annotations

import contextlib
import multiprocessing
import multiprocessing.connection
import multiprocessing.process
import resource
import threading
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from emoscope.errors import EmoscopeError

P = ParamSpec("P")
R = TypeVar("R")

MEMORY_BYTES = 8 * 1024**3
"""Address space of the process: ample for one 8K frame, short for a decompression bomb."""


class IsolatedFailure(EmoscopeError):
    """The work took too long, crashed, or raised an error that is not ours."""

    code = "isolated_failure"
    status = 503
    title = "Work failed"


class IsolatedProcess:
    """Runs one call at a time in a child that is started on first use and replaced when it fails."""

    def __init__(self, timeout_s: float = 20.0) -> None:
        self._timeout_s = timeout_s
        self._lock = threading.Lock()
        self._child: multiprocessing.process.BaseProcess | None = None
        self._pipe: multiprocessing.connection.Connection | None = None

    def call(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The function's result. Raises its EmoscopeError, or IsolatedFailure for anything else."""
        with self._lock:
            pipe = self._started()
            try:
                pipe.send((function, args, kwargs))
                if not pipe.poll(self._timeout_s):
                    raise IsolatedFailure(f"No result within {self._timeout_s:g} seconds.")
                result, error = pipe.recv()
            except (EOFError, OSError, IsolatedFailure) as failure:
                self._end()
                if isinstance(failure, IsolatedFailure):
                    raise
                raise IsolatedFailure("The process that reads media ended unexpectedly.") from failure
        if isinstance(error, EmoscopeError):
            raise error
        if error is not None:
            raise IsolatedFailure(str(error))
        answer: R = result
        return answer

    def kill(self) -> None:
        """Ends the child at once, whatever it is doing: the call that waits for it raises IsolatedFailure."""
        with contextlib.suppress(AttributeError, ValueError):  # there is none, or it has just ended
            self._child.kill()  # type: ignore[union-attr]

    def close(self) -> None:
        with self._lock:
            self._end()

    def _started(self) -> multiprocessing.connection.Connection:
        if self._pipe is not None and self._child is not None and self._child.is_alive():
            return self._pipe
        self._end()
        # Not forked: the parent has threads, and forked locks can stay locked for ever.
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._child = context.Process(target=_serve, args=(theirs,), name="isolated", daemon=True)
        self._child.start()
        theirs.close()
        return self._pipe

    def _end(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
        if self._child is not None:
            self._child.kill()
            self._child.join()
            self._child.close()
        self._pipe = self._child = None


def _serve(pipe: multiprocessing.connection.Connection) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    while True:
        try:
            function, args, kwargs = pipe.recv()
        except EOFError:
            return
        pipe.send(_outcome(function, args, kwargs))


def _outcome(function: Callable[..., Any], args: Any, kwargs: Any) -> tuple[Any, Exception | None]:
    try:
        return function(*args, **kwargs), None
    except EmoscopeError as error:
        return None, error
    except Exception as error:  # noqa: BLE001 - whatever a decoder raises must reach the caller as text
        return None, RuntimeError(f"{type(error).__name__}: {error}")

"""The client's end of a live session, and a viewer for tests of what is around the analysis."""

from __future__ import annotations

import threading
from contextlib import contextmanager

import pytest
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from emoscope.live.viewer import Sight


def start(socket, **given) -> dict:
    socket.send_json({"type": "start", **given})
    return socket.receive_json()


def closing_code(socket) -> int:
    with pytest.raises(WebSocketDisconnect) as closed:
        socket.receive_json()
    return closed.value.code


@contextmanager
def session(server: TestClient, **headers: str):
    with server.websocket_connect("/v2/live", headers=headers) as socket:
        yield socket


class NullViewer:
    """Sees nothing, and only when it is let."""

    def __init__(self) -> None:
        self.may_go_on, self.looking = threading.Event(), threading.Event()
        self.may_go_on.set()
        self.looked_at: list[bytes] = []
        self.closed = False

    def prepare(self) -> dict[str, str]:
        return {}

    def look(self, data: bytes, timestamp_ms: int) -> Sight:  # noqa: ARG002
        self.looked_at.append(data)
        self.looking.set()
        assert self.may_go_on.wait(10)
        return Sight(64, 48, ())

    def close(self) -> None:
        self.closed = True

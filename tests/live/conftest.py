"""A server for live sessions, and a viewer that needs no models."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from builders.live import NullViewer
from emoscope.app.web import make_app


@pytest.fixture
def server(settings, make_key) -> Iterator[TestClient]:
    """A server whose client sends no credentials of its own; `key` is a user's."""
    with TestClient(make_app(settings), raise_server_exceptions=False) as client:
        client.key = make_key()
        yield client


@pytest.fixture
def viewer(server: TestClient) -> NullViewer:
    made = NullViewer()
    server.app.state.live.make_viewer = lambda: made
    return made

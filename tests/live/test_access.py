"""Who may open a live session."""

from __future__ import annotations

import json

import pytest
from fastapi.testclient import TestClient

from builders.live import NullViewer, closing_code, session, start
from emoscope.app.web import make_app

PASSWORD = "a quiet horse 17"


@pytest.mark.parametrize(
    ("first", "status"),
    [
        ({"type": "start"}, 401),
        ({"type": "start", "api_key": "not a key"}, 401),
        ({"type": "begin"}, 422),
        ({"type": "start", "speed": 2}, 422),
        ([], 422),
    ],
)
def test_who_does_not_begin_rightly_is_turned_away(server, viewer, first, status) -> None:
    with session(server) as socket:
        socket.send_json(first)
        assert socket.receive_json()["code"] == {401: "not_authorized", 422: "bad_message"}[status]
        assert closing_code(socket) == 4000 + status
    assert not viewer.looked_at
    assert server.app.state.live.running == 0


def test_a_refusal_does_not_repeat_the_key(server) -> None:
    with session(server) as socket:
        assert server.key not in json.dumps(start(socket, api_key=server.key, speed=2))


@pytest.mark.usefixtures("viewer")
def test_a_key_in_a_header_opens_a_session(server) -> None:
    with session(server, **{"X-API-Key": server.key}) as socket:
        assert start(socket)["type"] == "ready"


def test_a_log_in_opens_sessions_from_our_own_pages_only(settings) -> None:
    ours, public = "http://testserver", "http://emotions.example.org"
    opened = settings.model_copy(update={"public_url": public})
    with TestClient(make_app(opened), raise_server_exceptions=False) as browser:
        browser.app.state.live.make_viewer = NullViewer
        account = {"email": "ada@example.org", "password": PASSWORD}
        assert browser.post("/v2/accounts/sign-up", json=account).status_code == 201
        for origin in (ours, public):
            with session(browser, Origin=origin) as socket:
                assert start(socket)["type"] == "ready"
        for foreign in ("https://evil.example", "http://testserver.evil.example", "null", ""):
            with session(browser, Origin=foreign) as socket:
                assert start(socket)["code"] == "foreign_origin"
                assert closing_code(socket) == 4403
        with session(browser) as socket:
            assert start(socket)["code"] == "foreign_origin"
        browser.cookies.clear()
        browser.cookies.set("emoscope_session", "made up")
        with session(browser, Origin=ours) as socket:
            assert start(socket)["code"] == "not_authorized"

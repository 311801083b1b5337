"""Clients that wait, go away, or ask twice at once, before a real server on loopback."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import httpx2 as httpx
import pytest
import uvicorn
from sqlalchemy import select

from builders import findings as made
from emoscope.app.web import make_app
from emoscope.db.insight_models import Conversation, InsightMessage, InsightUsage
from emoscope.insights.engines import make_engine
from emoscope.insights.service import Rules
from insights.conftest import add_media
from insights.events import events_in
from insights.model_server import begins, chunk, model_server


@dataclass
class Patient:
    """An engine that says something and then waits until it is let go."""

    begun: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)
    stopped: threading.Event = field(default_factory=threading.Event)
    asked: int = 0

    async def answer(self, inquiry, emit, meter) -> str:
        self.asked += 1
        emit("Well, ")
        meter.add(7, 3)
        self.begun.set()
        try:
            while not self.go_on.is_set():  # noqa: ASYNC110 - set by another thread
                await asyncio.sleep(0.01)
        except asyncio.CancelledError:
            self.stopped.set()
            raise
        emit(inquiry.message)
        return "patient"


@dataclass
class Live:
    app: object
    port: int
    key: str
    path: str

    def client(self) -> httpx.Client:
        url = f"http://127.0.0.1:{self.port}"
        return httpx.Client(base_url=url, headers={"X-API-Key": self.key}, timeout=30)

    def ask(self, message: str) -> httpx.Response:
        with self.client() as client:
            return client.post(self.path, json={"message": message}, params={"stream": False})

    def socket(self, stream: bool = True) -> socket.socket:
        """A connection on which a question has been sent."""
        body = json.dumps({"message": "one"}).encode()
        head = (
            f"POST {self.path}?stream={str(stream).lower()} HTTP/1.1\r\nHost: x\r\nX-API-Key: {self.key}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        connection.sendall(head.encode() + body)
        return connection

    def use(
        self, engine: object, heartbeat_s: float = 10, patience_s: float = 10, claim_s: float = 60
    ) -> None:
        rules = Rules(tokens_per_day=0, claim_s=claim_s, patience_s=patience_s)
        self.app.state.insights = replace(
            self.app.state.insights, engine=engine, heartbeat_s=heartbeat_s, rules=rules
        )


@pytest.fixture
def live(settings, make_key, sessions) -> Iterator[Live]:
    app = make_app(settings)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started)
    key = make_key()
    path = f"/v2/video/{add_media(sessions)['video']}/ai-insights"
    video = made.video()
    app.state.emoscope = replace(app.state.emoscope, findings_of=lambda _medium: video)
    yield Live(app, server.servers[0].sockets[0].getsockname()[1], key, path)
    server.should_exit = True
    thread.join(timeout=20)
    assert not thread.is_alive()


def until(done: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)


@pytest.mark.parametrize("stream", [True, False])
def test_a_client_that_goes_away_stops_the_work(live: Live, sessions, stream: bool):
    engine = Patient()
    live.use(engine)  # heartbeats far apart: the end must be noticed without them
    connection = live.socket(stream)
    assert engine.begun.wait(20)
    connection.close()
    assert engine.stopped.wait(5), "the work went on for nobody"

    def free() -> bool:
        with sessions() as session:
            return session.scalars(select(Conversation)).one().claimed_until is None

    until(free)
    with sessions() as session:
        assert session.scalars(select(InsightMessage)).all() == []
        assert session.scalars(select(InsightUsage.tokens)).all() == [10], "what was used counts"
    engine.go_on.set()
    assert live.ask("two").json()["response"] == "Well, two"


def test_the_stream_comes_while_the_work_goes_on_and_is_kept_alive(live: Live):
    engine = Patient()
    live.use(engine, heartbeat_s=0.05)
    with live.client() as client, client.stream("POST", live.path, json={"message": "one"}) as reply:
        seen = ""
        for text in reply.iter_text():
            seen += text
            if seen.count(": waiting\n\n") >= 3:
                engine.go_on.set()
        assert "stream_chunk" in seen.split(": waiting")[0], "the first piece came before the silence"
        assert [event.name for event in events_in(seen)][-2:] == ["stream_end", "done"]
        assert events_in(seen)[-2].data["full_text"] == "Well, one"


def test_two_questions_at_once_are_answered_one_after_the_other(live: Live, sessions):
    engine = Patient()
    live.use(engine)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(live.ask, "one")
        assert engine.begun.wait(20)
        second = pool.submit(live.ask, "two")
        time.sleep(0.3)
        assert engine.asked == 1
        engine.go_on.set()
        assert first.result().json()["message_id"] == 2
        assert second.result().json()["message_id"] == 4
    with sessions() as session:
        texts = session.scalars(select(InsightMessage.text).order_by(InsightMessage.number)).all()
    assert texts == ["one", "Well, one", "two", "Well, two"]


def test_a_question_that_waits_too_long_is_told_to_come_back(live: Live):
    engine = Patient()
    live.use(engine, patience_s=0.1)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(live.ask, "one")
        assert engine.begun.wait(20)
        busy = live.ask("two")
        engine.go_on.set()
        assert first.result().status_code == 200
    assert busy.status_code == 409
    assert busy.json()["error_id"] == 1602
    assert busy.json()["code"] == "conversation_busy"
    assert busy.headers["retry-after"] == "5"


def test_a_turn_that_was_lost_does_not_block_the_conversation(live: Live):
    """As after a kill of the server: the claim stands, but nobody works on it."""
    lost = Patient()
    live.use(lost, claim_s=0.2)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(live.ask, "one")
        assert lost.begun.wait(20)
        other = Patient()
        other.go_on.set()
        live.use(other)
        assert live.ask("two").json()["message_id"] == 2
        lost.go_on.set()
        late = first.result()
    assert (late.status_code, late.json()["code"]) == (409, "conversation_busy")


def test_a_client_that_goes_away_hangs_up_on_the_language_model_too(live: Live):
    hung_up = threading.Event()

    def talks_on(connection: socket.socket) -> None:
        begins(connection)
        connection.sendall(chunk({"content": "Well"}))
        connection.settimeout(20)
        if connection.recv(1) == b"":
            hung_up.set()

    with model_server(talks_on) as model:
        live.use(make_engine(model.base_url, "tiny", "", 60))
        connection = live.socket()
        seen = b""
        while b"Well" not in seen:
            seen += connection.recv(4096)
        connection.close()
        assert hung_up.wait(10), "the model goes on for nobody"

"""Callbacks of the whole stack: none is lost, whatever is killed."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

from standardwebhooks.webhooks import Webhook

from builders.servers import OddServer, Seen, odd_server, reply, sends
from stack.running import processes_of, stack

ALLOWED = {"EMOSCOPE_ALLOWED_PRIVATE_HOSTS": "127.0.0.1"}


def until(done: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def hooked(receiver: OddServer) -> dict[str, str]:
    hook = receiver.url("/hook?key=hidden", "127.0.0.1")
    return {"title": "t", "text": "I love this place!", "callback_url": hook}


def test_a_callback_comes_by_itself(tmp_path: Path):
    with odd_server() as receiver, stack(tmp_path, **ALLOWED) as running:
        receiver.on("/hook", sends(reply()))
        text_id = running.client.post("/v2/texts", data=hooked(receiver)).json()["id"]
        until(lambda: bool(receiver.seen))
        secret = running.client.get("/v2/webhooks/secrets").json()["secrets"][0]["secret"]
        (seen,) = receiver.seen
        message = Webhook(secret).verify(seen.body, seen.headers)
        until(lambda: "callback_tried" in running.log())
        assert "hidden" not in running.log(), "addresses hold secrets"
        assert (message["id"], message["type"]) == (text_id, "text.analysis.completed")
        assert message["data"] == running.client.get(f"/v1/texts/{text_id}").json()


def test_a_callback_survives_the_kill_of_everything_while_it_is_sent(tmp_path: Path):
    """At least once: the receiver has the message, but the server never learns of it and sends it again."""
    with odd_server() as receiver:
        with stack(tmp_path, **ALLOWED) as first:

            def kill(_request: Seen, connection: socket.socket) -> None:
                for pid in [first.server.pid, *processes_of(first.server, "worker")]:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                connection.sendall(reply())

            receiver.on("/hook", kill)
            first.client.post("/v2/texts", data=hooked(receiver))
            until(lambda: first.server.poll() is not None)
        receiver.on("/hook", sends(reply()))
        with stack(tmp_path, **ALLOWED) as second:
            until(lambda: len(receiver.seen) == 2)

            def log() -> dict:
                return second.client.get("/v2/webhooks/deliveries").json()["documents"][0]

            until(lambda: log()["status"] == "delivered")
            assert [seen.headers["webhook-id"] for seen in receiver.seen] == [log()["id"]] * 2
            time.sleep(2)
            assert len(receiver.seen) == 2

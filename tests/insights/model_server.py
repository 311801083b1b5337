"""A small OpenAI-compatible server that answers what a test wants, and remembers what it was sent."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from builders.servers import OddServer, Seen, odd_server, reply

PATH = "/v1/chat/completions"
Script = Callable[[socket.socket], None]


@dataclass
class ModelServer:
    """Plays one script after another, the last one over and over."""

    server: OddServer
    scripts: list[Script] = field(default_factory=list)

    @property
    def base_url(self) -> str:
        return self.server.url("/v1", "127.0.0.1")

    @property
    def requests(self) -> list[dict[str, Any]]:
        return [json.loads(seen.body) for seen in self.server.seen]

    def play(self, _seen: Seen, connection: socket.socket) -> None:
        script = self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]
        script(connection)


@contextmanager
def model_server(*scripts: Script) -> Iterator[ModelServer]:
    with odd_server() as server:
        model = ModelServer(server, list(scripts))
        server.on(PATH, model.play)
        yield model


def begins(connection: socket.socket) -> None:
    head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
    connection.sendall(head.encode())


def chunk(delta: dict[str, Any] | None = None, usage: tuple[int, int] | None = None) -> bytes:
    data: dict[str, Any] = {
        "id": "c",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "m",
        "choices": [],
    }
    if delta is not None:
        data["choices"] = [{"index": 0, "delta": delta, "finish_reason": None}]
    if usage is not None:
        data["usage"] = {
            "prompt_tokens": usage[0], "completion_tokens": usage[1], "total_tokens": sum(usage),
        }  # fmt: skip
    return f"data: {json.dumps(data)}\n\n".encode()


def says(*texts: str, usage: tuple[int, int] | None = (100, 20)) -> Script:
    """An answer in pieces."""

    def script(connection: socket.socket) -> None:
        begins(connection)
        for text in texts:
            connection.sendall(chunk({"content": text}))
        if usage:
            connection.sendall(chunk(usage=usage))
        connection.sendall(b"data: [DONE]\n\n")

    return script


def calls(name: str, arguments: str, usage: tuple[int, int] | None = (50, 5)) -> Script:
    """A wish to look something up, its arguments in two pieces."""

    def script(connection: socket.socket) -> None:
        begins(connection)
        half = len(arguments) // 2
        first = {"index": 0, "id": "call_a", "type": "function"}
        connection.sendall(
            chunk({"tool_calls": [{**first, "function": {"name": name, "arguments": arguments[:half]}}]})
        )
        rest = {"index": 0, "function": {"arguments": arguments[half:]}}
        connection.sendall(chunk({"tool_calls": [rest]}))
        if usage:
            connection.sendall(chunk(usage=usage))
        connection.sendall(b"data: [DONE]\n\n")

    return script


def refuses(status: str, body: str = "{}", **headers: str) -> Script:
    return lambda connection: connection.sendall(
        reply(body.encode(), status, Content_Type="application/json", **headers)
    )

"""A real HTTP server on loopback that does to its clients whatever a test wants, and remembers them."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest


@dataclass
class Seen:
    """A request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


Handler = Callable[[Seen, socket.socket], None]


@dataclass
class OddServer:
    """Answers each path by a handler that writes to the socket itself; 404 where there is none."""

    port: int
    handlers: dict[str, Handler] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    def on(self, path: str, handler: Handler) -> None:
        self.handlers[path] = handler

    def url(self, path: str, host: str = "media.test", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    def answer(self, request: Seen, connection: socket.socket) -> None:
        self.seen.append(request)
        handler = self.handlers.get(request.path.split("?")[0])
        if handler is None:
            connection.sendall(reply(b"nothing here", "404 Not Found"))
        else:
            handler(request, connection)


def reply(body: bytes = b"", status: str = "200 OK", length: int | None = None, **headers: str) -> bytes:
    """A whole reply; `length` announces another than the body's, negative for none at all."""
    lines = [f"HTTP/1.1 {status}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if length is None or length >= 0:
        lines.append(f"Content-Length: {len(body) if length is None else length}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def sends(whole: bytes) -> Handler:
    return lambda _request, connection: connection.sendall(whole)


def redirects(to: str) -> Handler:
    return sends(reply(status="302 Found", Location=to))


@contextlib.contextmanager
def odd_server(tls: ssl.SSLContext | None = None) -> Iterator[OddServer]:
    class OneConnection(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with contextlib.suppress(OSError, ValueError):  # clients of such a server go away
                if tls is None:
                    odd.answer(_read(self.request), self.request)
                    return
                with tls.wrap_socket(self.request, server_side=True) as connection:
                    odd.answer(_read(connection), connection)
                    connection.unwrap()

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    with Server(("127.0.0.1", 0), OneConnection) as server:
        odd = OddServer(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield odd
        finally:
            odd.stopping.set()
            server.shutdown()
            thread.join()


def _read(connection: socket.socket) -> Seen:
    raw = b""
    while b"\r\n\r\n" not in raw:
        more = connection.recv(65536)
        if not more:
            raise ValueError("the client went away")
        raw += more
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    while len(body) < int(headers.get("content-length", 0)):
        body += connection.recv(65536)
    return Seen(method, path, headers, body)


def certificate_for(name: str, folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """What a server of that name presents, and what a client that trusts it alone checks by."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = [
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
        "-keyout", key, "-out", certificate, "-days", "2", "-subj", f"/CN={name}",
        "-addext", f"subjectAltName=DNS:{name}",
    ]  # fmt: skip
    try:
        subprocess.run(command, check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("there is no openssl to make a certificate with")
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate, key)
    return server, ssl.create_default_context(cafile=certificate)

"""HTTP connections that go to the checked address and nowhere else, and end at a deadline."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import httpcore2 as httpcore
import httpx2 as httpx

from emoscope.outbound.addresses import AddressPolicy, Resolver, resolve

CONNECT_TIMEOUT_S = 10.0
SILENCE_TIMEOUT_S = 20.0
"""How long a server may say nothing at all."""


class Deadline:
    """A moment that reads and writes do not pass, however little arrives at a time."""

    def __init__(self) -> None:
        self._end = float("inf")

    def set(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def clip(self, timeout: float | None) -> float:
        """The part of a timeout that is left; TimeoutError where none is."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return min(left, SILENCE_TIMEOUT_S if timeout is None else timeout)


class _Stream(httpcore.NetworkStream):
    """A stream whose every operation is held to the deadline; a server may drip within each timeout."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            left = self._deadline.clip(timeout)
        except TimeoutError as error:
            raise httpcore.ReadTimeout("deadline") from error
        return self._stream.read(max_bytes, left)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        try:
            left = self._deadline.clip(timeout)
        except TimeoutError as error:
            raise httpcore.WriteTimeout("deadline") from error
        self._stream.write(buffer, left)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        try:
            left = self._deadline.clip(timeout)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout("deadline") from error
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _CheckedBackend(httpcore.NetworkBackend):
    """Resolves a name once, checks what it found, and connects to that: a second answer is never asked for.

    TLS is begun above with the name, so that SNI and the certificate's check stay as they were.
    """

    def __init__(self, policy: AddressPolicy, resolver: Resolver, deadline: Deadline) -> None:
        self._policy, self._resolver, self._deadline = policy, resolver, deadline
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            addresses = self._policy.addresses(host, port, self._resolver)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"{host} has no address: {error}") from error
        failure: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in addresses:
            try:
                left = self._deadline.clip(timeout)
                stream = self._sockets.connect_tcp(address, port, left, local_address, socket_options or ())
            except TimeoutError as error:
                raise httpcore.ConnectTimeout("deadline") from error
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _Stream(stream, self._deadline)
        raise failure or httpcore.ConnectError(f"{host} has no address")


class _Transport(httpx.BaseTransport):
    def __init__(self, pool: httpcore.ConnectionPool) -> None:
        self._pool = pool

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        with _errors_of_httpx(request):
            reply = self._pool.handle_request(
                httpcore.Request(
                    method=request.method,
                    url=httpcore.URL(
                        scheme=request.url.raw_scheme,
                        host=request.url.raw_host,
                        port=request.url.port,
                        target=request.url.raw_path,
                    ),
                    headers=request.headers.raw,
                    content=request.stream,
                    extensions=request.extensions,
                )
            )
        return httpx.Response(
            status_code=reply.status,
            headers=reply.headers,
            stream=_Body(reply, request),
            extensions=reply.extensions,
        )

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, reply: httpcore.Response, request: httpx.Request) -> None:
        self._reply, self._request = reply, request

    def __iter__(self) -> Iterator[bytes]:
        with _errors_of_httpx(self._request):
            yield from self._reply.iter_stream()

    def close(self) -> None:
        self._reply.close()


@contextmanager
def _errors_of_httpx(request: httpx.Request) -> Iterator[None]:
    try:
        yield
    except httpcore.TimeoutException as error:
        raise httpx.TimeoutException(str(error), request=request) from error
    except (httpcore.NetworkError, httpcore.ProtocolError) as error:
        raise httpx.TransportError(str(error), request=request) from error


@cache
def _default_tls() -> ssl.SSLContext:
    return httpx.create_ssl_context()  # reads all certificates, so once is enough


def make_client(
    policy: AddressPolicy,
    deadline: Deadline,
    resolver: Resolver = resolve,
    tls: ssl.SSLContext | None = None,
) -> httpx.Client:
    """A client that goes only where the policy allows, follows no redirects, asks for no compression, and
    heeds neither proxies nor credentials of this machine's environment.

    Raises AddressRefused from a request to where it does not go.
    """
    pool = httpcore.ConnectionPool(
        ssl_context=tls or _default_tls(),
        max_connections=2,
        max_keepalive_connections=1,
        keepalive_expiry=5,
        network_backend=_CheckedBackend(policy, resolver, deadline),
        socket_options=[(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)],
    )
    return httpx.Client(
        transport=_Transport(pool),
        trust_env=False,
        follow_redirects=False,
        timeout=httpx.Timeout(SILENCE_TIMEOUT_S, connect=CONNECT_TIMEOUT_S),
        headers={"Accept-Encoding": "identity"},
    )

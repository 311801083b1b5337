from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from builders.servers import OddServer, odd_server
from emoscope.domain.video import Progress
from emoscope.fetching.download import Download, Fetched, FetchLimits
from emoscope.outbound.addresses import AddressPolicy

LIMITS = FetchLimits(bytes=1_000_000, seconds=20, tries_in_vain=3, pause_s=0.01)
ALLOWED = AddressPolicy.parse("media.test")
HERE = ["127.0.0.1"]


def accept(head: bytes) -> str | None:
    """Files of these tests begin with MEDIA."""
    return "bin" if head.startswith(b"MEDIA") else None


@pytest.fixture
def server() -> Iterator[OddServer]:
    with odd_server() as server:
        yield server


@pytest.fixture
def fetch(tmp_path: Path) -> Callable[..., Fetched]:
    """Fetches to a file; `media.test` is the server of the test and allowed, other names are not."""

    def run(
        url: str, reports: list[Progress] | None = None, policy: AddressPolicy = ALLOWED, **kw: Any
    ) -> Fetched:
        limits = {name: kw.pop(name) for name in list(kw) if hasattr(LIMITS, name)}
        return Download(
            policy,
            replace(LIMITS, **limits),
            tmp_path / "fetched",
            accept,
            (lambda _: None) if reports is None else reports.append,
            **{"resolver": lambda _host, _port: HERE, **kw},
        ).run(url)

    return run

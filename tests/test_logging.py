from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
import structlog

from emoscope.logging import configure, get_logger


@pytest.fixture
def _logging_put_back() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, configuration = root.handlers[:], root.level, structlog.get_config()
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**configuration)


@pytest.mark.usefixtures("_logging_put_back")
@pytest.mark.parametrize("log_format", ["console", "json"])
def test_a_logged_error_tells_where_it_was_but_not_what_was_in_hand(
    capsys: pytest.CaptureFixture[str], log_format: str
) -> None:
    configure(log_format, "info")

    def fails(password: str) -> None:
        raise ValueError(f"{len(password)} characters")

    secret = "a secret of somebody"
    try:
        fails(secret)
    except ValueError:
        get_logger("test").exception("it_failed")
    written = capsys.readouterr().err
    assert "ValueError: 20 characters" in written
    assert "test_logging.py" in written
    assert "a secret of" not in written

"""Signing up at the same moment, on each database."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest

from builders.databases import KINDS, migrated
from emoscope.accounts.logins import sign_up
from emoscope.db.engine import SessionFactory
from emoscope.db.models import User
from emoscope.errors import EmoscopeError

AT_ONCE = 6


@pytest.fixture(params=KINDS)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SessionFactory]:
    with migrated(request.param, tmp_path / "users.db") as sessions:
        yield sessions


def all_at_once(sessions: SessionFactory, emails: list[str], policy: str) -> list[str]:
    """What came of each: a role, or the code of a refusal."""
    gate = Barrier(len(emails))

    def one(email: str) -> str:
        gate.wait()
        try:
            done = sign_up(sessions, email, "correct horse", "", "", policy, timedelta(hours=1))
        except EmoscopeError as error:
            return error.code
        with sessions() as session:
            return session.get_one(User, done.user.id).role

    with ThreadPoolExecutor(len(emails)) as pool:
        return sorted(pool.map(one, emails))


def test_only_one_of_them_is_the_first(empty: SessionFactory) -> None:
    emails = [f"user{number}@example.org" for number in range(AT_ONCE)]
    assert all_at_once(empty, emails, "invitation") == ["admin"] + ["sign_up_refused"] * (AT_ONCE - 1)


def test_an_address_is_given_once(empty: SessionFactory) -> None:
    outcomes = all_at_once(empty, ["ada@example.org"] * AT_ONCE, "open")
    assert outcomes == ["admin"] + ["email_taken"] * (AT_ONCE - 1)

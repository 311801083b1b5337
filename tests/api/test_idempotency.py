from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from builders.media import blank_video
from emoscope.api.idempotency import BodyHash
from emoscope.db.account_models import IdempotentReply
from emoscope.db.engine import SessionFactory
from emoscope.db.models import now

TEXT = {"title": "T", "text": "Hello there."}


def test_a_request_sent_again_is_done_once_and_answered_alike(client: TestClient) -> None:
    first = client.post("/v2/texts", data=TEXT, headers={"Idempotency-Key": "one"})
    again = client.post("/v2/texts", data=TEXT, headers={"Idempotency-Key": "one"})
    assert first.json() == again.json()
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert client.get("/v1/texts").json()["count"] == 1
    client.post("/v2/texts", data=TEXT, headers={"Idempotency-Key": "two"})
    client.post("/v2/texts", data=TEXT)
    assert client.get("/v1/texts").json()["count"] == 3


def test_an_upload_is_known_again_although_its_form_has_another_boundary(
    client: TestClient, tmp_path: Path
) -> None:
    path = blank_video(tmp_path / "blank.mp4")
    ids = set()
    for _ in range(2):
        with path.open("rb") as file:
            reply = client.post(
                "/v2/videos",
                data={"title": "V"},
                files={"video_file": file},
                headers={"Idempotency-Key": "v"},
            )
        ids.add(reply.json()["id"])
    assert len(ids) == 1


def test_a_key_with_another_body_is_refused(client: TestClient) -> None:
    client.post("/v2/texts", data=TEXT, headers={"Idempotency-Key": "one"})
    other = client.post("/v2/texts", data=TEXT | {"text": "Other."}, headers={"Idempotency-Key": "one"})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_mismatch")
    assert client.get("/v1/texts").json()["count"] == 1


def test_who_was_refused_may_try_again_under_the_same_key(client: TestClient) -> None:
    empty = client.post("/v2/texts", data=TEXT | {"text": " "}, headers={"Idempotency-Key": "one"})
    assert empty.status_code == 422
    assert client.post("/v2/texts", data=TEXT, headers={"Idempotency-Key": "one"}).status_code == 200


def test_keys_of_different_users_have_nothing_to_do_with_each_other(
    client: TestClient, make_key: Callable[..., str]
) -> None:
    mine = client.post("/v2/texts", data=TEXT, headers={"Idempotency-Key": "one"}).json()["id"]
    eve = {"X-API-Key": make_key("eve@example.org"), "Idempotency-Key": "one"}
    assert client.post("/v2/texts", data=TEXT, headers=eve).json()["id"] != mine


def test_while_the_first_is_being_done_the_second_is_told_so(
    client: TestClient, sessions: SessionFactory
) -> None:
    client.post("/v2/texts", data=TEXT, headers={"Idempotency-Key": "one"})
    with sessions.begin() as session:
        session.query(IdempotentReply).update({"status": 0})
    busy = client.post("/v2/texts", data=TEXT, headers={"Idempotency-Key": "one"})
    assert (busy.status_code, busy.json()["code"]) == (409, "idempotency_in_flight")
    with sessions.begin() as session:  # the server that was at it was stopped long ago
        session.query(IdempotentReply).update({"created_at": now() - timedelta(hours=2)})
    assert client.post("/v2/texts", data=TEXT, headers={"Idempotency-Key": "one"}).status_code == 200


@pytest.mark.parametrize("key", ["with space", "x" * 256, "t\tab"])
def test_what_is_no_key_is_refused(client: TestClient, key: str) -> None:
    reply = client.post("/v2/texts", data=TEXT, headers={"Idempotency-Key": key})
    assert (reply.status_code, reply.json()["code"]) == (422, "bad_idempotency_key")


def test_answers_are_kept_for_a_day(client: TestClient, sessions: SessionFactory) -> None:
    client.post("/v2/texts", data=TEXT, headers={"Idempotency-Key": "one"})
    with sessions.begin() as session:
        session.query(IdempotentReply).update({"created_at": now() - timedelta(hours=25)})
    client.post("/v2/texts", data=TEXT, headers={"Idempotency-Key": "one"})
    assert client.get("/v1/texts").json()["count"] == 2


def test_secrets_are_not_kept(client: TestClient, sessions: SessionFactory) -> None:
    client.post("/v2/accounts/keys", json={"name": "n"}, headers={"Idempotency-Key": "one"})
    with sessions() as session:
        assert session.query(IdempotentReply).count() == 0


@given(st.lists(st.binary(max_size=20)), st.integers(1, 30))
def test_a_body_hash_does_not_depend_on_how_it_was_cut(parts: list[bytes], size: int) -> None:
    whole = b"--BOUNDARY".join([b"", *parts, b"--"])
    cut, uncut = BodyHash(b"BOUNDARY"), BodyHash(b"BOUNDARY")
    for begin in range(0, len(whole), size):
        cut.add(whole[begin : begin + size])
    uncut.add(whole)
    assert cut.result() == uncut.result()


def test_without_a_boundary_it_is_the_plain_hash() -> None:
    found = BodyHash(b"")
    found.add(b"abc")
    assert found.result() == hashlib.sha256(b"abc").hexdigest()

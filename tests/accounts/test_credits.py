from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np
import pytest
from fastapi.testclient import TestClient

from builders.media import blank_video
from emoscope.app.web import make_app
from emoscope.db.account_models import CreditEntry
from emoscope.db.engine import SessionFactory
from emoscope.db.models import Job, User
from emoscope.jobs import ledger
from emoscope.settings import Settings


def send_text(client: TestClient, text: str = "I love this. It is great!") -> str:
    reply = client.post("/v2/texts", data={"title": "T", "text": text})
    assert reply.status_code == 200, reply.text
    return str(reply.json()["id"])


def test_a_text_is_charged_by_the_word_once_it_is_analysed(
    client: TestClient, run_jobs: Callable[[], int]
) -> None:
    text_id = send_text(client)
    assert client.get("/v2/accounts/usage").json()["balance"] == 0
    run_jobs()
    usage = client.get("/v2/accounts/usage").json()
    assert usage["balance"] == -6
    (line,) = usage["latest"]
    assert (line["kind"], line["units"], line["amount"], line["media_id"]) == ("charge", 6, -6, text_id)
    (day,) = usage["days"]
    assert (day["credits"], day["analyses"], day["by_kind"]) == (6, 1, {"text": 6})


def test_a_picture_costs_five_by_a_key_and_ten_by_the_pages(
    client: TestClient, settings: Settings, run_jobs: Callable[[], int]
) -> None:
    picture = cv2.imencode(".png", np.full((64, 64, 3), 90, np.uint8))[1].tobytes()
    client.post("/v2/images", data={"title": "K"}, files={"image_file": ("k.png", picture)})
    with browser_of(settings) as pages:
        reply = pages.post("/v2/images", data={"title": "P"}, files={"image_file": ("p.png", picture)})
        assert reply.status_code == 200, reply.text
        run_jobs()
        assert client.get("/v2/accounts/usage").json()["balance"] == -5
        assert pages.get("/v2/accounts/usage").json()["balance"] == -10


@contextmanager
def browser_of(settings: Settings) -> Iterator[TestClient]:
    """A browser in which a second user is logged in."""
    who = {"email": "bob@example.org", "password": "correct horse", "name": "Bob"}
    with TestClient(make_app(settings.model_copy(update={"sign_up": "open"}))) as browser:
        reply = browser.post("/v2/accounts/sign-up", json=who)
        assert reply.status_code == 201, reply.text
        browser.headers["X-CSRF-Token"] = reply.json()["csrf_token"]
        yield browser


def test_a_part_of_a_video_is_charged_by_the_second_begun(
    client: TestClient, run_jobs: Callable[[], int], tmp_path: Path
) -> None:
    path = blank_video(tmp_path / "blank.mp4", seconds=3)
    with path.open("rb") as file:
        part = {"title": "V", "start_millis": "500", "end_millis": "1900"}
        client.post("/v2/videos", data=part, files={"video_file": file})
    run_jobs()
    assert client.get("/v2/accounts/usage").json()["balance"] == -2


def test_a_failure_costs_nothing(client: TestClient, run_jobs: Callable[[], int], tmp_path: Path) -> None:
    path = blank_video(tmp_path / "blank.mp4", seconds=1)
    path.write_bytes(path.read_bytes()[:600])
    with path.open("rb") as file:
        client.post("/v2/videos", data={"title": "V"}, files={"video_file": file})
    run_jobs()
    assert client.get("/v1/videos").json()["documents"][0]["status"] == "failed"
    assert client.get("/v2/accounts/usage").json()["latest"] == []


def test_a_job_is_charged_once_however_often_it_is_said_to_be_done(
    client: TestClient, run_jobs: Callable[[], int], sessions: SessionFactory
) -> None:
    send_text(client)
    run_jobs()
    with sessions.begin() as session:
        ledger.charge(session, session.query(Job).one().id)
    with sessions() as session:
        assert session.query(CreditEntry).count() == 1


def test_who_is_limited_and_has_nothing_left_is_told_so_with_402(
    client: TestClient, make_key: Callable[..., str], run_jobs: Callable[[], int], sessions: SessionFactory
) -> None:
    boss = {"X-API-Key": make_key("boss@example.org", "admin")}
    with sessions() as session:
        user_id = session.query(User).filter(User.email == "ada@example.org").one().id
    granted = client.post(
        f"/v2/accounts/users/{user_id}/credits", json={"amount": 6, "limited": True}, headers=boss
    )
    assert (granted.json()["credit_balance"], granted.json()["credits_limited"]) == (6, True)
    text_id = send_text(client)
    run_jobs()
    refused = client.post("/v2/texts", data={"title": "T", "text": "More."})
    assert (refused.status_code, refused.json()["code"]) == (402, "credit_expired")
    assert client.get("/v1/texts").json()["count"] == 1
    again = client.put(f"/v1/texts/{text_id}", data={"reprocess": "true"})
    assert again.status_code == 402
    assert client.get(f"/v1/texts/{text_id}").json()["status"] == "completed"
    client.post(f"/v2/accounts/users/{user_id}/credits", json={"amount": 1}, headers=boss)
    send_text(client, "More.")


@pytest.mark.parametrize("path", ["nobody"])
def test_credits_of_nobody_cannot_be_granted(
    client: TestClient, make_key: Callable[..., str], path: str
) -> None:
    boss = {"X-API-Key": make_key("boss@example.org", "admin")}
    reply = client.post(f"/v2/accounts/users/{path}/credits", json={"amount": 6}, headers=boss)
    assert (reply.status_code, reply.json()["code"]) == (404, "user_not_found")

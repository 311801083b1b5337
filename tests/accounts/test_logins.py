from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from emoscope.app.web import make_app
from emoscope.db.account_models import LoginFailure, LoginSession
from emoscope.db.engine import SessionFactory
from emoscope.db.models import User, now
from emoscope.settings import Settings

OWNER = {"email": "owner@example.org", "password": "correct horse", "name": "Owner"}


@pytest.fixture
def browser(settings: Settings, sessions: SessionFactory) -> Iterator[TestClient]:
    """A browser on a server without users; it keeps cookies."""
    assert sessions
    with TestClient(make_app(settings), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def owner(browser: TestClient) -> TestClient:
    """A browser in which the owner is logged in, sending the CSRF token along."""
    reply = browser.post("/v2/accounts/sign-up", json=OWNER)
    assert reply.status_code == 201, reply.text
    browser.headers["X-CSRF-Token"] = reply.json()["csrf_token"]
    return browser


def test_the_first_user_signs_up_and_becomes_the_admin(browser: TestClient) -> None:
    assert browser.get("/v2/accounts/sign-up").json() == {"sign_up": "first"}
    reply = browser.post("/v2/accounts/sign-up", json=OWNER)
    assert (reply.status_code, reply.json()["role"]) == (201, "admin")
    cookie = reply.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert browser.get("/v2/accounts/me").json()["email"] == OWNER["email"]
    assert browser.get("/v2/accounts/sign-up").json() == {"sign_up": "invitation"}


def test_the_second_needs_an_invitation_which_works_once_and_for_its_address(owner: TestClient) -> None:
    eve = {"email": "eve@example.org", "password": "sesame, open now"}
    assert owner.post("/v2/accounts/sign-up", json=eve).json()["code"] == "sign_up_refused"
    made = owner.post("/v2/accounts/invitations", json={"email": "eve@example.org", "days": 1})
    code = made.json()["code"]
    assert [one["email"] for one in owner.get("/v2/accounts/invitations").json()] == ["eve@example.org"]
    other = {**eve, "email": "mallory@example.org", "invitation": code}
    assert owner.post("/v2/accounts/sign-up", json=other).json()["code"] == "bad_invitation"
    assert owner.post("/v2/accounts/sign-up", json={**eve, "invitation": code}).json()["role"] == "user"
    again = {**eve, "email": "eve2@example.org", "invitation": code}
    assert owner.post("/v2/accounts/sign-up", json=again).json()["code"] == "bad_invitation"


def test_an_invitation_can_be_taken_back(owner: TestClient) -> None:
    made = owner.post("/v2/accounts/invitations", json={}).json()
    assert owner.delete(f"/v2/accounts/invitations/{made['id']}").status_code == 200
    assert owner.delete(f"/v2/accounts/invitations/{made['id']}").status_code == 404
    late = {"email": "late@example.org", "password": "long enough!", "invitation": made["code"]}
    assert owner.post("/v2/accounts/sign-up", json=late).json()["code"] == "bad_invitation"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"password": "short"}, "bad_password"),
        ({"password": "aaaaaaaaaaaaaaaa"}, "bad_password"),
        ({"password": "owner@example.org"}, "bad_password"),
        ({"email": "nobody"}, "bad_account"),
        ({"email": "a\x00b@example.org"}, "invalid_request"),
    ],
)
def test_what_cannot_be_an_account_is_refused(browser: TestClient, change: dict[str, str], code: str) -> None:
    reply = browser.post("/v2/accounts/sign-up", json=OWNER | change)
    assert (reply.status_code, reply.json()["code"]) == (422, code)
    assert browser.get("/v2/accounts/sign-up").json() == {"sign_up": "first"}


def test_logging_out_ends_the_log_in_on_the_server(owner: TestClient) -> None:
    cookie = owner.cookies["emoscope_session"]
    assert owner.post("/v2/accounts/log-out").status_code == 200
    owner.cookies.set("emoscope_session", cookie)
    assert owner.get("/v2/accounts/me").status_code == 401


def test_a_browser_must_send_the_token_to_change_anything_but_not_to_read(owner: TestClient) -> None:
    del owner.headers["X-CSRF-Token"]
    assert owner.get("/v1/videos").status_code == 200
    refused = owner.put("/v2/accounts/me", json={"name": "Other"})
    assert (refused.status_code, refused.json()["code"]) == (403, "bad_csrf_token")
    token = owner.get("/v2/accounts/me").json()["csrf_token"]
    changed = owner.put("/v2/accounts/me", json={"name": "Other"}, headers={"X-CSRF-Token": token})
    assert changed.json()["name"] == "Other"


def test_an_expired_log_in_is_none(owner: TestClient, sessions: SessionFactory) -> None:
    with sessions.begin() as session:
        session.query(LoginSession).update({"expires_at": now() - timedelta(seconds=1)})
    assert owner.get("/v2/accounts/me").status_code == 401


def test_a_wrong_password_and_an_unknown_address_look_alike(owner: TestClient) -> None:
    wrong = owner.post("/v2/accounts/log-in", json={"email": OWNER["email"], "password": "wrong"})
    unknown = owner.post("/v2/accounts/log-in", json={"email": "no@example.org", "password": "wrong"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json()["detail"] == unknown.json()["detail"]
    right = {"email": " Owner@Example.org ", "password": OWNER["password"]}
    assert owner.post("/v2/accounts/log-in", json=right).status_code == 200


def test_after_eight_failures_even_the_right_password_waits(
    owner: TestClient, sessions: SessionFactory
) -> None:
    right = {"email": OWNER["email"], "password": OWNER["password"]}
    for _ in range(8):
        owner.post("/v2/accounts/log-in", json=right | {"password": "wrong"})
    refused = owner.post("/v2/accounts/log-in", json=right)
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_failures")
    assert 0 < int(refused.headers["Retry-After"]) <= 900
    with sessions.begin() as session:
        session.query(LoginFailure).update({"at": now() - timedelta(minutes=16)})
    assert owner.post("/v2/accounts/log-in", json=right).status_code == 200


def test_a_new_password_logs_out_all_other_browsers(owner: TestClient, settings: Settings) -> None:
    with TestClient(make_app(settings)) as other:
        other.post("/v2/accounts/log-in", json={"email": OWNER["email"], "password": OWNER["password"]})
        change = {"old_password": OWNER["password"], "new_password": "battery staple"}
        wrong = owner.put("/v2/accounts/password", json=change | {"old_password": "wrong"})
        assert wrong.status_code == 401
        assert owner.put("/v2/accounts/password", json=change).status_code == 200
        assert owner.get("/v2/accounts/me").status_code == 200
        assert other.get("/v2/accounts/me").status_code == 401


def test_passwords_and_tokens_are_kept_as_hashes(owner: TestClient, sessions: SessionFactory) -> None:
    with sessions() as session:
        assert session.query(User).one().password_hash.startswith("$argon2id$")
        assert owner.cookies["emoscope_session"] not in session.query(LoginSession).one().token_hash


def test_admin_routes_are_closed_to_others(client: TestClient) -> None:
    for method, path in (("GET", "users"), ("GET", "invitations"), ("POST", "invitations")):
        reply = client.request(method, f"/v2/accounts/{path}", json={} if method == "POST" else None)
        assert (reply.status_code, reply.json()["code"]) == (403, "not_allowed")


def test_keys_are_made_told_once_and_revoked(owner: TestClient, make_key: Callable[..., str]) -> None:
    assert owner.post("/v2/accounts/keys", json={"name": " "}).json()["code"] == "bad_account"
    made = owner.post("/v2/accounts/keys", json={"name": "notebook"}).json()
    assert [one["name"] for one in owner.get("/v2/accounts/keys").json()] == ["notebook"]
    assert made["key"] not in owner.get("/v2/accounts/keys").text
    owner.cookies.clear()
    with_key = {"X-API-Key": made["key"]}
    assert owner.get("/v2/accounts/me", headers=with_key).json()["csrf_token"] == ""
    stranger = {"X-API-Key": make_key("eve@example.org")}
    assert owner.delete(f"/v2/accounts/keys/{made['id']}", headers=stranger).status_code == 404
    assert owner.delete(f"/v2/accounts/keys/{made['id']}", headers=with_key).status_code == 200
    assert owner.get("/v2/accounts/me", headers=with_key).status_code == 401

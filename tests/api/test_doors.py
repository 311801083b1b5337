"""What every request meets: keys, limits, ids, the shape of errors."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from emoscope.app.web import FORM_OVERHEAD_BYTES, make_app
from emoscope.db.models import ApiKey, now


def test_without_a_key_nothing_but_health_answers(client):
    del client.headers["X-API-Key"]
    assert client.get("/health").json()["status"] == "ok"
    reply = client.get("/v1/videos")
    assert reply.status_code == 401
    assert reply.json()["detail"] == "Invalid User or Not Authorized"
    assert reply.json()["code"] == "not_authorized"


@pytest.mark.parametrize("form", ["{}", "Bearer {}", "ApiKey {}", "bearer  {}"])
def test_the_key_may_come_in_the_authorization_header(client, form: str):
    key = client.headers.pop("X-API-Key")
    assert client.get("/v1/videos", headers={"Authorization": form.format(key)}).status_code == 200
    assert client.get("/v1/videos", headers={"Authorization": form.format(key[:-1])}).status_code == 401


def test_a_revoked_key_opens_nothing_and_a_used_one_shows_it(client, sessions):
    assert client.get("/v1/videos").status_code == 200
    with sessions.begin() as session:
        key = session.query(ApiKey).one()
        assert key.last_used_at is not None
        key.revoked_at = now()
    assert client.get("/v1/videos").status_code == 401


def test_keys_are_kept_as_hashes(client, settings):
    key = client.headers["X-API-Key"]
    files = [path for path in settings.data_dir.rglob("*") if path.is_file()]
    assert any("emoscope.db" in path.name for path in files)
    assert all(key.encode() not in path.read_bytes() for path in files)


def test_a_request_keeps_its_id_and_an_unsound_one_gets_another(client):
    assert client.get("/health", headers={"X-Request-ID": "abc-1"}).headers["X-Request-ID"] == "abc-1"
    given = client.get("/health", headers={"X-Request-ID": "a b\n" * 50}).headers["X-Request-ID"]
    assert len(given) == 36


def test_an_error_carries_the_members_of_a_problem(client):
    problem = client.get("/v1/videos/none", headers={"X-Request-ID": "abc-2"}).json()
    assert problem["detail"] == "Video not found"
    assert problem["code"] == "video_not_found"
    assert problem["type"] == "urn:emoscope:error:video_not_found"
    assert problem["status"] == 404
    assert problem["instance"] == "/v1/videos/none"
    assert problem["request_id"] == "abc-2"


def test_an_invalid_request_keeps_the_contracts_list_of_faults(client):
    problem = client.post("/v2/videos", data={}).json()
    assert problem["code"] == "invalid_request"
    assert [fault["loc"] for fault in problem["detail"]] == [["body", "title"]]


def test_an_address_that_is_none_is_a_problem_too(client):
    assert client.get("/v9/nothing").json()["code"] == "not_found"
    assert client.patch("/v1/videos").json()["code"] == "method_not_allowed"


def test_what_we_did_not_foresee_is_a_500_without_inner_matters(client, monkeypatch):
    def broken(*_args, **_kwargs):
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("emoscope.videos.service.listed", broken)
    reply = client.get("/v1/videos")
    assert reply.status_code == 500
    assert reply.json()["detail"] == "Internal Server Error"
    assert "secret" not in reply.text


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_over_the_limit_is_not_read_to_its_end(settings, make_key, announced: bool):
    small = settings.model_copy(update={"max_upload_bytes": 1000})
    read = 0

    def body():
        nonlocal read
        yield b'--x\r\nContent-Disposition: form-data; name="video_file"; filename="a.mp4"\r\n\r\n'
        for _ in range(50):
            read += 1
            yield b"x" * FORM_OVERHEAD_BYTES

    headers = {"X-API-Key": make_key(), "Content-Type": "multipart/form-data; boundary=x"}
    if announced:
        headers["Content-Length"] = str(50 * FORM_OVERHEAD_BYTES)
    with TestClient(make_app(small)) as client:
        reply = client.post("/v2/videos", content=body(), headers=headers)
    assert (reply.status_code, reply.json()["code"]) == (413, "upload_too_large")


def test_replies_tell_browsers_to_be_careful(client):
    headers = client.get("/health").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_the_start_page_leads_on(client):
    assert client.get("/").json()["videos"] == "http://testserver/v2/videos"
    assert client.get("/openapi.json").json()["info"]["title"] == "Emoscope"

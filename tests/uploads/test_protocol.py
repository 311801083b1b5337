"""What the tus protocol asks for, and what of ours is around it: keys, owners, limits, errors."""

from __future__ import annotations

import hashlib
import secrets
from email.utils import parsedate_to_datetime

import pytest
from fastapi.testclient import TestClient

from emoscope.app.web import make_app
from emoscope.db.models import now
from uploads import tus

DATA = bytes(range(256)) * 8


def test_a_file_arrives_in_pieces_and_its_state_can_be_asked_for(client, growing):
    upload_id = tus.begin(client, len(DATA), "tür.mp4")
    first = tus.add(client, upload_id, 0, DATA[:700])
    assert (first.status_code, first.headers["Upload-Offset"], first.content) == (204, "700", b"")
    state = tus.head(client, upload_id)
    assert state.headers["Upload-Offset"] == "700"
    assert state.headers["Upload-Length"] == "2048"
    assert state.headers["Upload-Metadata"] == tus.named("tür.mp4")
    assert state.headers["Cache-Control"] == "no-store"
    assert state.headers["Tus-Resumable"] == "1.0.0"
    assert tus.add(client, upload_id, 700, DATA[700:]).headers["Upload-Offset"] == "2048"
    assert growing()[0].read_bytes() == DATA


def test_a_client_is_told_what_is_spoken_here_without_a_key(client, settings):
    del client.headers["X-API-Key"]
    for path in ("/v2/uploads", "/v2/uploads/any"):
        told = client.options(path)
        assert told.status_code == 204
        assert told.headers["Tus-Version"] == "1.0.0"
        assert told.headers["Tus-Extension"] == "creation,expiration,termination,checksum"
        assert told.headers["Tus-Checksum-Algorithm"] == "sha1,sha256"
        assert told.headers["Tus-Max-Size"] == str(settings.max_upload_bytes)


def test_the_address_of_an_upload_leads_to_it(settings, make_key):
    public = settings.model_copy(update={"public_url": "https://emo.example.org/base/"})
    with TestClient(make_app(public)) as client:
        client.headers |= {"X-API-Key": make_key(), **tus.HEADERS}
        made = client.post("/v2/uploads", headers={"Upload-Length": "3"})
    assert made.headers["Location"].startswith("https://emo.example.org/base/v2/uploads/")
    with TestClient(make_app(settings)) as client:
        client.headers |= {"X-API-Key": make_key("b@example.org"), **tus.HEADERS}
        made = client.post("/v2/uploads", headers={"Upload-Length": "3"})
        assert client.head(made.headers["Location"]).headers["Upload-Offset"] == "0"


def test_a_wrong_offset_is_refused_with_the_right_one_and_changes_nothing(client, growing):
    upload_id = tus.begin(client, len(DATA))
    tus.add(client, upload_id, 0, DATA[:100])
    for wrong in (0, 99, 101, 2048):
        reply = tus.add(client, upload_id, wrong, DATA[wrong : wrong + 10])
        assert tus.refusal(reply) == (409, "upload_offset_mismatch")
        assert reply.json()["offset"] == 100
    assert growing()[0].read_bytes() == DATA[:100]


def test_nobody_else_sees_or_touches_an_upload(client, make_key, growing):
    upload_id = tus.begin(client, len(DATA))
    eve = {"X-API-Key": make_key("eve@example.org")}
    admin = {"X-API-Key": make_key("root@example.org", role="admin")}
    for other in (eve, admin):
        assert tus.head(client, upload_id, **other).status_code == 404
        assert tus.refusal(tus.add(client, upload_id, 0, DATA, **other)) == (404, "upload_not_found")
        assert tus.refusal(tus.end(client, upload_id, **other)) == (404, "upload_not_found")
        assert client.get("/v2/uploads", headers=other).json() == []
    assert growing()[0].read_bytes() == b""
    client.headers.pop("X-API-Key")
    assert tus.refusal(tus.add(client, upload_id, 0, DATA)) == (401, "not_authorized")
    assert growing()[0].read_bytes() == b""


@pytest.mark.parametrize("upload_id", ["none", "..%2f..%2fsecret", "0" * 36])
def test_what_is_no_id_leads_nowhere(client, upload_id):
    assert tus.head(client, upload_id).status_code == 404
    assert tus.add(client, upload_id, 0, b"x").status_code == 404


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(settings, make_key):
    small = settings.model_copy(update={"max_upload_bytes": 1000})
    with TestClient(make_app(small)) as client:
        client.headers["X-API-Key"] = make_key()
        reply = client.post("/v2/uploads", headers={**tus.HEADERS, "Upload-Length": "1001"})
        assert tus.refusal(reply) == (413, "upload_too_large")
        assert client.get("/v2/uploads").json() == []
        tus.begin(client, 1000)


@pytest.mark.parametrize("announced", [True, False])
def test_more_than_was_announced_is_refused_and_does_not_stay(client, growing, announced):
    upload_id = tus.begin(client, 100)
    tus.add(client, upload_id, 0, DATA[:40])
    more = DATA[40:101] if announced else iter([DATA[40:60], DATA[60:101]])
    assert tus.refusal(tus.add(client, upload_id, 40, more)) == (413, "upload_too_large")
    assert growing()[0].read_bytes() == DATA[:40]
    assert tus.add(client, upload_id, 40, DATA[40:100]).headers["Upload-Offset"] == "100"


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_bytes_stay_only_with_the_checksum_that_came_with_them(client, growing, algorithm):
    upload_id = tus.begin(client, len(DATA))
    right = tus.add(client, upload_id, 0, DATA[:500], **tus.checksum(DATA[:500], algorithm))
    assert right.headers["Upload-Offset"] == "500"
    wrong = tus.add(client, upload_id, 500, DATA[500:], **tus.checksum(b"other", algorithm))
    assert tus.refusal(wrong) == (460, "checksum_mismatch")
    assert growing()[0].read_bytes() == DATA[:500]


@pytest.mark.parametrize("given", ["md5 AAAA", "sha1", "sha1 AAAA", "sha1 !", "sha256 =="])
def test_a_checksum_that_is_none_is_refused(client, given):
    upload_id = tus.begin(client, len(DATA))
    reply = tus.add(client, upload_id, 0, DATA, **{"Upload-Checksum": given})
    assert tus.refusal(reply) == (400, "bad_tus_request")
    assert tus.offset(client, upload_id) == 0


@pytest.mark.parametrize("version", [None, "", "0.2.2", "2.0.0"])
def test_only_version_1_is_spoken(client, version):
    upload_id = tus.begin(client, 3)
    headers = {} if version is None else {"Tus-Resumable": version}
    for method, path in [("POST", ""), ("PATCH", f"/{upload_id}"), ("DELETE", f"/{upload_id}")]:
        more = {"Upload-Length": "3", "Upload-Offset": "0", **tus.BYTES}
        reply = client.request(method, f"/v2/uploads{path}", headers={**more, **headers}, content=b"abc")
        assert tus.refusal(reply) == (412, "tus_version_mismatch")
        assert reply.headers["Tus-Version"] == "1.0.0"
    assert tus.offset(client, upload_id) == 0


def test_bytes_of_another_type_are_refused(client):
    upload_id = tus.begin(client, 3)
    reply = tus.add(client, upload_id, 0, b"abc", **{"Content-Type": "video/mp4"})
    assert tus.refusal(reply) == (415, "wrong_body_type")
    assert tus.offset(client, upload_id) == 0


@pytest.mark.parametrize("length", [None, "-1", "many"])
def test_an_upload_without_a_length_is_refused(client, length):
    headers = {} if length is None else {"Upload-Length": length}
    reply = client.post("/v2/uploads", headers={**tus.HEADERS, **headers})
    assert (reply.status_code, reply.json()["code"]) == (422, "invalid_request")


@pytest.mark.parametrize("metadata", ["filename !", "a YQ==,a YQ==", " YQ==,", "x" * 5000, "ä YQ=="])
def test_unsound_metadata_are_refused(client, metadata):
    headers = {**tus.HEADERS, "Upload-Length": "1", "Upload-Metadata": metadata}
    reply = client.post("/v2/uploads", headers={k: v.encode("latin-1") for k, v in headers.items()})
    assert tus.refusal(reply) == (400, "bad_tus_request")


def test_a_client_that_knows_post_only_says_what_it_means(client):
    upload_id = tus.begin(client, 3)
    meant = {**tus.HEADERS, **tus.BYTES, "Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}
    reply = client.post(f"/v2/uploads/{upload_id}", headers=meant, content=b"abc")
    assert (reply.status_code, tus.offset(client, upload_id)) == (204, 3)
    # Elsewhere a method is what it is.
    other = client.post("/v2/texts", headers={"X-HTTP-Method-Override": "DELETE"})
    assert (other.status_code, other.json()["code"]) == (422, "invalid_request")


def test_a_browser_must_send_its_token_along(client):
    client.headers.pop("X-API-Key")
    person = {"email": "b@example.org", "password": "correct horse battery"}
    # The fixture's user was first, so that this one needs an open door.
    client.app.state.settings = client.app.state.settings.model_copy(update={"sign_up": "open"})
    token = client.post("/v2/accounts/sign-up", json=person).json()["csrf_token"]
    bare = client.post("/v2/uploads", headers={**tus.HEADERS, "Upload-Length": "3"})
    assert tus.refusal(bare) == (403, "bad_csrf_token")
    client.headers["X-CSRF-Token"] = token
    upload_id = tus.begin(client, 3)
    client.headers.pop("X-CSRF-Token")
    assert tus.refusal(tus.add(client, upload_id, 0, b"abc")) == (403, "bad_csrf_token")
    disguised = {**tus.HEADERS, "X-HTTP-Method-Override": "DELETE"}
    assert client.post(f"/v2/uploads/{upload_id}", headers=disguised).status_code == 403
    assert tus.offset(client, upload_id) == 0


def test_a_user_has_so_many_uploads_open_and_no_more(settings, make_key):
    few = settings.model_copy(update={"open_uploads_per_user": 2})
    with TestClient(make_app(few)) as client:
        client.headers["X-API-Key"] = make_key()
        first = tus.begin(client, 3)
        tus.begin(client, 3)
        reply = client.post("/v2/uploads", headers={**tus.HEADERS, "Upload-Length": "3"})
        assert tus.refusal(reply) == (429, "too_many_uploads")
        other = {"X-API-Key": make_key("b@example.org")}
        assert client.post("/v2/uploads", headers={**tus.HEADERS, **other, "Upload-Length": "3"}).is_success
        tus.end(client, first)
        tus.begin(client, 3)


def test_what_is_open_can_be_listed_and_ended(client, growing):
    older, newer = tus.begin(client, 5, "a.mp4"), tus.begin(client, 6, "folder/b.mp4")
    tus.add(client, newer, 0, b"abc")
    listed = client.get("/v2/uploads").json()
    assert [(one["id"], one["file_name"], one["length_bytes"], one["offset_bytes"]) for one in listed] == [
        (newer, "b.mp4", 6, 3),
        (older, "a.mp4", 5, 0),
    ]
    assert tus.end(client, newer).status_code == 204
    assert [one["id"] for one in client.get("/v2/uploads").json()] == [older]
    assert tus.refusal(tus.end(client, newer)) == (404, "upload_not_found")
    assert [path.stem for path in growing()] == [older]


def test_the_end_of_an_upload_is_told_and_put_off_by_every_byte(client, settings):
    upload_id = tus.begin(client, 6)
    ends = parsedate_to_datetime(tus.head(client, upload_id).headers["Upload-Expires"])
    assert abs((ends - now()).total_seconds() - settings.upload_lifetime_h * 3600) < 60
    before = client.get("/v2/uploads").json()[0]["expires_at"]
    tus.add(client, upload_id, 0, b"abc")
    after = client.get("/v2/uploads").json()[0]["expires_at"]
    assert after > before
    tus.add(client, upload_id, 3, b"")
    assert client.get("/v2/uploads").json()[0]["expires_at"] == after


def test_a_disk_that_is_full_is_said_to_be_so(client, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _path: type("Usage", (), {"free": 10})())
    reply = client.post("/v2/uploads", headers={**tus.HEADERS, "Upload-Length": "11"})
    assert tus.refusal(reply) == (507, "storage_full")
    assert client.get("/v2/uploads").json() == []


def test_a_large_file_arrives_as_it_was(client, growing):
    data = secrets.token_bytes(5 * 1024**2 + 17)
    upload_id = tus.begin(client, len(data))
    pieces = (data[place : place + 70_001] for place in range(0, len(data), 70_001))
    assert tus.add(client, upload_id, 0, pieces).headers["Upload-Offset"] == str(len(data))
    assert hashlib.sha256(growing()[0].read_bytes()).digest() == hashlib.sha256(data).digest()

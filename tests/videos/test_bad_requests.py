"""Requests about videos that cannot be met: a clear error, and nothing left behind."""

from __future__ import annotations

import io

import pytest
from fastapi.testclient import TestClient


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"page_size": 0}, "bad_page"),
        ({"page_size": 101}, "bad_page"),
        ({"page_size": "many"}, "invalid_request"),
        ({"direction": "up"}, "bad_page"),
        ({"offset_video_id": "nothing"}, "bad_page"),
    ],
)
def test_pages_that_cannot_be(client: TestClient, query: dict, code: str):
    reply = client.get("/v1/videos", params=query)
    assert (reply.status_code, reply.json()["code"]) == (422, code)


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"title": ""}, "invalid_request"),
        ({"title": "a\x00b"}, "bad_upload"),
        ({"title": "x" * 501}, "invalid_request"),
        ({"start_millis": "1000"}, "bad_upload"),
        ({"start_millis": "1000", "end_millis": "1500"}, "bad_upload"),
        ({"start_millis": "-5", "end_millis": "1500"}, "bad_upload"),
        ({"end_millis": "nan"}, "bad_number"),
        ({"end_millis": "1e99"}, "bad_number"),
        ({"callback_url": "http://10.0.0.1/hook"}, "bad_callback"),
    ],
)
def test_forms_that_cannot_be_leave_nothing_behind(client, face_file, settings, form: dict, code: str):
    with face_file.open("rb") as file:
        reply = client.post("/v2/videos", data={"title": "Test", **form}, files={"video_file": file})
    assert (reply.status_code, reply.json()["code"]) == (422, code)
    assert client.get("/v1/videos").json()["count"] == 0
    assert not [path for path in (settings.data_dir / "objects").rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "bad_upload"), (b"just words\n" * 100, "unsupported_media")]
)
def test_a_file_that_is_no_video_is_refused_at_the_door(client, content: bytes, code: str):
    files = {"video_file": ("clip.mp4", io.BytesIO(content), "video/mp4")}
    reply = client.post("/v2/videos", data={"title": "Test"}, files=files)
    assert (reply.status_code, reply.json()["code"]) == (422, code)
    assert "MP4" in reply.json()["detail"]


@pytest.mark.parametrize(
    ("form", "code"), [({}, "bad_upload"), ({"video_url": "http://10.0.0.1/a.mp4"}, "source_refused")]
)
def test_an_upload_without_a_file(client, form: dict, code: str):
    reply = client.post("/v2/videos", data={"title": "Test", **form})
    assert (reply.status_code, reply.json()["code"]) == (422, code)


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("frames/50", 404, "frame_not_found"),
        ("frames/-1", 422, "bad_number"),
        ("frames/one", 422, "bad_number"),
        ("frames/99999999999999999999", 422, "bad_number"),
        ("frames?start_frame=50", 404, "frame_not_found"),
        ("frames?start_frame=x", 422, "bad_number"),
        ("frames?face_ids=1,7", 404, "face_not_found"),
        ("frames/1/dominant_emotion?face_id=9", 404, "face_not_found"),
        ("frames/1/valence_arousal?face_id=a", 422, "bad_number"),
    ],
)
def test_requests_for_what_is_not_there(client, analysed, path: str, status: int, code: str):
    reply = client.get(f"/v1/videos/{analysed}/{path}")
    assert (reply.status_code, reply.json()["code"]) == (status, code)

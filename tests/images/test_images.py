"""Images over HTTP."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import cv2
import numpy as np
import pytest

from builders.media import astronaut
from builders.replies import path_of, picture
from emoscope.domain.emotions import EMOTIONS


def encoded(ending: str = ".jpg") -> bytes:
    return cv2.imencode(ending, astronaut())[1].tobytes()


@pytest.fixture
def upload(client) -> Callable[..., str]:
    def send(content: bytes, name: str = "face.jpg", **form: str) -> str:
        files = {"image_file": (name, io.BytesIO(content))}
        reply = client.post("/v2/images", data={"title": "Test", **form}, files=files)
        assert reply.status_code == 200, reply.text
        assert reply.json()["media_source_type"] == "image"
        return str(reply.json()["id"])

    return send


@pytest.fixture
def analysed(upload, run_jobs) -> str:
    image_id = upload(encoded(), title="=SUM(A1)", description="one face")
    run_jobs()
    return image_id


def test_an_image_is_analysed(client, analysed):
    image = client.get(f"/v1/images/{analysed}").json()
    assert (image["status"], image["progress"], image["found_faces"]) == ("completed", 100, [1])
    assert (image["width"], image["height"]) == astronaut().shape[1::-1]
    (face,) = image["faces"]
    assert sum(face["emotions"].values()) == pytest.approx(1, abs=1e-4)
    assert face["dominant_emotion"] == "happy"
    assert set(image["models"]) == {
        "face-detection", "face-expression", "face-affect", "face-geometry", "face-mesh", "face-iris",
    }  # fmt: skip
    link = image["original_frame_image"]
    client.headers.pop("X-API-Key")
    assert np.array_equal(
        picture(client.get(path_of(link))), cv2.imdecode(np.frombuffer(encoded(), np.uint8), 1)
    )


def test_the_annotated_image_has_the_box_where_the_face_is(client, analysed):
    box = client.get(f"/v1/images/{analysed}").json()["faces"][0]
    annotated = picture(client.get(f"/v1/images/{analysed}/annotated_image"))
    changed = cv2.absdiff(annotated, astronaut()).max(axis=2) > 60
    left, top, height = int(box["x"]), int(box["y"]), int(box["h"])
    assert changed[top : top + height, left - 3 : left + 4].any(axis=1).mean() > 0.8
    assert changed[: top - 10].mean() < 0.01


@pytest.mark.parametrize("ending", [".png", ".webp"])
def test_other_kinds_of_pictures(client, upload, run_jobs, ending: str):
    image_id = upload(encoded(ending), name="whatever")
    run_jobs()
    image = client.get(f"/v1/images/{image_id}").json()
    assert image["found_faces"] == [1]
    kind = client.get(path_of(image["original_frame_image"])).headers["content-type"]
    assert kind == f"image/{ending[1:]}"


def test_an_image_without_faces(client, upload, run_jobs):
    image_id = upload(cv2.imencode(".png", np.full((64, 64, 3), 120, np.uint8))[1].tobytes())
    run_jobs()
    image = client.get(f"/v1/images/{image_id}").json()
    assert (image["status"], image["faces"], image["found_faces"]) == ("completed", [], [])
    assert picture(client.get(f"/v1/images/{image_id}/annotated_image")).shape == (64, 64, 3)


def test_a_damaged_image_fails_with_a_reason(client, upload, run_jobs):
    image_id = upload(encoded(".png")[:300])
    run_jobs()
    image = client.get(f"/v1/images/{image_id}").json()
    assert (image["status"], image["error"]["code"]) == ("failed", "damaged_media")
    reply = client.get(f"/v1/images/{image_id}/annotated_image")
    assert (reply.status_code, reply.json()["code"]) == (422, "not_analysed")


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "bad_upload"), (b"words", "unsupported_media"), (None, "bad_upload")]
)
def test_what_is_no_picture_is_refused_at_the_door(client, settings, content: bytes | None, code: str):
    files = {"image_file": ("a.jpg", io.BytesIO(content))} if content is not None else None
    reply = client.post("/v2/images", data={"title": "Test"}, files=files)
    assert (reply.status_code, reply.json()["code"]) == (422, code)
    assert not [path for path in (settings.data_dir / "objects").rglob("*") if path.is_file()]


def test_notes_on_a_face(client, analysed):
    def notes() -> list[str]:
        return [face["note"] for face in client.get(f"/v1/images/{analysed}").json()["faces"]]

    base = f"/v1/images/{analysed}/faces"
    assert notes() == [""]
    assert client.put(f"{base}/1/note", data={"note": "smiles"}).json()["status"] == "updated"
    assert client.put(f"{base}/1/note", data={"note": "laughs — 笑"}).status_code == 200
    assert notes() == ["laughs — 笑"]
    assert client.put(f"{base}/2/note", data={"note": "x"}).json()["code"] == "face_not_found"
    assert client.put(f"{base}/one/note", data={"note": "x"}).json()["code"] == "bad_number"
    assert client.put(f"{base}/1/note", data={"note": "x" * 5001}).json()["code"] == "bad_edit"
    assert client.put(f"{base}/1/note").status_code == 200
    assert notes() == [""]


def test_notes_survive_reprocessing(client, analysed, run_jobs, settings):
    client.put(f"/v1/images/{analysed}/faces/1/note", data={"note": "smiles"})
    assert "reprocess=true" in client.put(f"/v1/images/{analysed}").json()["message"]
    assert client.put(f"/v1/images/{analysed}", data={"reprocess": "True"}).json()["status"] == "queue"
    run_jobs()
    assert client.get(f"/v1/images/{analysed}").json()["faces"][0]["note"] == "smiles"
    assert len(list((settings.data_dir / "objects").rglob("annotated.jpg"))) == 1


def test_metadata_can_be_edited(client, analysed):
    changed = client.put(f"/v1/images/{analysed}/metadata", data={"title": "New"}).json()
    assert changed == {"title": "New", "description": "one face"}
    for form in ({"title": "x" * 151}, {"description": "x" * 301}, {"title": "a\x00"}):
        assert client.put(f"/v1/images/{analysed}/metadata", data=form).json()["code"] == "bad_edit"
    assert client.get(f"/v1/images/{analysed}").json()["title"] == "New"


def test_the_report_is_a_table_that_no_spreadsheet_runs(client, analysed):
    client.put(f"/v1/images/{analysed}/faces/1/note", data={"note": "@note, with a comma"})
    reply = client.get(f"/v1/images/{analysed}/report")
    assert reply.headers["content-type"].startswith("text/csv")
    (row,) = csv.DictReader(io.StringIO(reply.text))
    face = client.get(f"/v1/images/{analysed}").json()["faces"][0]
    assert (row["title"], row["note"]) == ("'=SUM(A1)", "'@note, with a comma")
    assert (row["face_id"], row["dominant_emotion"]) == ("1", "happy")
    for name in EMOTIONS:
        assert float(row[name]) == pytest.approx(face["emotions"][name], abs=1e-5)
    assert float(row["x"]) == pytest.approx(face["x"], abs=0.01)
    assert (row["uncertain"], face["uncertain"]) == ("false", False)  # she smiles into the camera


def test_deleting_an_image_erases_it(client, analysed, settings):
    assert client.delete(f"/v1/images/{analysed}").json() == {"id": analysed, "status": "deleted"}
    assert client.get(f"/v1/images/{analysed}").json()["code"] == "image_not_found"
    assert not [path for path in (settings.data_dir / "objects").rglob("*") if path.is_file()]


def test_images_and_videos_are_listed_apart_and_are_their_owners(client, analysed, make_key):
    listed = client.get("/v1/images").json()
    assert listed["count"] == 1
    largest = client.get(f"/v1/images/{analysed}").json()["faces"][0]
    assert listed["documents"][0]["dominant_emotion"] == largest["dominant_emotion"]
    assert client.get("/v1/videos").json()["count"] == 0
    assert client.get(f"/v1/videos/{analysed}").status_code == 404
    client.headers["X-API-Key"] = make_key("eve@example.org")
    for method, path in [
        ("GET", ""), ("DELETE", ""), ("PUT", ""), ("PUT", "/faces/1/note"), ("PUT", "/metadata"),
        ("GET", "/report"), ("GET", "/annotated_image"),
    ]:  # fmt: skip
        reply = client.request(method, f"/v1/images/{analysed}{path}")
        assert (reply.status_code, reply.json()["code"]) == (404, "image_not_found")

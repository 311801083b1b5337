"""Edits of a real video: what is drawn, cut out and found again follows them."""

from __future__ import annotations

import csv
import io

import cv2
import numpy as np
import pytest

from builders import media
from builders.replies import path_of, picture


@pytest.fixture
def two_people(upload, run_jobs, tmp_path) -> str:
    """The id of an analysed video of one second with two people side by side."""
    file = media.scene_video(tmp_path / "two.mp4", 1.0, lambda _: [(130, 180, 1.0), (350, 180, 0.9)])
    video_id = upload(file)["id"]
    run_jobs()
    return str(video_id)


def frame(client, video_id: str, number: int = 10) -> dict:
    return client.get(f"/v1/videos/{video_id}/frames/{number}").json()


def drawn_at(client, video_id: str, box: dict) -> float:
    """The share of a box's left edge that is drawn on the annotated frame 10."""
    shown = frame(client, video_id)
    plain = picture(client.get(path_of(shown["original_frame_image"])))
    return _drawn(picture(client.get(path_of(shown["frame_image"]))), plain, box)


def _drawn(annotated: np.ndarray, plain: np.ndarray, box: dict) -> float:
    left, top = int(box["x"]), int(box["y"])
    edge = np.s_[top : top + int(box["h"]), left - 3 : left + 4]
    return float((cv2.absdiff(annotated, plain).max(axis=2)[edge].max(axis=1) > 40).mean())


def test_what_is_drawn_follows_the_edits_and_comes_back_with_undo(client, two_people, run_jobs, settings):
    one, two = frame(client, two_people)["faces"]
    assert drawn_at(client, two_people, one) > 0.8
    unnamed = frame(client, two_people)["frame_image"]
    before = picture(client.get(path_of(unnamed)))
    names = [{"face_id": one["face_id"], "name": "Ann"}]
    client.put(f"/v1/videos/{two_people}/faces/names", json=names)
    named = frame(client, two_people)["frame_image"]
    assert named.rpartition("edition=")[2] != unnamed.rpartition("edition=")[2]
    ann = picture(client.get(path_of(named)))
    assert cv2.absdiff(ann, before).max() > 100, "the label is another"
    client.put(f"/v1/videos/{two_people}/faces/names", json=[{"face_id": one["face_id"], "name": "Bob"}])
    bob = picture(client.get(path_of(frame(client, two_people)["frame_image"])))
    assert cv2.absdiff(ann, bob).max() > 100, "and another again"

    path = f"/v2/videos/{two_people}/annotated_video"
    assert client.get(path).status_code == 202
    run_jobs()
    both = client.get(path).json()["download_url"]
    client.request("DELETE", f"/v1/videos/{two_people}/faces", data={"face_ids": str(two["face_id"])})
    assert drawn_at(client, two_people, one) > 0.8
    assert drawn_at(client, two_people, two) < 0.2
    assert client.get(f"/v1/videos/{two_people}").json()["annotated_video_mp4"] is None
    assert client.get(path).status_code == 202, "drawn anew, for it would show who was deleted"
    assert run_jobs() == 1
    alone = client.get(path).json()["download_url"]
    assert alone.partition("?")[0] != both.partition("?")[0]
    (stored,) = (settings.data_dir / "objects").rglob("annotated/*.mp4")
    film = cv2.VideoCapture(str(stored))
    film.set(cv2.CAP_PROP_POS_FRAMES, 10)
    _, shown = film.read()
    film.release()
    plain = picture(client.get(path_of(frame(client, two_people)["original_frame_image"])))
    assert _drawn(shown, plain, one) > 0.8
    assert _drawn(shown, plain, two) < 0.2

    for _ in range(3):
        client.post(f"/v2/videos/{two_people}/edits/undo")
    again = picture(client.get(path_of(frame(client, two_people)["frame_image"])))
    assert np.array_equal(again, before)


def test_a_new_person_has_a_picture_and_a_new_analysis_finds_everybody_again(client, two_people, run_jobs):
    faces = client.get(f"/v1/videos/{two_people}").json()["faces"]["faces"]
    one, two = (face["face_id"] for face in faces)
    reply = client.post(
        f"/v1/videos/{two_people}/faces/{one}/split", data={"first_frame": "15", "last_frame": "24"}
    )
    new = reply.json()["new_face_id"]
    names = [{"face_id": face, "name": name} for face, name in [(one, "Ann"), (two, "Bo"), (new, "Cy")]]
    client.put(f"/v1/videos/{two_people}/faces/names", json=names)
    client.put(f"/v1/videos/{two_people}/frames/3/faces/{two}/emotions", data={"fear": 1})
    split = client.get(f"/v1/videos/{two_people}").json()["faces"]["faces"]
    images = {face["name"]: path_of(face["image"]) for face in split}
    key = client.headers.pop("X-API-Key")
    cut, stored = picture(client.get(images["Cy"])), picture(client.get(images["Ann"]))
    assert client.get(images["Cy"].replace("signature=", "signature=0")).json()["code"] == "bad_link"
    client.headers["X-API-Key"] = key
    small = [cv2.resize(one_, (48, 48)).astype(float).ravel() for one_ in (cut, stored)]
    assert np.corrcoef(small)[0, 1] > 0.8, "the portrait, cut out alike"

    client.put(f"/v1/videos/{two_people}", data={"reprocess": "true"})
    client.put(f"/v1/videos/{two_people}/frames/4/faces/0/note", data={"note": "made meanwhile"})
    run_jobs()
    after = client.get(f"/v1/videos/{two_people}").json()["faces"]["faces"]
    assert {face["name"] for face in after} == {"Ann", "Bo", "Cy"}
    history = client.get(f"/v2/videos/{two_people}/edits").json()
    assert (history["unplaced"], history["edits"][0]["kind"]) == (0, "reanalysis")
    assert frame(client, two_people, 4)["note"] == "made meanwhile"
    assert [
        face["dominant_emotion"] for face in frame(client, two_people, 3)["faces"] if face["name"] == "Bo"
    ] == ["fear"]
    table = list(csv.DictReader(io.StringIO(client.get(f"/v1/videos/{two_people}/report").text)))
    assert {row["name"] for row in table if int(row["frame"]) >= 15} == {"Bo", "Cy"}
    assert {row["name"] for row in table if int(row["frame"]) < 15} == {"Ann", "Bo"}

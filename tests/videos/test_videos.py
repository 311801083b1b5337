"""Videos over HTTP: what goes in comes out as the contract says."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from builders import media
from builders.replies import path_of, picture
from emoscope.domain.emotions import EMOTIONS


def test_an_upload_is_accepted_at_once_and_analysed_later(client, upload, run_jobs, face_file, settings):
    accepted = upload(face_file, description="one face", project_id="p1")
    assert accepted["status"] == "queue"
    assert accepted["media_source"] == "upload"
    waiting = client.get(f"/v1/videos/{accepted['id']}").json()
    assert (waiting["status"], waiting["progress"]) == ("queue", 0)
    assert run_jobs() == 1
    done = client.get(f"/v1/videos/{accepted['id']}").json()
    assert (done["status"], done["progress"], done["stage"]) == ("completed", 100, "done")
    assert done["description"] == "one face"
    assert (done["width"], done["height"], done["total_frames_count"]) == (320, 240, 50)
    assert done["fps"] == pytest.approx(25, abs=0.1)
    assert done["duration"] == pytest.approx(2000, abs=80)
    assert done["emotions_list"] == list(EMOTIONS)
    (face,) = done["faces"]["faces"]
    assert face["face_id"] == 1
    assert sum(face["emotions"].values()) == pytest.approx(1, abs=1e-4)
    assert not list((settings.data_dir / "work").iterdir())


def test_links_in_a_reply_open_without_a_key(client, analysed, face_file):
    done = client.get(f"/v1/videos/{analysed}").json()
    client.headers.pop("X-API-Key")
    assert client.get(path_of(done["url"])).content == face_file.read_bytes()
    part = client.get(path_of(done["url"]), headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.content) == (206, b"ftyp")
    face = picture(client.get(path_of(done["faces"]["faces"][0]["image"])))
    assert min(face.shape[:2]) >= 40
    assert picture(client.get(path_of(done["thumbnail_image"]))).std() > 10
    altered = path_of(done["url"]).replace("expires=", "expires=1")
    assert client.get(altered).json()["code"] == "bad_link"


def test_a_frame_lists_its_faces_with_scores(client, analysed):
    frame = client.get(f"/v1/videos/{analysed}/frames/10").json()
    assert (frame["frame_id"], frame["timestamp"], frame["found_faces"]) == (10, 400, [1])
    (face,) = frame["faces"]
    assert sum(face["emotions"].values()) == pytest.approx(1, abs=1e-4)
    assert face["dominant_emotion"] == max(face["emotions"], key=face["emotions"].get)
    assert -1 <= face["valence"] <= 1
    assert -1 <= face["arousal"] <= 1
    assert 0 <= face["intensity"] <= 1
    assert 20 < face["w"] < 320
    assert 0 <= face["x"] < 320


def test_frame_pictures_are_made_when_asked_for_and_kept(client, analysed, settings):
    frame = client.get(f"/v1/videos/{analysed}/frames/10").json()
    original = picture(client.get(path_of(frame["original_frame_image"])))
    annotated = picture(client.get(path_of(frame["frame_image"])))
    assert original.shape == annotated.shape == (240, 320, 3)
    box = frame["faces"][0]
    left, top = int(box["x"]), int(box["y"])
    edge = np.s_[top : top + int(box["h"]), max(0, left - 3) : left + 4]
    difference = cv2.absdiff(original, annotated).max(axis=2)
    assert (difference[edge].max(axis=1) > 40).mean() > 0.8, "the box's left edge is drawn"
    kept = list((settings.data_dir / "objects").rglob("10-*.jpg"))
    assert len(kept) == 2
    kept[0].write_bytes(b"kept")
    links = (frame["original_frame_image"], frame["frame_image"])
    assert any(client.get(path_of(link)).content == b"kept" for link in links)


def test_a_window_of_frames(client, analysed):
    def get(**query: str) -> list[dict]:
        return client.get(f"/v1/videos/{analysed}/frames", params=query).json()["processed_frames"]

    assert [frame["frame_id"] for frame in get()] == list(range(50))
    window = get(start_frame="40", length="5", face_ids="1")
    assert [frame["frame_id"] for frame in window] == [40, 41, 42, 43, 44]
    assert [frame["timestamp"] for frame in window] == [1600, 1640, 1680, 1720, 1760]
    assert len(get(start_frame="48", length="100")) == 2


def test_means_are_those_of_the_frames(client, analysed):
    frames = client.get(f"/v1/videos/{analysed}/frames").json()["processed_frames"]
    faces = [face for frame in frames for face in frame["faces"]]
    overall = client.get(f"/v2/videos/{analysed}/emotions/average").json()
    of_one = client.get(f"/v2/videos/{analysed}/emotions/average", params={"face_id": 1}).json()
    affect = client.get(f"/v1/videos/{analysed}/valence_arousal").json()
    for name in EMOTIONS:
        mean = np.mean([face["emotions"][name] for face in faces])
        assert overall[name] == pytest.approx(mean, abs=1e-3)
        assert of_one[name] == pytest.approx(mean, abs=1e-3)
    for name in ("valence", "arousal", "intensity"):
        assert affect[name] == pytest.approx(np.mean([face[name] for face in faces]), abs=1e-3)


def test_a_frames_leading_emotion_and_affect(client, analysed):
    face = client.get(f"/v1/videos/{analysed}/frames/10").json()["faces"][0]
    base = f"/v1/videos/{analysed}/frames/10"
    for query in ({}, {"face_id": "1"}):
        leading = client.get(f"{base}/dominant_emotion", params=query).json()
        assert leading["dominant_emotion"] == face["dominant_emotion"]
        affect = client.get(f"{base}/valence_arousal", params=query).json()
        assert affect == {key: face[key] for key in ("valence", "arousal", "intensity")}


def test_a_video_without_faces_is_completed_and_says_so(client, upload, run_jobs, tmp_path):
    video_id = upload(media.blank_video(tmp_path / "blank.mp4"))["id"]
    run_jobs()
    done = client.get(f"/v1/videos/{video_id}").json()
    assert (done["status"], done["faces"], done["emotions"]) == ("completed", {"faces": []}, None)
    frame = client.get(f"/v1/videos/{video_id}/frames/0").json()
    assert (frame["faces"], frame["found_faces"]) == ([], [])
    leading = client.get(f"/v1/videos/{video_id}/frames/0/dominant_emotion").json()
    assert leading["dominant_emotion"] is None
    assert "No face" in leading["message"]
    for path in ("v1/videos/{}/valence_arousal", "v2/videos/{}/emotions/average"):
        reply = client.get("/" + path.format(video_id))
        assert (reply.status_code, reply.json()["code"]) == (404, "face_not_found")


def test_only_a_part_is_analysed_in_the_sources_time(client, upload, run_jobs, tmp_path):
    video_id = upload(media.face_video(tmp_path / "v.mp4", seconds=4), start_millis=1000, end_millis=2000)[
        "id"
    ]
    run_jobs()
    frames = client.get(f"/v1/videos/{video_id}/frames").json()["processed_frames"]
    assert (frames[0]["timestamp"], frames[0]["frame_id"]) == (1000, 25)
    assert 1900 <= frames[-1]["timestamp"] <= 2000


def test_deleting_erases_everything(client, analysed, settings):
    client.get(path_of(client.get(f"/v1/videos/{analysed}/frames/1").json()["frame_image"]))
    assert client.delete(f"/v1/videos/{analysed}").json() == {"id": analysed, "status": "deleted"}
    assert client.get(f"/v1/videos/{analysed}").status_code == 404
    assert [path for path in (settings.data_dir / "objects").rglob("*") if path.is_file()] == []
    assert client.delete(f"/v1/videos/{analysed}").status_code == 404


def test_a_video_deleted_before_its_analysis_is_not_analysed(client, upload, run_jobs, face_file):
    client.delete(f"/v1/videos/{upload(face_file)['id']}")
    assert run_jobs() == 0


def test_reprocessing(client, analysed, run_jobs, settings):
    unchanged = client.put(f"/v1/videos/{analysed}", data={"reprocess": "false"}).json()
    assert unchanged["status"] == "completed"
    assert "reprocess=true" in unchanged["message"]
    assert run_jobs() == 0
    again = client.put(f"/v1/videos/{analysed}", data={"reprocess": "true"}).json()
    assert again["status"] == "queue"
    assert client.get(f"/v1/videos/{analysed}/frames/1").status_code == 200, "old results stay meanwhile"
    assert client.put(f"/v1/videos/{analysed}", data={"reprocess": "true"}).json()["status"] == "queue"
    assert run_jobs() == 1
    assert client.get(f"/v1/videos/{analysed}").json()["status"] == "completed"
    assert len(list((settings.data_dir / "objects").rglob("frames.parquet"))) == 1


def test_what_a_killed_worker_left_goes_with_the_next_run(client, upload, run_jobs, face_file, settings):
    video_id = upload(face_file)["id"]
    left = settings.data_dir / "objects" / "media" / video_id / "runs" / "dead" / "frames.parquet"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"x")
    run_jobs()
    assert not left.exists()
    assert client.get(f"/v1/videos/{video_id}/frames/0").status_code == 200


def test_somebody_elses_video_is_not_found(client, analysed, make_key):
    client.headers["X-API-Key"] = make_key("eve@example.org")
    for method, path in [
        ("GET", f"/v1/videos/{analysed}"),
        ("DELETE", f"/v1/videos/{analysed}"),
        ("PUT", f"/v1/videos/{analysed}"),
        ("GET", f"/v1/videos/{analysed}/frames"),
        ("GET", f"/v2/videos/{analysed}/emotions/average"),
    ]:
        reply = client.request(method, path)
        assert (reply.status_code, reply.json()["code"]) == (404, "video_not_found")
    assert client.get("/v1/videos").json() == {"documents": [], "count": 0}
    client.headers["X-API-Key"] = make_key("root@example.org", role="admin")
    assert client.get(f"/v1/videos/{analysed}").status_code == 200
    assert client.delete(f"/v1/videos/{analysed}").status_code == 404


def test_lists_are_paged_newest_first_both_ways(client, upload, tmp_path):
    file = media.one_frame_video(tmp_path / "one.mp4")
    ids = [upload(file, title=f"video {n}")["id"] for n in range(5)][::-1]

    def page(**query) -> list[str]:
        reply = client.get("/v1/videos", params={"page_size": 2, **query}).json()
        assert reply["count"] == 5
        return [item["id"] for item in reply["documents"]]

    assert page() == ids[:2]
    assert page(offset_video_id=ids[1]) == ids[2:4]
    assert page(offset_video_id=ids[3]) == ids[4:]
    assert page(offset_video_id=ids[4], direction="backward") == ids[2:4]
    assert page(offset_video_id=ids[0], direction="backward") == []


@pytest.mark.parametrize("build", [media.truncated_without_index, media.truncated])
def test_a_truncated_file_fails_with_a_reason_or_keeps_what_is_whole(
    client, upload, run_jobs, tmp_path, build
):
    path = build(media.face_video(tmp_path / "whole.mp4"))
    path = path if isinstance(path, Path) else tmp_path / "whole.mp4"
    video_id = upload(path)["id"]
    run_jobs()
    video = client.get(f"/v1/videos/{video_id}").json()
    assert video["status"] in {"completed", "failed"}
    if video["status"] == "failed":
        assert video["error"]["code"] == "damaged_media"
        assert len(video["error"]["message"]) > 20
        reply = client.get(f"/v1/videos/{video_id}/frames")
        assert (reply.status_code, reply.json()["code"]) == (422, "not_analysed")
        assert client.put(f"/v1/videos/{video_id}").json()["status"] == "queue", "a failed one runs again"


def test_an_analysis_that_waits_is_not_there_yet(client, upload, face_file):
    reply = client.get(f"/v1/videos/{upload(face_file)['id']}/frames/0")
    assert reply.status_code == 422
    assert reply.json()["detail"] == "Media processing not completed. Current status: queue"

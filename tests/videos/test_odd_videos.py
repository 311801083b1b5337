"""Videos that are not like most: turned, uneven, very short, looked at less often."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from builders import media
from builders.replies import path_of, picture
from emoscope.db.models import Job
from emoscope.worker.process import job_entry


def test_a_lower_rate_analyses_fewer_frames(client, upload, settings, sessions, face_file):
    video_id = upload(face_file)["id"]
    with sessions() as session:
        job_id = session.scalars(select(Job.id)).one()
    job_entry(settings.model_copy(update={"video_fps": 5}))(job_id)
    video = client.get(f"/v1/videos/{video_id}").json()
    assert (video["total_frames_count"], video["analysed_frames"]) == (50, 10)
    frames = client.get(f"/v1/videos/{video_id}/frames").json()["processed_frames"]
    assert [frame["frame_id"] for frame in frames] == list(range(0, 50, 5))
    between = client.get(f"/v1/videos/{video_id}/frames/7").json()
    assert (between["timestamp"], between["faces"]) == (280, [])


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_phone_video_is_seen_upright(client, upload, run_jobs, tmp_path, rotation: int):
    video_id = upload(media.face_video(tmp_path / "phone.mp4", seconds=1, rotation=rotation))["id"]
    run_jobs()
    video = client.get(f"/v1/videos/{video_id}").json()
    assert (video["width"], video["height"], len(video["faces"]["faces"])) == (320, 240, 1)
    frame = client.get(f"/v1/videos/{video_id}/frames/5").json()
    assert picture(client.get(path_of(frame["frame_image"]))).shape == (240, 320, 3)


def test_a_video_of_one_frame(client, upload, run_jobs, tmp_path):
    video_id = upload(media.one_frame_video(tmp_path / "one.mp4"))["id"]
    run_jobs()
    video = client.get(f"/v1/videos/{video_id}").json()
    assert (video["status"], video["total_frames_count"]) == ("completed", 1)
    frame = client.get(f"/v1/videos/{video_id}/frames/0").json()
    assert picture(client.get(path_of(frame["original_frame_image"]))).size > 0


def test_a_video_at_uneven_times_keeps_them(client, upload, run_jobs, tmp_path):
    times = (0, 40, 80, 400, 440, 1000, 1040, 1900)
    video_id = upload(media.vfr_video(tmp_path / "vfr.mp4", times))["id"]
    run_jobs()
    frames = client.get(f"/v1/videos/{video_id}/frames").json()["processed_frames"]
    assert [frame["timestamp"] for frame in frames] == list(times)

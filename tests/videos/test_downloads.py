"""What can be taken home of a video: the annotated copy and the table."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from builders import media
from emoscope.domain.emotions import EMOTIONS
from emoscope.media.encode import Sound, write_video


def made(client, video_id: str, run_jobs, tmp_path: Path) -> Path:
    """The annotated video, asked for, made and downloaded."""
    path = f"/v2/videos/{video_id}/annotated_video"
    first = client.get(path)
    assert (first.status_code, first.json()["status"]) == (202, "pending")
    assert client.get(path).json()["status"] == "pending"
    assert run_jobs() == 1, "asking twice makes one job"
    ready = client.get(path)
    assert ready.status_code == 200
    link = ready.json()["download_url"]
    reply = client.get(link.removeprefix("http://testserver"), headers={"X-API-Key": ""})
    assert reply.headers["content-type"] == "video/mp4"
    (tmp_path / "annotated.mp4").write_bytes(reply.content)
    return tmp_path / "annotated.mp4"


def pictures(path: Path) -> list[tuple[float, np.ndarray]]:
    with av.open(str(path)) as container:
        return [(frame.time, frame.to_ndarray(format="bgr24")) for frame in container.decode(video=0)]


def test_the_annotated_video_shows_the_box_where_the_face_is(client, analysed, run_jobs, face_file, tmp_path):
    drawn, plain = pictures(made(client, analysed, run_jobs, tmp_path)), pictures(face_file)
    assert len(drawn) == len(plain) == 50
    assert [time for time, _ in drawn] == pytest.approx([time for time, _ in plain], abs=0.002)
    for frame in (0, 20, 49):
        box = client.get(f"/v1/videos/{analysed}/frames/{frame}").json()["faces"][0]
        left, top, height = int(box["x"]), int(box["y"]), int(box["h"])
        changed = cv2.absdiff(drawn[frame][1], plain[frame][1]).max(axis=2) > 40
        edge = changed[max(0, top) : top + height, max(0, left - 3) : left + 4]
        assert edge.any(axis=1).mean() > 0.8
    video = client.get(f"/v1/videos/{analysed}").json()
    assert video["status"] == "completed"
    assert video["annotated_video_mp4"].startswith("http://testserver/files/")


def test_the_annotated_video_keeps_its_sound_in_step(client, upload, run_jobs, tmp_path):
    rate = 16_000
    samples = np.zeros(rate * 3, np.float32)
    samples[rate : rate * 3 // 2] = np.sin(np.arange(rate // 2) * 0.3)  # a beep from 1.0 to 1.5 s
    pictures_ = media.drifting(media.astronaut(), 75, (320, 240))
    video = tmp_path / "beep.mp4"
    write_video(video, pictures_, fps=25, sound=Sound(samples, rate))
    video_id = upload(video)["id"]
    run_jobs()
    with av.open(str(made(client, video_id, run_jobs, tmp_path))) as container:
        assert [s.codec_context.name for s in container.streams] == ["h264", "aac"]
        frames = list(container.decode(audio=0))
    loud = [frame.time for frame in frames if np.abs(frame.to_ndarray()).max() > 0.3]
    assert loud[0] == pytest.approx(1.0, abs=0.08)
    assert loud[-1] == pytest.approx(1.5, abs=0.08)


def test_a_video_without_sound_and_at_uneven_times(client, upload, run_jobs, tmp_path):
    times = (0, 40, 80, 400, 440, 1000, 1040, 1900)
    video_id = upload(media.vfr_video(tmp_path / "vfr.mp4", times))["id"]
    run_jobs()
    path = made(client, video_id, run_jobs, tmp_path)
    with av.open(str(path)) as container:
        assert len(container.streams) == 1
    assert [round(time * 1000) for time, _ in pictures(path)] == list(times)


def test_of_a_part_only_the_part_is_drawn(client, upload, run_jobs, tmp_path):
    video_id = upload(media.face_video(tmp_path / "v.mp4", seconds=4), start_millis=1000, end_millis=2500)[
        "id"
    ]
    run_jobs()
    path = made(client, video_id, run_jobs, tmp_path)
    drawn = pictures(path)
    assert len(drawn) == pytest.approx(37.5, abs=1)
    assert drawn[0][0] == pytest.approx(0, abs=0.02)
    with av.open(str(path)) as container:
        assert container.duration / av.time_base == pytest.approx(1.5, abs=0.15)


def test_a_sideways_phone_video_is_drawn_upright(client, upload, run_jobs, tmp_path):
    source = media.face_video(tmp_path / "phone.mp4", rotation=90)
    video_id = upload(source)["id"]
    run_jobs()
    video = client.get(f"/v1/videos/{video_id}").json()
    _, first = pictures(made(client, video_id, run_jobs, tmp_path))[0]
    assert first.shape[:2] == (video["height"], video["width"])


def test_a_failed_drawing_says_so_and_can_be_tried_again(client, analysed, run_jobs, settings):
    (source,) = (settings.data_dir / "objects").rglob("source.mp4")
    content = source.read_bytes()
    path = f"/v2/videos/{analysed}/annotated_video"
    client.get(path)
    source.write_bytes(content[:100])
    run_jobs()
    failed = client.get(path)
    assert (failed.status_code, failed.json()["status"]) == (200, "failed")
    assert "retry=true" in failed.json()["message"]
    assert client.get(f"/v1/videos/{analysed}").json()["status"] == "completed"
    source.write_bytes(content)
    assert client.get(path, params={"retry": "true"}).status_code == 202
    run_jobs()
    assert client.get(path).json()["download_url"]


def test_an_annotated_video_before_its_analysis(client, upload, face_file):
    reply = client.get(f"/v2/videos/{upload(face_file)['id']}/annotated_video")
    assert (reply.status_code, reply.json()["code"]) == (422, "not_analysed")


def test_the_table_has_a_row_per_face_and_frame(client, analysed):
    ready = client.post(f"/v1/videos/{analysed}/report").json()
    assert ready["status"] == "completed"
    reply = client.get(f"/v1/videos/{analysed}/report")
    assert reply.headers["content-type"].startswith("text/csv")
    assert f"{analysed}.csv" in reply.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(reply.text)))
    frames = client.get(f"/v1/videos/{analysed}/frames").json()["processed_frames"]
    assert len(rows) == sum(len(frame["faces"]) for frame in frames)
    row, face = rows[10], frames[10]["faces"][0]
    assert (row["frame"], row["timestamp_ms"], row["face_id"]) == ("10", "400", "1")
    assert row["dominant_emotion"] == face["dominant_emotion"]
    for name in EMOTIONS:
        assert float(row[name]) == pytest.approx(face["emotions"][name], abs=1e-5)


def test_every_column_of_the_table_is_documented(client, analysed):
    header = client.get(f"/v1/videos/{analysed}/report").text.splitlines()[0]
    documented = (Path(__file__).parents[2] / "docs" / "tables.md").read_text()
    assert [name for name in header.split(",") if f"`{name}`" not in documented] == []


def test_title_and_description_can_be_edited(client, analysed):
    path = f"/v1/videos/{analysed}/metadata"
    assert client.put(path, data={"title": "New"}).json() == {"title": "New", "description": ""}
    assert client.put(path, data={"description": "Words"}).json() == {"title": "New", "description": "Words"}
    for form in ({"title": "x" * 501}, {"title": "a\x00"}):
        assert client.put(path, data=form).json()["code"] == "bad_edit"
    assert client.get(f"/v1/videos/{analysed}").json()["title"] == "New"

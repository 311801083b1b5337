"""Annotated videos with captions and with smoothed scores."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from builders import heard
from emoscope.db.engine import reading
from emoscope.db.models import Medium
from emoscope.storage.objects import Objects, open_objects
from emoscope.videos import repository
from emoscope.videos.annotated import FrameFaces
from videos.made_up import made_up, three_faces


@pytest.fixture
def objects(settings) -> Objects:
    return open_objects("", settings.data_dir / "objects")


@pytest.fixture
def spoken(analysed: str, sessions, objects: Objects, tmp_path: Path) -> str:
    """The analysed video, in which somebody speaks from 0.4 to 1.2 s."""
    segments = [heard.said(400, 1200, 0, "Hello, 花子! I did not see you there.")]
    heard.store(sessions, objects, analysed, segments, tmp_path / "heard")
    return analysed


def made(client, video_id: str, run_jobs, **look) -> list[np.ndarray]:
    path = f"/v2/videos/{video_id}/annotated_video"
    assert client.get(path, params=look).status_code == 202
    assert run_jobs() == 1
    link = client.get(path, params=look).json()["download_url"]
    content = client.get(link.removeprefix("http://testserver")).content
    file = Path(client.app.state.settings.data_dir) / "annotated.mp4"
    file.write_bytes(content)
    with av.open(str(file)) as container:
        return [frame.to_ndarray(format="bgr24") for frame in container.decode(video=0)]


def kept(objects: Objects, video_id: str) -> list[str]:
    return [key.rsplit("/", 1)[-1] for key in objects.keys_under(f"media/{video_id}") if "/annotated/" in key]


def test_captions_are_shown_while_the_words_are_spoken(client, spoken, run_jobs):
    plain = made(client, spoken, run_jobs)
    captioned = made(client, spoken, run_jobs, captions=True)
    assert len(plain) == len(captioned) == 50
    different = [
        np.abs(a[190:].astype(int) - b[190:]).mean() > 4 for a, b in zip(plain, captioned, strict=True)
    ]
    assert [number * 40 for number, one in enumerate(different) if one] == list(range(400, 1200, 40))
    assert np.abs(plain[15][:150].astype(int) - captioned[15][:150]).mean() < 1, "at the foot only"


def test_each_look_is_made_once_and_the_plain_one_is_kept(client, spoken, run_jobs, objects):
    path = f"/v2/videos/{spoken}/annotated_video"
    made(client, spoken, run_jobs)
    made(client, spoken, run_jobs, captions=True)
    assert client.get(path).status_code == client.get(path, params={"captions": True}).status_code == 200
    assert run_jobs() == 0
    assert client.get(f"/v1/videos/{spoken}").json()["annotated_video_mp4"]
    made(client, spoken, run_jobs, smooth_ms=500)
    assert sorted(kept(objects, spoken)) == ["predicted-smoothed-500.mp4", "predicted.mp4"]
    assert client.get(path, params={"captions": True}).status_code == 202, "to be made again"


def test_two_looks_may_be_asked_for_at_once(client, spoken, run_jobs):
    path = f"/v2/videos/{spoken}/annotated_video"
    looks = [{}, {"captions": True}, {}, {"captions": True}]
    assert [client.get(path, params=look).json()["status"] for look in looks] == ["pending"] * 4
    assert run_jobs() == 2
    assert all(client.get(path, params=look).status_code == 200 for look in looks[:2])


def test_other_words_make_another_video(client, spoken, run_jobs, sessions, objects, tmp_path):
    made(client, spoken, run_jobs, captions=True)
    heard.store(sessions, objects, spoken, [heard.said(0, 500, 0, "Other words.")], tmp_path / "again")
    path = f"/v2/videos/{spoken}/annotated_video"
    assert client.get(path, params={"captions": True}).status_code == 202


def test_without_words_captions_change_nothing(client, analysed, run_jobs):
    made(client, analysed, run_jobs)
    path = f"/v2/videos/{analysed}/annotated_video"
    assert client.get(path, params={"captions": True}).status_code == 200
    assert run_jobs() == 0


@pytest.mark.parametrize("look", [{"smooth_ms": -1}, {"smooth_ms": "x"}, {"captions": "perhaps"}])
def test_looks_that_cannot_be_are_refused(client, analysed, look):
    reply = client.get(f"/v2/videos/{analysed}/annotated_video", params=look)
    assert (reply.status_code, reply.json()["code"]) == (422, "invalid_request")


def test_smoothed_scores_are_those_that_the_api_answers(client, sessions, settings, tmp_path, objects):
    video = made_up(client, sessions, settings.data_dir, tmp_path)
    video.analyse(three_faces())
    with reading(sessions) as session:
        found = repository.load(session, session.get_one(Medium, video.id))
    assert found.record is not None
    faces = FrameFaces(objects, found.record, found.view, 200)
    for frame in video.frames(smooth_ms=200):
        drawn = {face.face_id: face.emotions for face in faces(frame["frame_id"]) or ()}
        told = {face["face_id"]: face["emotions"] for face in frame["faces"]}
        assert drawn.keys() == told.keys()
        assert all(drawn[face] == pytest.approx(told[face], abs=1e-5) for face in drawn)

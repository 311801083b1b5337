"""The timeline of a video: means over stretches, with corrections, against the rows themselves."""

from __future__ import annotations

import numpy as np
import pytest

from builders.seen import FRAME_MS
from emoscope.domain.emotions import EMOTIONS
from videos.made_up import FRAME_COUNT, MadeUp, made_up

END_MS = FRAME_COUNT * FRAME_MS


@pytest.fixture
def video(client, sessions, settings, tmp_path) -> MadeUp:
    return made_up(client, sessions, settings.data_dir, tmp_path / "work")


def timeline(video: MadeUp, **query: int) -> dict:
    reply = video.client.get(f"/v2/videos/{video.id}/timeline", params={"end_ms": END_MS, **query})
    assert reply.status_code == 200, reply.text
    return reply.json()


def by_face(found: dict) -> dict[int, dict]:
    return {face["face_id"]: face for face in found["faces"]}


def test_a_stretch_is_the_mean_of_its_rows(video):
    found = timeline(video, bins=4)
    assert (found["start_ms"], found["end_ms"], found["bin_ms"]) == (0, END_MS, END_MS // 4)
    rows = [row for row in video.table() if row["face_id"] == "2"]
    face = by_face(found)[2]
    assert face["frames"] == [5, 5, 5, 5]
    for stretch in range(4):
        inside = [row for row in rows if int(row["timestamp_ms"]) // found["bin_ms"] == stretch]
        for name in EMOTIONS:
            mean = np.mean([float(row[name]) for row in inside])
            assert face["emotions"][name][stretch] == pytest.approx(mean, abs=1e-3)
        mean = np.mean([float(row["valence"]) for row in inside])
        assert face["valence"][stretch] == pytest.approx(mean, abs=1e-3)


def test_stretches_without_the_face_are_left_out(video):
    assert by_face(timeline(video, bins=4))[3]["stretches"] == [2, 3]


def test_a_part_of_the_video_is_cut_as_asked(video):
    found = timeline(video, start_ms=2 * FRAME_MS, end_ms=4 * FRAME_MS, bins=2)
    face = by_face(found)[1]
    assert (face["stretches"], face["frames"]) == ([0, 1], [1, 1])
    rows = [row for row in video.table() if row["face_id"] == "1"]
    assert face["emotions"]["happy"][0] == pytest.approx(float(rows[2]["happy"]), abs=1e-3)
    assert 3 not in by_face(found)


def test_more_stretches_than_milliseconds_are_not_made(video):
    found = timeline(video, end_ms=50, bins=4000)
    assert found["bin_ms"] == 1


def test_corrections_show(video):
    assert video.put("faces", selected_face_id=1, merge_face_id="3").status_code == 200
    assert set(by_face(timeline(video))) == {1, 2}
    video.delete_faces("2")
    assert set(by_face(timeline(video))) == {1}
    video.step("undo")
    assert set(by_face(timeline(video))) == {1, 2}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"start_ms": 500, "end_ms": 500}, "bad_range"),
        ({"start_ms": 10**9}, "bad_range"),
        ({"start_ms": -1}, "invalid_request"),
        ({"bins": 0}, "invalid_request"),
        ({"bins": 4001}, "invalid_request"),
    ],
)
def test_what_makes_no_timeline_is_refused(video, query, code):
    reply = video.client.get(f"/v2/videos/{video.id}/timeline", params={"end_ms": END_MS, **query})
    assert (reply.status_code, reply.json()["code"]) == (422, code)


def test_a_stranger_sees_nothing(video, make_key):
    headers = {"X-API-Key": make_key("eve@example.org")}
    assert video.client.get(f"/v2/videos/{video.id}/timeline", headers=headers).status_code == 404

"""Highlights through the API: asked for, made by a worker, fetched and looked into."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from sqlalchemy import select

from emoscope.db.engine import SessionFactory
from emoscope.db.highlight_models import HighlightReel
from emoscope.db.models import Job, Medium, User
from emoscope.highlights.service import MAKE
from emoscope.worker.process import job_entry
from highlights.conftest import COLOURS, FPS, HAPPENS, Film


def colours(content: bytes, tmp_path: Path) -> list[str]:
    """Which of the three colours each frame has."""
    path = tmp_path / "reel.mp4"
    path.write_bytes(content)
    names = list(COLOURS)
    with av.open(str(path)) as container:
        means = [frame.to_ndarray(format="bgr24").mean(axis=(0, 1)) for frame in container.decode(video=0)]
    return [names[int(np.argmin([np.abs(mean - COLOURS[name]).sum() for name in names]))] for mean in means]


def tracks(content: bytes, tmp_path: Path) -> list[str]:
    path = tmp_path / "reel.mp4"
    path.write_bytes(content)
    with av.open(str(path)) as container:
        return [stream.codec_context.name for stream in container.streams]


def test_nobody_asked_yet(video: Film):
    assert video.get()["highlight_status"] is None
    assert video.get()["highlight_url"] is None
    reply = video.reel()
    assert (reply.status_code, reply.json()["code"]) == (404, "no_highlights")


def test_who_has_spent_every_credit_is_refused(video: Film, sessions: SessionFactory):
    with sessions.begin() as session:
        session.get_one(User, session.get_one(Medium, video.id).user_id).credits_limited = True
    for reply in (video.post(), video.put((0, 3000))):
        assert (reply.status_code, reply.json()["code"]) == (402, "credit_expired")
    assert video.get()["highlight_status"] is None


def test_the_moment_that_stands_out_becomes_a_reel(video: Film, run_jobs, tmp_path: Path):
    reply = video.post()
    assert reply.status_code == 200, reply.text
    assert (reply.json()["video_id"], reply.json()["status"]) == (video.id, "queue")
    assert video.get()["highlight_status"] == "queue"
    waiting = video.reel()
    assert (waiting.status_code, waiting.json()["highlight_status"]) == (202, "queue")
    assert run_jobs() == 1
    found = video.get()
    assert (found["highlight_status"], found["source"], found["progress"]) == ("completed", "automatic", 100)
    (moment,) = found["segments"]
    assert moment["start_millis"] <= HAPPENS[0] * 1000 < moment["end_millis"]
    assert 3000 <= moment["end_millis"] - moment["start_millis"] <= 8000
    assert found["duration_millis"] == moment["end_millis"] - moment["start_millis"]
    assert (moment["modality"], moment["people"]) == ("face", ["face_1"])
    assert moment["reason"] == "face_1: surprise rises from 2% to 80%"
    assert 0.5 < moment["score"] <= 1
    link = found["highlight_url"]
    content = video.client.get(link.removeprefix("http://testserver"), headers={"X-API-Key": ""}).content
    assert tracks(content, tmp_path) == ["h264", "aac"]
    shown = colours(content, tmp_path)
    assert len(shown) == pytest.approx(found["duration_millis"] * FPS / 1000, abs=1)
    before = (HAPPENS[0] * 1000 - moment["start_millis"]) * FPS / 1000
    assert shown.count("start") == pytest.approx(max(0, before), abs=1)
    assert shown.count("happening") == pytest.approx(min(len(shown) - before, 6 * FPS), abs=1)


def test_the_reel_can_be_downloaded_whole_and_in_parts(video: Film, run_jobs):
    video.put((1000, 2000))
    run_jobs()
    whole = video.reel()
    assert whole.status_code == 200
    assert whole.headers["content-type"] == "video/mp4"
    assert whole.headers["content-disposition"] == f'attachment; filename="{video.id}-highlights.mp4"'
    part = video.reel(Range="bytes=10-19")
    assert (part.status_code, part.content) == (206, whole.content[10:20])
    assert part.headers["etag"] == whole.headers["etag"]


def test_parts_of_ones_own_are_shown_in_their_order(video: Film, run_jobs, tmp_path: Path):
    reply = video.put((27_000, 28_000), (20_000, 20_400), (0, 1000), (20_200, 20_600))
    assert (reply.status_code, reply.json()["status"]) == (200, "queue")
    run_jobs()
    found = video.get()
    assert (found["highlight_status"], found["source"]) == ("completed", "custom")
    assert [(one["start_millis"], one["end_millis"]) for one in found["segments"]] == [
        (27_000, 28_000), (20_000, 20_400), (0, 1000), (20_200, 20_600)
    ]  # fmt: skip
    assert found["segments"][0]["reason"] == "Chosen by hand."
    assert (found["segments"][0]["score"], found["segments"][0]["people"]) == (None, [])
    expected = ["end"] * 25 + ["happening"] * 10 + ["start"] * 25 + ["happening"] * 10
    assert colours(video.reel().content, tmp_path) == expected


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ([], "empty"),
        ([(0, 0)], "both 0"),
        ([(1000, 1000)], "equals"),
        ([(2000, 1000)], "greater than"),
        ([(0, 1000), (39_000, 40_001)], "Segment 1: 39000 to 40001 ms does not lie within the video"),
        ([(-1, 1000)], "does not lie within"),
        ([(1e300, 2e300)], "does not lie within"),
        ([(1000, 1050)], "shorter than 100 ms"),
        ([(0, 40_000)] * 16, "640000 ms long together"),
        ([(0, 1000)] * 101, "at most 100"),
    ],
)
def test_lists_that_cannot_be_shown_are_refused(video: Film, run_jobs, parts, why: str):
    reply = video.put(*parts)
    assert (reply.status_code, reply.json()["code"]) == (422, "bad_segments")
    assert why in reply.json()["detail"]
    assert video.get()["highlight_status"] is None
    assert run_jobs() == 0


@pytest.mark.parametrize("body", ['[{"start_millis": NaN, "end_millis": 1}]', '{"a": 1}', "[[1, 2]]", "x"])
def test_what_is_no_list_of_segments_is_refused(video: Film, body: str):
    headers = {"Content-Type": "application/json"}
    reply = video.client.put(f"/v1/videos/{video.id}/highlights", content=body, headers=headers)
    assert (reply.status_code, reply.json()["code"]) == (422, "invalid_request")


def test_a_calm_video_has_no_highlights_and_says_so(video: Film, run_jobs):
    video.analyse(None)
    video.post()
    run_jobs()
    found = video.get()
    assert (found["highlight_status"], found["highlight_url"], found["segments"]) == ("completed", None, [])
    assert "No moment of this video stands out" in found["message"]
    assert (video.reel().status_code, video.reel().json()["code"]) == (404, "no_highlights")
    assert video.stored() == []


def test_asking_twice_makes_one_reel_and_asking_afterwards_a_new_one(video: Film, run_jobs):
    video.post()
    assert "already" in video.post().json()["message"]
    assert run_jobs() == 1
    (first,) = video.stored()
    assert video.post().json()["status"] == "queue"
    assert video.get()["highlight_url"] is None
    assert run_jobs() == 1
    (second,) = video.stored()
    assert first != second


def test_a_newer_list_takes_the_place_of_one_that_waits(video: Film, run_jobs, tmp_path: Path):
    video.put((0, 1000))
    video.put((27_000, 28_000))
    assert run_jobs() == 2
    assert colours(video.reel().content, tmp_path) == ["end"] * 25
    assert len(video.stored()) == 1


def test_a_newer_list_takes_the_place_of_one_that_is_being_made(
    video: Film, sessions, settings, monkeypatch: pytest.MonkeyPatch, run_jobs, tmp_path: Path
):
    video.put((0, 1000))
    from emoscope.highlights import tasks

    write = tasks.write_reel

    def meanwhile(*args):
        write(*args)
        monkeypatch.setattr(tasks, "write_reel", write)
        video.put((27_000, 28_000))

    monkeypatch.setattr(tasks, "write_reel", meanwhile)
    with sessions() as session:
        (job,) = session.scalars(select(Job.id).where(Job.kind == MAKE))
    job_entry(settings)(job)
    assert video.stored() == [], "what nobody wants any more is erased"
    assert video.get()["highlight_status"] == "queue"
    run_jobs()
    assert colours(video.reel().content, tmp_path) == ["end"] * 25


def test_names_given_afterwards_are_in_the_reasons(video: Film, run_jobs):
    video.post()
    run_jobs()
    names = [{"face_id": 1, "name": "花子"}]
    assert video.client.put(f"/v1/videos/{video.id}/faces/names", json=names).status_code == 200
    (moment,) = video.get()["segments"]
    assert moment["reason"].startswith("花子: surprise rises")
    assert moment["people"] == ["花子"]
    with video.sessions.begin() as session:
        session.get_one(Medium, video.id).status = "processing"
    assert video.get()["segments"][0]["people"] == ["face_1"], "while it is analysed again, as it was"


def test_analysing_again_drops_highlights(video: Film, run_jobs):
    video.post()
    run_jobs()
    video.analyse((5, 8))
    assert video.get()["highlight_status"] is None
    assert video.reel().status_code == 404
    video.post()
    run_jobs()
    (moment,) = video.get()["segments"]
    assert moment["start_millis"] <= 5000 < moment["end_millis"]


def test_a_reel_made_while_the_video_was_analysed_again_is_not_kept(
    video: Film, monkeypatch: pytest.MonkeyPatch, run_jobs
):
    from emoscope.highlights import tasks

    write = tasks.write_reel

    def meanwhile(*args):
        write(*args)
        video.analyse((5, 8))

    monkeypatch.setattr(tasks, "write_reel", meanwhile)
    video.post()
    run_jobs()
    assert video.get()["highlight_status"] is None
    assert video.stored() == []


def test_deleting_the_video_erases_its_highlights(video: Film, run_jobs):
    video.post()
    run_jobs()
    assert video.client.delete(f"/v1/videos/{video.id}").status_code == 200
    assert video.stored() == []
    with video.sessions() as session:
        assert session.scalars(select(HighlightReel)).all() == []


def test_a_failure_says_why_and_can_be_tried_again(video: Film, run_jobs, settings):
    (source,) = (settings.data_dir / "objects").rglob("source.mp4")
    content = source.read_bytes()
    source.write_bytes(content[:100])
    video.put((0, 1000))
    run_jobs()
    found = video.get()
    assert (found["highlight_status"], found["highlight_url"]) == ("failed", None)
    assert "no video stream" in found["message"]
    assert (video.reel().status_code, video.reel().json()["code"]) == (404, "no_highlights")
    source.write_bytes(content)
    video.put((0, 1000))
    run_jobs()
    assert video.get()["highlight_status"] == "completed"


def test_a_video_being_analysed_is_refused(video: Film, run_jobs):
    video.post()
    with video.sessions.begin() as session:
        session.get_one(Medium, video.id).status = "processing"
    for reply in (video.post(), video.put((0, 1000))):
        assert (reply.status_code, reply.json()["code"]) == (422, "not_analysed")
    run_jobs()
    assert video.get()["highlight_status"] == "failed"
    assert "being analysed again" in video.get()["message"]


def test_others_cannot_tell_that_there_is_a_video(video: Film, make_key: Callable[..., str]):
    video.client.headers["X-API-Key"] = make_key("eve@example.org")
    replies = [
        video.post(),
        video.put((0, 1000)),
        video.reel(),
        video.client.get(f"/v1/videos/{video.id}/highlights"),
    ]
    assert [reply.status_code for reply in replies] == [404] * 4
    assert {reply.json()["code"] for reply in replies} == {"video_not_found"}


def test_a_worker_that_was_killed_leaves_nothing_beside_the_reel(video: Film, sessions, run_jobs):
    """It had stored its reel, but not said so: the next attempt puts its own in the same place."""
    video.put((0, 1000))
    with sessions() as session:
        (job,) = session.scalars(select(Job.id).where(Job.kind == MAKE))
        run = session.scalars(select(HighlightReel.run_id)).one()
    video.objects.put(f"media/{video.id}/runs/{run}/highlights/{job}.mp4", b"half")
    run_jobs()
    assert len(video.stored()) == 1
    assert len(video.reel().content) > 1000

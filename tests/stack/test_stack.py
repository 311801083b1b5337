"""The whole stack as `emoscope serve` starts it: real processes, real kills."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path

import pytest

from builders import media
from builders.databases import postgres_url
from stack.running import ended, processes_of, running, stack


@pytest.fixture(scope="module")
def long_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return media.face_video(tmp_path_factory.mktemp("media") / "long.mp4", seconds=20, size=(640, 360))


@pytest.mark.parametrize("victims", ["the child at work", "the whole worker"])
def test_a_killed_worker_loses_no_job(tmp_path: Path, long_file: Path, victims: str):
    with stack(tmp_path) as running_stack:
        video_id = running_stack.upload(long_file)
        running_stack.wait(video_id, running)
        workers = processes_of(running_stack.server, "worker")
        assert len(workers) == 2, "the worker and its child"
        for pid in workers if victims == "the whole worker" else workers[1:]:
            os.kill(pid, signal.SIGKILL)
        video = running_stack.wait(video_id, ended)
        assert video["status"] == "completed", video["error"]
        assert video["attempts"] == 2
        assert [face["face_id"] for face in video["faces"]["faces"]] == [1]
        objects = running_stack.data / "objects"
        tables = sorted(path.name for path in objects.rglob("*.parquet"))
        once = ["frames.parquet", "segments.parquet", "sentences.parquet", "timeline.parquet"]
        assert tables == once, "the pictures, the sound and the words: the work was kept once"
        frames = running_stack.client.get(f"/v1/videos/{video_id}/frames").json()["processed_frames"]
        assert [frame["frame_id"] for frame in frames] == list(range(500))


def test_killing_everything_and_starting_again_completes_the_job_once(tmp_path: Path, long_file: Path):
    with stack(tmp_path) as first:
        video_id = first.upload(long_file)
        first.wait(video_id, running)
        for pid in [first.server.pid, *processes_of(first.server, "worker")]:
            os.kill(pid, signal.SIGKILL)
        first.server.wait()
    with stack(tmp_path) as second:
        video = second.wait(video_id, ended)
        assert (video["status"], video["attempts"]) == ("completed", 2)
        assert [face["face_id"] for face in video["faces"]["faces"]] == [1]


def test_a_worker_dies_with_its_server(tmp_path: Path):
    with stack(tmp_path) as running_stack:
        end = time.monotonic() + 30
        while len(workers := processes_of(running_stack.server, "worker")) < 2:
            assert time.monotonic() < end, "the worker has no child"
            time.sleep(0.1)
        os.kill(running_stack.server.pid, signal.SIGKILL)
        running_stack.server.wait()
        end = time.monotonic() + 10
        while any(Path(f"/proc/{pid}").exists() for pid in workers):
            assert time.monotonic() < end, "an orphan is left"
            time.sleep(0.1)


def test_deleting_a_video_stops_its_analysis(tmp_path: Path, long_file: Path):
    with stack(tmp_path) as running_stack:
        video_id = running_stack.upload(long_file)
        running_stack.wait(video_id, running)
        assert running_stack.client.delete(f"/v1/videos/{video_id}").status_code == 200
        end = time.monotonic() + 20
        while list((running_stack.data / "work").iterdir()):
            assert time.monotonic() < end, "the worker goes on"
            time.sleep(0.1)
        assert "job_cancelled" in running_stack.log()
        left = [path for path in (running_stack.data / "objects").rglob("*") if path.is_file()]
        assert left == []


@pytest.mark.parametrize("broker_url", ["redis://127.0.0.1:6379/8", "amqp://guest:guest@127.0.0.1:5672//"])
def test_the_stack_runs_on_postgresql_with_redis_or_rabbitmq(tmp_path: Path, broker_url: str):
    with postgres_url() as database_url:
        settings = {"EMOSCOPE_DATABASE_URL": database_url, "EMOSCOPE_BROKER_URL": broker_url}
        with stack(tmp_path, **settings) as running_stack:
            video_id = running_stack.upload(media.face_video(tmp_path / "face.mp4"))
            video = running_stack.wait(video_id, ended)
            assert (video["status"], len(video["faces"]["faces"])) == ("completed", 1)
            assert running_stack.client.delete(f"/v1/videos/{video_id}").status_code == 200
        assert not (tmp_path / "data" / "emoscope.db").exists()


def test_an_upload_is_not_held_in_memory(tmp_path: Path):
    path = media.face_video(tmp_path / "face.mp4", seconds=1)
    padding = 300 * 1024**2
    with path.open("r+b") as file:  # an MP4 may end in a box of any size that players pass over
        file.seek(0, os.SEEK_END)
        file.write((padding + 8).to_bytes(4, "big") + b"free")
        file.truncate(file.tell() + padding)
    with stack(tmp_path) as running_stack:
        status = Path(f"/proc/{running_stack.server.pid}/status")
        before = _peak_mib(status)
        video_id = running_stack.upload(path)
        assert _peak_mib(status) - before < 120
        assert running_stack.wait(video_id, ended)["status"] == "completed"
        assert list((running_stack.data / "uploads").iterdir()) == []


def _peak_mib(status: Path) -> float:
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def test_log_lines_carry_request_and_job_ids(tmp_path: Path):
    with stack(tmp_path, EMOSCOPE_LOG_FORMAT="json") as running_stack:
        running_stack.client.headers["X-Request-ID"] = "the-request"
        video_id = running_stack.upload(media.face_video(tmp_path / "face.mp4", seconds=1))
        del running_stack.client.headers["X-Request-ID"]
        running_stack.wait(video_id, ended)
        lines = [json.loads(line) for line in running_stack.log().splitlines() if line.startswith("{")]
    (request,) = [line for line in lines if line["event"] == "request" and line["path"] == "/v2/videos"]
    (started,) = [line for line in lines if line["event"] == "job_started"]
    assert (request["request_id"], request["status"]) == ("the-request", 200)
    assert (started["request_id"], started["subject_id"]) == ("the-request", video_id)
    assert {"timestamp", "level", "logger", "job_id"} <= set(started)

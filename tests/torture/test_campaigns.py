"""Long campaigns, run by `make torture`: random kills, random damage."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time
from pathlib import Path

import pytest

from builders import media
from emoscope import analyze_video
from emoscope.errors import BadMedia
from emoscope.media.encode import AVI, MP4, WEBM
from stack.running import ended, processes_of, stack

pytestmark = pytest.mark.torture

KILLS, VIDEOS, DAMAGED = 25, 12, 300


@pytest.mark.timeout(3000)
def test_random_kills_lose_and_double_nothing(tmp_path: Path):
    rng = random.Random(1)  # noqa: S311 - chance that can be repeated
    file = media.face_video(tmp_path / "face.mp4", seconds=6)
    with stack(tmp_path, EMOSCOPE_JOB_ATTEMPTS="20", EMOSCOPE_WORKER_PROCESSES="2") as running_stack:
        videos = [running_stack.upload(file) for _ in range(VIDEOS)]
        for _ in range(KILLS):
            time.sleep(rng.uniform(0.1, 3))
            workers = processes_of(running_stack.server, "worker")
            if workers:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(rng.choice(workers), signal.SIGKILL)
        for video_id in videos:
            video = running_stack.wait(video_id, ended, seconds=600)
            assert video["status"] == "completed", video["error"]
            frames = running_stack.client.get(f"/v1/videos/{video_id}/frames").json()["processed_frames"]
            assert [frame["frame_id"] for frame in frames] == list(range(150))
        tables = list((running_stack.data / "objects").rglob("frames.parquet"))
        assert len(tables) == VIDEOS, "each video's table is kept once"


@pytest.mark.timeout(3000)
@pytest.mark.parametrize("ending", ["mp4", "webm", "avi"])
def test_random_damage_gives_a_result_or_a_reason(tmp_path: Path, ending: str):
    rng = random.Random(2)  # noqa: S311 - as above
    profile = {"mp4": MP4, "webm": WEBM, "avi": AVI}[ending]
    whole = media.face_video(tmp_path / f"whole.{ending}", seconds=1, profile=profile).read_bytes()
    damaged = tmp_path / f"damaged.{ending}"
    reasons = 0
    for _ in range(DAMAGED):
        content = bytearray(whole)
        for _ in range(rng.choice([1, 4, 40, 400])):
            content[rng.randrange(len(content))] = rng.randrange(256)
        if rng.random() < 0.3:
            content = content[: rng.randrange(len(content))]
        damaged.write_bytes(content)
        began = time.monotonic()
        try:
            assert len(analyze_video(damaged).timeline) > 0
        except BadMedia as error:
            reasons += len(error.message) > 15
        assert time.monotonic() - began < 60
    assert reasons > 0

"""Callbacks of what is done with videos beside their analysis."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders.media import face_video
from builders.replies import verified


@pytest.fixture
def analysed(client, run_jobs, tmp_path: Path) -> str:
    with face_video(tmp_path / "face.mp4", seconds=1).open("rb") as file:
        answer = client.post("/v2/videos", data={"title": "t"}, files={"video_file": file})
    run_jobs()
    return str(answer.json()["id"])


def test_an_annotated_video_is_told_of_once_when_it_is_made(
    client, receiver, hook, analysed, run_jobs, deliver
):
    for _ in range(2):  # a client that asks until it is ready
        answer = client.get(f"/v2/videos/{analysed}/annotated_video", params={"callback_url": hook})
        assert answer.status_code == 202
    assert deliver() == 0
    run_jobs()
    assert deliver() == 1
    message = verified(client, receiver.seen[0])
    assert (message["type"], message["id"]) == ("video.annotated_video.completed", analysed)
    assert message["data"]["annotated_video_mp4"]
    answer = client.get(f"/v2/videos/{analysed}/annotated_video", params={"callback_url": hook})
    assert (answer.status_code, deliver()) == (200, 0), "the answer itself says that it is there"


def test_a_report_is_told_of_at_once(client, receiver, hook, analysed, deliver):
    assert client.post(f"/v1/videos/{analysed}/report", data={"callback_url": hook}).status_code == 200
    assert deliver() == 1
    message = verified(client, receiver.seen[0])
    assert (message["type"], message["data"]["faces"]["faces"][0]["face_id"]) == ("video.report.completed", 1)

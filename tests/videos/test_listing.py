"""What the list of videos says of their results."""

from __future__ import annotations

import pytest

from emoscope.domain.emotions import EMOTIONS
from videos.made_up import FRAME_COUNT, MadeUp, made_up


@pytest.fixture
def video(client, sessions, settings, tmp_path) -> MadeUp:
    return made_up(client, sessions, settings.data_dir, tmp_path / "work")


def leading(video: MadeUp) -> str:
    (item,) = video.client.get("/v1/videos").json()["documents"]
    return item["dominant_emotion"]


def test_the_leading_emotion_is_that_of_the_means_edits_included(video):
    predicted = max(EMOTIONS, key=video.mean)
    assert leading(video) == predicted
    other = min(EMOTIONS, key=video.mean)
    video.delete_faces("2,3")
    for frame in range(FRAME_COUNT):
        video.put(f"frames/{frame}/faces/1/emotions", **{other: 1})
    assert leading(video) == other
    for _ in range(FRAME_COUNT + 1):
        video.step("undo")
    assert leading(video) == predicted


def test_a_video_without_results_has_none(client, upload, face_file):
    upload(face_file)
    (item,) = client.get("/v1/videos").json()["documents"]
    assert (item["dominant_emotion"], item["thumbnail_image"], item["project_id"]) == ("", "", "")

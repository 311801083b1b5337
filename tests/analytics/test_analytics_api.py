from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from builders.media import astronaut, blank_video, drifting, face_video
from builders.sounds import RATE, two_cities
from emoscope.domain.emotions import EMOTIONS
from emoscope.media.encode import Sound, write_video


@pytest.fixture
def upload(client: TestClient) -> Callable[[Path], str]:
    def send(path: Path) -> str:
        with path.open("rb") as file:
            reply = client.post("/v2/videos", data={"title": "Test"}, files={"video_file": file})
        return str(reply.json()["id"])

    return send


def test_a_video_is_told_on_one_page(
    client: TestClient, upload: Callable[[Path], str], run_jobs: Callable[[], int], tmp_path: Path
) -> None:
    video_id = upload(face_video(tmp_path / "face.mp4", audio=False))
    run_jobs()
    document = client.get(f"/v2/videos/{video_id}/multimodal-analytics").json()
    assert (document["video_id"], document["media_type"], document["status"]) == (
        video_id,
        "video",
        "completed",
    )
    assert (document["total_frames_count"], document["frame_width"], document["face_count"]) == (50, 320, 1)
    (face,) = document["detected_faces"]
    assert face["name"] == "face_1"
    assert client.get(face["image"]).headers["content-type"] == "image/jpeg"
    overall = document["emotion_analysis"]["overall"]["video"]
    assert list(overall) == list(EMOTIONS)
    assert sum(overall.values()) == pytest.approx(1, abs=1e-4)
    assert document["emotion_analysis"]["faces"]["face_1"] == overall
    assert document["summary"].startswith("One person is seen: face_1 (0:02 on screen")
    assert client.get(document["media_source_url"]).status_code == 200


def test_names_and_deletions_by_hand_show_up(
    client: TestClient, upload: Callable[[Path], str], run_jobs: Callable[[], int], tmp_path: Path
) -> None:
    video_id = upload(face_video(tmp_path / "face.mp4", audio=False))
    run_jobs()
    client.put(f"/v1/videos/{video_id}/faces/names", json=[{"face_id": 1, "name": "Ada"}])
    document = client.get(f"/v2/videos/{video_id}/multimodal-analytics").json()
    assert document["edited"]
    assert "Ada" in document["summary"]
    assert list(document["emotion_analysis"]["faces"]) == ["Ada"]


def test_a_video_without_anybody_is_an_empty_page(
    client: TestClient, upload: Callable[[Path], str], run_jobs: Callable[[], int], tmp_path: Path
) -> None:
    video_id = upload(blank_video(tmp_path / "blank.mp4"))
    run_jobs()
    document = client.get(f"/v2/videos/{video_id}/multimodal-analytics").json()
    assert document["face_count"] == 0
    assert document["emotion_analysis"]["overall"] == {"video": None, "audio": {}, "text": {}}
    assert document["summary"] == "No face is seen."


def test_what_is_not_analysed_or_not_there_is_refused(
    client: TestClient, upload: Callable[[Path], str], make_key: Callable[..., str], tmp_path: Path
) -> None:
    video_id = upload(blank_video(tmp_path / "blank.mp4"))
    waiting = client.get(f"/v2/videos/{video_id}/multimodal-analytics")
    assert (waiting.status_code, waiting.json()["code"]) == (422, "not_analysed")
    unknown = client.get("/v2/videos/nothing/multimodal-analytics")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "video_not_found")
    other = {"X-API-Key": make_key("eve@example.org")}
    assert client.get(f"/v2/videos/{video_id}/multimodal-analytics", headers=other).status_code == 404
    assert client.get(f"/v2/audios/{video_id}/multimodal-analytics").status_code == 404


def test_a_video_with_speech_is_told_with_its_voices_and_words(
    client: TestClient, run_jobs: Callable[[], int], tmp_path: Path
) -> None:
    film = tmp_path / "speech.mp4"
    pictures = drifting(astronaut(), 10 * 8, (320, 240))
    write_video(film, pictures, fps=10, sound=Sound(two_cities()[: 8 * RATE], RATE))
    with film.open("rb") as file:
        video_id = client.post("/v2/videos", data={"title": "T"}, files={"video_file": file}).json()["id"]
    run_jobs()
    document = client.get(f"/v2/videos/{video_id}/multimodal-analytics").json()
    assert document["audio_id"]
    assert document["text_id"]
    assert document["speaker_count"] == 1
    speaker = document["emotion_analysis"]["speakers"]["speaker_0"]
    assert len(speaker["text"]) == 28
    assert document["emotion_analysis"]["overall"]["text"] == speaker["text"]
    assert "One speaker talks for 0:" in document["summary"]
    audio = client.get(f"/v2/audios/{document['audio_id']}/multimodal-analytics").json()
    assert (audio["audio_id"], audio["text_id"]) == (document["audio_id"], document["text_id"])
    assert audio["emotion_analysis"]["speakers"] == document["emotion_analysis"]["speakers"]
    assert audio["emotion_analysis"]["faces"] is None
    client.put(
        f"/v1/audios/{document['audio_id']}/speakers/names", json=[{"speaker_id": 0, "name": "Dickens"}]
    )
    again = client.get(f"/v2/videos/{video_id}/multimodal-analytics").json()
    assert list(again["emotion_analysis"]["speakers"]) == ["Dickens"]
    assert again["edited"]

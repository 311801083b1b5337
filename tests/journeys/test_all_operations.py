"""Every operation of the contract, in the order somebody would use them, on a server as it is run."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from builders.media import astronaut
from builders.sounds import RATE, two_cities, wav
from emoscope.media.encode import Sound, write_video
from journeys.contract_client import CONTRACT, ContractClient
from stack.running import stack

pytestmark = pytest.mark.skipif(not CONTRACT.exists(), reason="the contract is not on this machine")

SPEECH_S = 8
LEAVES_AT = 60
SLOW_JOB_S = 120


@pytest.fixture(scope="module")
def speech() -> np.ndarray:
    return two_cities()[: SPEECH_S * RATE]


def film_of_two(path: Path, speech: np.ndarray) -> Path:
    """Two people beside each other, one of them mirrored and darker, who leaves; and somebody speaking."""
    one = cv2.resize(astronaut()[20:236, 74:254], (270, 324))
    other = np.ascontiguousarray((one[:, ::-1] * 0.7).astype(np.uint8))

    def picture(index: int) -> np.ndarray:
        canvas = np.full((360, 640, 3), 140, np.uint8)
        shift = round(6 * np.sin(index / 7))
        canvas[18:342, 20 + shift : 290 + shift] = one
        if index < LEAVES_AT:
            canvas[18:342, 350 - shift : 620 - shift] = other
        return canvas

    write_video(path, map(picture, range(10 * SPEECH_S)), fps=10, sound=Sound(speech, RATE))
    return path


def until(ask: Callable[[], Any], done: Callable[[Any], bool]) -> Any:
    end = time.monotonic() + SLOW_JOB_S
    while not done(answer := ask()):
        assert time.monotonic() < end, f"still {str(answer)[:500]}"
        time.sleep(0.2)
    return answer


def completed(client: ContractClient, operation: str, medium_id: str) -> Any:
    found = until(
        lambda: client.call(operation, medium_id), lambda answer: answer["status"] in {"completed", "failed"}
    )
    assert found["status"] == "completed", found
    return found


def ready(client: ContractClient, operation: str, *ids: str, **query: Any) -> Any:
    """The answer once it is no longer 202."""

    def ask() -> Any:
        reply = client.http.get(_filled(operation, ids), params=query)
        assert reply.status_code in {200, 202}, reply.text[:500]
        return reply.status_code

    until(ask, lambda status: status == 200)
    return client.call(operation, *ids, **query)


def _filled(operation: str, ids: tuple[str, ...]) -> str:
    path = operation.split(" ")[1]
    for value in ids:
        path = path.replace(path[path.index("{") : path.index("}") + 1], value, 1)
    return path


def test_a_client_of_the_contract_can_do_all_it_names(tmp_path: Path, speech: np.ndarray) -> None:
    with stack(tmp_path) as server:
        client = ContractClient(server.client)
        texts(client)
        images(client, tmp_path)
        audios(client, wav(tmp_path / "talk.wav", speech))
        videos(client, film_of_two(tmp_path / "two.mp4", speech))
        assert client.operations - client.called == set()


def texts(client: ContractClient) -> None:
    sent = client.call("POST /v2/texts", form={"title": "T", "text": "I love it. It is so sad!"})
    text_id = sent["id"]
    found = completed(client, "GET /v1/texts/{text_id}", text_id)
    assert len(found["segments"]) == 2
    assert client.call("GET /v1/texts")["count"] == 1
    assert b"so sad" in client.call("GET /v1/texts/{text_id}/report", text_id)
    client.call("PUT /v1/texts/{text_id}/emotions", text_id, form={"text": "Only one now."})
    assert len(completed(client, "GET /v1/texts/{text_id}", text_id)["segments"]) == 1
    client.call("PUT /v1/texts/{text_id}", text_id, form={"reprocess": "true"})
    completed(client, "GET /v1/texts/{text_id}", text_id)
    client.call("DELETE /v1/texts/{text_id}", text_id)
    client.call("GET /v1/texts/{text_id}", text_id, status=404)


def images(client: ContractClient, folder: Path) -> None:
    cv2.imwrite(str(folder / "face.jpg"), astronaut())
    sent = client.call("POST /v2/images", form={"title": "I"}, files={"image_file": folder / "face.jpg"})
    image_id = sent["id"]
    found = completed(client, "GET /v1/images/{image_id}", image_id)
    assert found["found_faces"] == [1]
    assert client.call("GET /v1/images")["count"] == 1
    assert client.call("GET /v1/images/{image_id}/annotated_image", image_id)
    client.call("PUT /v1/images/{image_id}/faces/{face_id}/note", image_id, 1, form={"note": "smiles"})
    client.call("PUT /v1/images/{image_id}/metadata", image_id, form={"title": "Renamed"})
    assert b"smiles" in client.call("GET /v1/images/{image_id}/report", image_id)
    client.call("PUT /v1/images/{image_id}", image_id, form={"reprocess": "true"})
    assert completed(client, "GET /v1/images/{image_id}", image_id)["title"] == "Renamed"
    client.call("DELETE /v1/images/{image_id}", image_id)


def audios(client: ContractClient, talk: Path) -> None:
    audio_id = client.call("POST /v2/audios", form={"title": "A"}, files={"audio_file": talk})["id"]
    found = completed(client, "GET /v1/audios/{audio_id}", audio_id)
    assert "best of times" in found["segment_text_emotions"][0]["segment"].lower()
    assert client.call("GET /v1/audios")["count"] == 1
    client.call(
        "PUT /v1/audios/{audio_id}/speakers/names", audio_id, body=[{"speaker_id": 0, "name": "Charles"}]
    )
    page = client.call("GET /v2/audios/{audio_id}/multimodal-analytics", audio_id)
    assert list(page["emotion_analysis"]["speakers"]) == ["Charles"]
    said = [
        {"start_millis": 1200, "end_millis": 4000, "segment": "It was the best of times.", "speaker_id": 0}
    ]
    client.call("PUT /v1/audios/{audio_id}/transcript", audio_id, body=said)
    whole = "[00:00:01] Charles: It was the best of times.\n[00:00:04] Lucie: It was the worst of times."
    replaced = client.call(
        "PUT /v1/audios/{audio_id}/transcript/replace", audio_id, body={"transcript": whole, "format": "text"}
    )
    assert (replaced["segments_count"], len(replaced["speakers"])) == (2, 2)
    client.call("DELETE /v1/audios/{audio_id}/{segment_index}", audio_id, 1)
    assert b"best of times" in client.call("GET /v1/audios/{audio_id}/report", audio_id)
    client.call("PUT /v1/audios/{audio_id}/metadata", audio_id, form={"title": "Renamed"})
    client.call("PUT /v1/audios/{audio_id}", audio_id, form={"reprocess": "true"})
    assert completed(client, "GET /v1/audios/{audio_id}", audio_id)["title"] == "Renamed"
    client.call("DELETE /v1/audios/{audio_id}", audio_id)


def videos(client: ContractClient, film: Path) -> None:
    video_id = client.call("POST /v2/videos", form={"title": "V"}, files={"video_file": film})["id"]
    found = completed(client, "GET /v1/videos/{video_id}", video_id)
    assert [face["face_id"] for face in found["faces"]["faces"]] == [1, 2]
    assert client.call("GET /v1/videos")["count"] == 1
    _look(client, video_id)
    _link_and_judge(client, video_id)
    _make(client, video_id)
    _correct(client, video_id)
    client.call("PUT /v1/videos/{video_id}", video_id, form={"reprocess": "true"})
    completed(client, "GET /v1/videos/{video_id}", video_id)
    client.call("DELETE /v1/videos/{video_id}", video_id)
    client.call("GET /v1/videos/{video_id}", video_id, status=404)


def _look(client: ContractClient, video_id: str) -> None:
    frames = client.call("GET /v1/videos/{video_id}/frames", video_id, start_frame=0, length=5)
    assert [len(frame["faces"]) for frame in frames["processed_frames"]] == [2] * 5
    client.call("GET /v1/videos/{video_id}/frames/{frame_id}", video_id, 3)
    client.call("GET /v1/videos/{video_id}/frames/{frame_id}/dominant_emotion", video_id, 3, face_id=1)
    client.call("GET /v1/videos/{video_id}/frames/{frame_id}/valence_arousal", video_id, 3)
    client.call("GET /v1/videos/{video_id}/valence_arousal", video_id)
    average = client.call("GET /v2/videos/{video_id}/emotions/average", video_id)
    assert sum(average.values()) == pytest.approx(1, abs=1e-3)
    page = client.call("GET /v2/videos/{video_id}/multimodal-analytics", video_id)
    assert (page["face_count"], page["speaker_count"]) == (2, 1)


def _link_and_judge(client: ContractClient, video_id: str) -> None:
    client.call("POST /v2/videos/{video_id}/speaker-face-match", video_id)
    link = [{"mappings": [{"face_id": 1, "speaker_id": 0, "name": "Eileen"}]}]
    client.call("PUT /v2/videos/{video_id}/speaker-face-match", video_id, body=_as_contract(client, link))
    client.call("POST /v2/videos/{video_id}/personality/analyze", video_id, form={"face_id": 1})
    until(
        lambda: client.call("GET /v2/videos/{video_id}/faces/{face_id}/personality-analysis", video_id, 1),
        lambda answer: answer["overall"] is not None,
    )


def _as_contract(client: ContractClient, link: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The mappings in the shape of the schema, which differs from the one in the contract's prose."""
    shape = client.document["components"]["schemas"]["SpeakerFaceMatchRequest"]["properties"]
    return link if "mappings" in shape else link[0]["mappings"]


def _make(client: ContractClient, video_id: str) -> None:
    client.call("POST /v1/videos/highlights", form={"video_id": video_id})

    def made() -> Any:
        return until(
            lambda: client.call("GET /v1/videos/{video_id}/highlights", video_id),
            lambda answer: answer["highlight_status"] in {"completed", "failed"},
        )

    assert made()["highlight_status"] == "completed"
    wanted = [{"start_millis": 500, "end_millis": 2500}, {"start_millis": 4000, "end_millis": 6000}]
    client.call("PUT /v1/videos/{video_id}/highlights", video_id, body=wanted)
    assert made()["highlight_status"] == "completed"
    reel = ready(client, "GET /v1/videos/{video_id}/highlight_video", video_id)
    assert b"ftyp" in reel[:16]
    assert ready(client, "GET /v2/videos/{video_id}/annotated_video", video_id)["download_url"]
    client.call("POST /v1/videos/{video_id}/report", video_id)
    assert b"Eileen" in client.call("GET /v1/videos/{video_id}/report", video_id)
    pdf = ready(client, "GET /v2/reports/pdf/{media_id}", video_id, media_type="video")
    assert pdf.startswith(b"%PDF")
    place = "video", video_id
    answer = client.call(
        "POST /v2/{media_type}/{media_id}/ai-insights",
        *place,
        body={"message": "Who is seen?"},
        stream="false",
    )
    assert "Eileen" in answer["response"]
    history = client.call("GET /v2/{media_type}/{media_id}/ai-insights", *place)
    assert len(history["messages"]) == 2


def _correct(client: ContractClient, video_id: str) -> None:
    client.call("PUT /v1/videos/{video_id}/metadata", video_id, form={"title": "Two people"})
    names = [{"face_id": 2, "name": "Her mirror"}]
    client.call("PUT /v1/videos/{video_id}/faces/names", video_id, body=names)
    scores = dict.fromkeys(("angry", "contempt", "disgust", "fear", "neutral", "sad", "surprise"), 0)
    place = video_id, 3, 1
    by_hand = "PUT /v1/videos/{video_id}/frames/{frame_id}/faces/{face_id}/"
    client.call(f"{by_hand}emotions", *place, form=scores | {"happy": 2})
    client.call(f"{by_hand}note", *place, form={"note": "a smile"})
    client.call(
        "PUT /v1/videos/{video_id}/frames/faces",
        video_id,
        form={"frame_ids": "70,71", "current_face_id": 1, "new_face_id": 2},
    )
    client.call(
        "PUT /v1/videos/{video_id}/faces", video_id, form={"selected_face_id": 1, "merge_face_id": "2"}
    )
    client.call("DELETE /v1/videos/{video_id}/faces", video_id, form={"face_ids": "1"}, status=400)
    reply = client.http.post(f"/v2/videos/{video_id}/edits/undo")
    assert reply.status_code == 200, reply.text
    client.call("DELETE /v1/videos/{video_id}/faces", video_id, form={"face_ids": "2"})

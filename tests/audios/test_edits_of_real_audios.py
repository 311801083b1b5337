"""Corrections of what a worker really heard, in a recording and in a video."""

from __future__ import annotations

from pathlib import Path

from builders.sounds import RATE, two_cities
from builders.talking import talking_video

HAPPY = "I am so happy today."


def corrected(client, audio_id: str, index: int, **new: object) -> dict:
    """Sends a segment as it is found, but for what is new."""
    found = client.get(f"/v1/audios/{audio_id}").json()["segment_text_emotions"][index]
    sent = {name: found[name] for name in ("start_millis", "end_millis", "segment", "speaker_id")} | new
    reply = client.put(f"/v1/audios/{audio_id}/transcript", json=[sent])
    assert reply.json() == [sent], reply.text
    return sent


def test_a_real_audio_is_edited_when_it_is_analysed_and_keeps_its_edits(
    client, upload, speech_file, run_jobs
):
    audio_id = upload(speech_file)["id"]
    name = [{"speaker_id": 0, "name": "Charles"}]
    refused = client.put(f"/v1/audios/{audio_id}/speakers/names", json=name)
    assert (refused.status_code, refused.json()["code"]) == (422, "not_analysed")
    assert client.get(f"/v2/audios/{audio_id}/edits").json()["count"] == 0
    run_jobs()
    client.put(f"/v1/audios/{audio_id}/speakers/names", json=name)
    corrected(client, audio_id, 0, segment=HAPPY)
    assert run_jobs() == 1
    said = client.get(f"/v1/audios/{audio_id}").json()
    assert said["segment_text_emotions"][0]["max_emotion"]["emotion"] == "joy"
    client.put(f"/v1/audios/{audio_id}", data={"reprocess": "true"})
    assert run_jobs() == 1
    assert run_jobs() == 1, "the words by hand, and the text, are scored again by the new run's models"
    again = client.get(f"/v1/audios/{audio_id}").json()
    for shown in ("segment_text_emotions", "speakers", "average_text_emotions"):
        assert again[shown] == said[shown]
    words = client.get(f"/v1/texts/{again['text_id']}").json()
    assert words["text"].startswith(HAPPY)
    statuses = [edit["status"] for edit in client.get(f"/v2/audios/{audio_id}/edits").json()["edits"]]
    assert statuses == ["applied"] * 3


def test_the_sound_of_a_video_is_corrected_and_listened_to_in_the_video(client, run_jobs, tmp_path: Path):
    film = talking_video(tmp_path / "film.mp4", two_cities()[: 5 * RATE], fps=5)
    with film.open("rb") as file:
        reply = client.post("/v2/videos", data={"title": "Film"}, files={"video_file": file})
    video_id = reply.json()["id"]
    run_jobs()
    audio_id = client.get(f"/v1/videos/{video_id}").json()["audio_id"]
    before = client.get(f"/v1/audios/{audio_id}").json()["segment_audio_emotions"][0]
    start = before["start_millis"] + 1000
    corrected(client, audio_id, 0, start_millis=start, segment=HAPPY)
    assert run_jobs() == 1
    heard = client.get(f"/v1/audios/{audio_id}").json()["segment_audio_emotions"][0]
    assert (heard["start_millis"], heard["changed"], heard["scores_pending"]) == (
        start,
        ["text", "times"],
        False,
    )
    assert heard["prosody"] != before["prosody"]
    assert abs(heard["prosody"]["pitch_hz"] - before["prosody"]["pitch_hz"]) < 30
    client.put(f"/v1/videos/{video_id}", data={"reprocess": "true"})
    run_jobs()
    assert run_jobs() == 1
    again = client.get(f"/v1/audios/{audio_id}").json()
    assert again["segment_text_emotions"][0]["segment"] == HAPPY
    assert again["segment_audio_emotions"][0] == heard
    assert client.get(f"/v1/texts/{again['text_id']}").json()["text"].startswith(HAPPY)

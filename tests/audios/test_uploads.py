"""Audios as they are handed in: what is taken, how it is wished, and what is refused."""

from __future__ import annotations

import pytest

from builders.media import face_video, sound_only, text_as_mp4
from builders.sounds import RATE, encoded, two_cities


def stored(settings) -> list[str]:
    return [path.name for path in (settings.data_dir / "objects").rglob("*") if path.is_file()]


def get(client, audio_id: str, **query) -> dict:
    reply = client.get(f"/v1/audios/{audio_id}", params=query)
    assert reply.status_code == 200, reply.text
    return reply.json()


@pytest.mark.parametrize(
    ("name", "codec"), [("a.mp3", "libmp3lame"), ("a.aac", "aac"), ("a.m4a", "aac"), ("a.flac", "flac")]
)
def test_the_usual_formats_are_understood(client, upload, run_jobs, tmp_path, name, codec):
    speech = two_cities()[None, : 4 * RATE]
    path = encoded(tmp_path / name, codec, [speech], RATE)
    # The name does not count: it is the content that tells.
    audio_id = upload(path.rename(tmp_path / "recording.bin"))["id"]
    run_jobs()
    done = get(client, audio_id)
    assert "times" in done["segment_text_emotions"][0]["segment"]
    assert done["audio_duration"] == pytest.approx(4000, abs=120)


def test_wishes_are_honoured(client, upload, run_jobs, speech_file):
    audio_id = upload(
        speech_file,
        speaker_diarization="false",
        text_emotion_analysis="false",
        language="en-GB",
        start_millis=1000,
        end_millis=5000,
    )["id"]
    run_jobs()
    done = get(client, audio_id)
    assert (done["speaker_diarization"], done["text_emotion_analysis"], done["language"]) == (
        False,
        False,
        "en",
    )
    assert (done["audio_duration"], done["sound"]["analysed_ms"]) == (7000, 4000)
    assert all(
        1000 <= one["start_millis"] < one["end_millis"] <= 5000 for one in done["segment_audio_emotions"]
    )
    assert [one["speaker_id"] for one in done["speakers"]] == [0]
    assert done["average_text_emotions"] is None
    assert {one["emotions"] for one in done["segment_text_emotions"]} == {None}
    text = client.get(f"/v1/texts/{done['text_id']}").json()
    assert (text["text"] != "", text["emotions"], text["scored_count"], text["model_id"]) == (
        True,
        None,
        0,
        None,
    )


def test_a_language_that_is_not_known_is_said_to_be_so(client, upload, run_jobs, speech_file):
    audio_id = upload(speech_file, language="de")["id"]
    run_jobs()
    done = get(client, audio_id)
    assert "language_not_supported" in done["notes"]
    assert {(one["segment"], one["language"]) for one in done["segment_text_emotions"]} == {("", "de")}


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"start_millis": 5000}, "bad_upload"),
        ({"start_millis": 5000, "end_millis": 5999}, "bad_upload"),
        ({"end_millis": -1}, "bad_upload"),
        ({"end_millis": "nan"}, "bad_number"),
        ({"language": "English!"}, "bad_language"),
        ({"min_speakers": 3, "max_speakers": 2}, "bad_speaker_bounds"),
        ({"max_speakers": -1}, "bad_speaker_bounds"),
        ({"min_speakers": 51}, "bad_speaker_bounds"),
        ({"speaker_diarization": "perhaps"}, "invalid_request"),
        ({"title": ""}, "invalid_request"),
        ({"title": "a\x00b"}, "bad_upload"),
        ({"callback_url": "ftp://example.org"}, "bad_callback"),
    ],
)
def test_senseless_wishes_are_refused_and_leave_nothing(client, settings, speech_file, form, code):
    with speech_file.open("rb") as file:
        reply = client.post("/v2/audios", data={"title": "t", **form}, files={"audio_file": file})
    assert (reply.status_code, reply.json()["code"]) == (422, code)
    assert client.get("/v1/audios").json()["count"] == 0
    assert stored(settings) == []


def test_content_that_is_no_sound_is_refused_at_the_door(client, settings, tmp_path):
    (tmp_path / "empty.wav").touch()
    bad = {
        "bad_upload": tmp_path / "empty.wav",
        "unsupported_media": text_as_mp4(tmp_path / "letter.mp3"),
    }
    for code, path in [*bad.items(), ("unsupported_media", face_video(tmp_path / "film.mp4", 0.2))]:
        with path.open("rb") as file:
            reply = client.post("/v2/audios", data={"title": "t"}, files={"audio_file": file})
        assert (reply.status_code, reply.json()["code"]) == (422, code), path
    reply = client.post("/v2/audios", data={"title": "t"})
    assert (reply.status_code, reply.json()["code"]) == (422, "bad_upload")
    assert stored(settings) == []


def test_a_film_that_the_door_could_not_tell_is_refused_by_the_worker(client, upload, run_jobs, tmp_path):
    from emoscope.media.encode import WEBM

    audio_id = upload(face_video(tmp_path / "film.webm", 0.5, profile=WEBM))["id"]
    run_jobs()
    failed = get(client, audio_id)
    assert (failed["status"], failed["error"]["code"]) == ("failed", "unsupported_media")
    assert "/v2/videos" in failed["error"]["message"]


def test_sound_that_cannot_be_decoded_fails_with_a_reason(client, upload, run_jobs, tmp_path):
    broken = tmp_path / "a.m4a"
    broken.write_bytes(sound_only(tmp_path / "b.m4a").read_bytes()[:600])
    audio_id = upload(broken)["id"]
    run_jobs()
    failed = get(client, audio_id)
    assert failed["status"] == "failed"
    assert failed["error"]["code"] in {"unsupported_media", "damaged_media", "no_sound"}
    assert len(failed["error"]["message"]) > 20
    reply = client.get(f"/v1/audios/{audio_id}/report")
    assert (reply.status_code, reply.json()["code"]) == (422, "not_analysed")

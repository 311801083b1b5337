"""A video with sound has an audio and a text, made, replaced and erased with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from sqlalchemy import select

from builders.media import blank_video, face_video
from builders.sounds import RATE, two_cities
from builders.talking import talking_video
from emoscope.audios import transcript_text
from emoscope.db.models import Job, Medium
from emoscope.db.webhook_models import Delivery
from emoscope.domain.video import Progress
from emoscope.jobs.lease import Lease
from emoscope.pipelines.sound import PICTURES_SHARE
from emoscope.worker.process import job_entry

HOOK = "https://example.org/hook"


@pytest.fixture(scope="session")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six seconds of a face and a voice."""
    return talking_video(tmp_path_factory.mktemp("talk") / "talk.mp4", two_cities()[: 6 * RATE], fps=2)


@pytest.fixture
def send(client) -> Callable[..., str]:
    def post(path: Path, **form) -> str:
        with path.open("rb") as file:
            reply = client.post("/v2/videos", data={"title": "Film", **form}, files={"video_file": file})
        assert reply.status_code == 200, reply.text
        return reply.json()["id"]

    return post


@pytest.fixture
def analysed(send, run_jobs, talk) -> str:
    video_id = send(talk)
    run_jobs()
    return video_id


def video_of(client, video_id: str) -> dict:
    return client.get(f"/v1/videos/{video_id}").json()


def audio_of(client, video_id: str) -> dict:
    return client.get(f"/v1/audios/{video_of(client, video_id)['audio_id']}").json()


def stored(settings) -> list[str]:
    folder = settings.data_dir / "objects"
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_video_with_speech_has_an_audio_and_a_text(client, send, run_jobs, talk):
    video_id = send(talk, project_id="p")
    waiting = video_of(client, video_id)
    assert (waiting["audio_id"], waiting["text_id"]) == ("", "")
    assert run_jobs() == 1, "one job does it all"
    film = video_of(client, video_id)
    assert (film["status"], film["stage"], len(film["faces"]["faces"])) == ("completed", "done", 1)
    heard = audio_of(client, video_id)
    assert (heard["status"], heard["parent_id"], heard["title"]) == ("completed", video_id, "Film")
    assert heard["url"].split("?")[0] == film["url"].split("?")[0]
    assert "best of times" in " ".join(one["segment"] for one in heard["segment_text_emotions"])
    assert heard["audio_duration"] == pytest.approx(6000, abs=500)
    assert (heard["speaker_diarization"], heard["text_emotion_analysis"]) == (True, True)
    assert heard["segment_text_emotions"][0]["emotions"]["neutral"] > 0
    assert heard["text_id"] == film["text_id"]
    text = client.get(f"/v1/texts/{film['text_id']}").json()
    assert (text["parent_id"], "best of times" in text["text"]) == (heard["id"], True)
    assert client.get("/v1/audios").json()["count"] == 0, "lists show what was handed in"
    assert client.get("/v1/texts").json()["count"] == 0
    assert client.get(f"/v1/audios/{heard['id']}/report").text.count("\n") > 1


def test_progress_tells_of_pictures_then_of_sound(send, run_jobs, talk, monkeypatch):
    seen: list[Progress] = []
    report = Lease.report

    def noted(lease: Lease, progress: Progress) -> None:
        seen.append(progress)
        report(lease, progress)

    monkeypatch.setattr(Lease, "report", noted)
    send(talk)
    run_jobs()
    shares = [progress.fraction for progress in seen]
    assert shares == sorted(shares)
    assert max(progress.fraction for progress in seen if progress.stage == "faces") <= PICTURES_SHARE
    assert {"decoding", "speech", "speakers", "words", "emotions"} <= {
        progress.stage for progress in seen if progress.fraction >= PICTURES_SHARE
    }


def test_only_the_wanted_part_is_heard(client, send, run_jobs, talk):
    video_id = send(talk, start_millis=2000, end_millis=4000)
    run_jobs()
    heard = audio_of(client, video_id)
    assert heard["segment_audio_emotions"]
    assert all(
        2000 <= one["start_millis"] < one["end_millis"] <= 4000 for one in heard["segment_audio_emotions"]
    )
    again = client.put(f"/v1/audios/{heard['id']}", data={"reprocess": "true"}).json()
    assert again["status"] == "queue"
    assert run_jobs() == 1
    after = audio_of(client, video_id)
    assert after["segment_audio_emotions"] == heard["segment_audio_emotions"]
    assert after["audio_duration"] == pytest.approx(6000, abs=500)


def test_a_video_without_a_sound_track_has_no_audio(client, send, run_jobs, tmp_path):
    video_id = send(face_video(tmp_path / "mute.mp4", 0.5, audio=False))
    run_jobs()
    film = video_of(client, video_id)
    assert (film["status"], film["audio_id"], film["text_id"], film["notes"]) == ("completed", "", "", {})


def test_a_tone_is_an_audio_in_which_nobody_speaks(client, send, run_jobs, tmp_path):
    video_id = send(blank_video(tmp_path / "tone.mp4", 1.0, audio=True))
    run_jobs()
    heard = audio_of(client, video_id)
    assert (heard["status"], heard["segment_audio_emotions"], heard["speakers"]) == ("completed", [], [])
    assert "no_speech" in video_of(client, video_id)["notes"]


def with_broken_sound(source: Path, target: Path) -> Path:
    """The same film with noise in the place of every packet of its sound."""
    rng = np.random.default_rng(1)
    with av.open(str(source)) as film, av.open(str(target), "w") as broken:
        streams = {stream.index: broken.add_stream_from_template(stream) for stream in film.streams}
        for packet in film.demux():
            if packet.dts is None:
                continue
            copy = packet
            if packet.stream.type == "audio":
                copy = av.Packet(rng.integers(0, 256, packet.size, np.uint8).tobytes())
                copy.pts, copy.dts, copy.time_base = packet.pts, packet.dts, packet.time_base
                copy.duration = packet.duration
            copy.stream = streams[packet.stream.index]
            broken.mux(copy)
    return target


def test_sound_that_cannot_be_read_does_not_spoil_the_video(client, send, run_jobs, tmp_path):
    film = with_broken_sound(face_video(tmp_path / "a.mp4", 0.6), tmp_path / "b.mp4")
    video_id = send(film)
    run_jobs()
    done = video_of(client, video_id)
    assert (done["status"], len(done["faces"]["faces"])) == ("completed", 1)
    heard = audio_of(client, video_id)
    assert (heard["status"], heard["segment_audio_emotions"], heard["sound"]) == ("completed", [], None)
    assert set(done["notes"]) == set(heard["notes"]) == {"sound_unreadable"}
    assert len(heard["notes"]["sound_unreadable"]) > 20


def test_a_new_analysis_of_the_video_replaces_its_sound_and_keeps_the_ids(
    client, analysed, run_jobs, settings
):
    before, old = audio_of(client, analysed), stored(settings)
    assert client.put(f"/v1/videos/{analysed}", data={"reprocess": "true"}).json()["status"] == "queue"
    assert run_jobs() == 1
    after, new = audio_of(client, analysed), stored(settings)
    for name in ("id", "text_id", "segment_text_emotions", "speakers"):
        assert after[name] == before[name]
    assert len(new) == len(old)
    assert not {name for name in old if "/runs/" in name} & set(new), "of the old run nothing is left"
    assert client.get(f"/v1/texts/{after['text_id']}").json()["segments"]


def test_the_sound_alone_can_be_heard_again(client, analysed, run_jobs, settings):
    before, old = video_of(client, analysed), stored(settings)
    audio_id = before["audio_id"]
    client.put(f"/v1/audios/{audio_id}", data={"reprocess": "true"})
    assert video_of(client, analysed)["status"] == "completed"
    assert run_jobs() == 1
    after = video_of(client, analysed)
    assert (after["audio_id"], after["text_id"]) == (audio_id, before["text_id"])
    changed = set(old) ^ set(stored(settings))
    assert changed
    assert not [name for name in changed if analysed in name], "the video's own objects are left alone"


def test_the_sound_is_not_heard_twice_at_once(client, analysed, run_jobs, settings, sessions):
    audio_id = video_of(client, analysed)["audio_id"]
    # Asked first for the sound, then for the whole video, whose analysis takes over.
    client.put(f"/v1/audios/{audio_id}", data={"reprocess": "true", "callback_url": HOOK})
    client.put(f"/v1/videos/{analysed}", data={"reprocess": "true"})
    reply = client.put(f"/v1/audios/{audio_id}", data={"reprocess": "true"}).json()
    assert (reply["status"], "video is being analysed" in reply["message"]) == ("queue", True)
    with sessions() as session:
        job_id = session.scalars(
            select(Job.id).where(Job.kind == "analyze_video", Job.status == "queue")
        ).one()
    job_entry(settings)(job_id)
    assert audio_of(client, analysed)["status"] == "completed"
    with sessions() as session:
        assert session.scalars(select(Job).where(Job.kind == "analyze_audio")).all() == []
        told = session.scalars(select(Delivery)).one()
        assert (told.media_id, told.event, told.status) == (audio_id, "analysis", "pending")
    assert run_jobs() == 0


def test_deleting_the_video_erases_its_sound_and_words(client, analysed, settings, sessions):
    film = video_of(client, analysed)
    assert client.delete(f"/v1/videos/{analysed}").status_code == 200
    assert client.get(f"/v1/audios/{film['audio_id']}").status_code == 404
    assert client.get(f"/v1/texts/{film['text_id']}").status_code == 404
    assert stored(settings) == []
    with sessions() as session:
        assert session.scalars(select(Medium)).all() == []


def test_deleting_the_sound_leaves_the_video(client, analysed, run_jobs, settings):
    film = video_of(client, analysed)
    assert client.delete(f"/v1/audios/{film['audio_id']}").status_code == 200
    after = video_of(client, analysed)
    assert (after["status"], after["audio_id"], after["text_id"]) == ("completed", "", "")
    assert len(after["faces"]["faces"]) == 1
    assert client.get(after["url"].removeprefix("http://testserver")).status_code == 200
    assert client.get(f"/v1/texts/{film['text_id']}").status_code == 404
    assert not [name for name in stored(settings) if film["audio_id"] in name or film["text_id"] in name]
    client.put(f"/v1/videos/{analysed}", data={"reprocess": "true"})
    run_jobs()
    assert audio_of(client, analysed)["segment_text_emotions"]


def test_sound_that_is_deleted_while_it_is_heard_stays_deleted(
    client, analysed, run_jobs, settings, monkeypatch
):
    film = video_of(client, analysed)
    store = transcript_text.store

    def delete_first(*args, **kwargs):
        assert client.delete(f"/v1/audios/{film['audio_id']}").status_code == 200
        return store(*args, **kwargs)

    monkeypatch.setattr(transcript_text, "store", delete_first)
    client.put(f"/v1/videos/{analysed}", data={"reprocess": "true"})
    run_jobs()
    after = video_of(client, analysed)
    assert (after["status"], after["audio_id"], after["text_id"]) == ("completed", "", "")
    assert not [name for name in stored(settings) if film["audio_id"] in name or film["text_id"] in name]


def test_words_that_are_deleted_while_they_are_scored_stay_deleted(
    client, analysed, run_jobs, settings, monkeypatch
):
    film = video_of(client, analysed)
    store = transcript_text.store

    def store_then_delete(*args, **kwargs):
        stored_words = store(*args, **kwargs)
        assert client.delete(f"/v1/texts/{film['text_id']}").status_code == 200
        return stored_words

    monkeypatch.setattr(transcript_text, "store", store_then_delete)
    client.put(f"/v1/audios/{film['audio_id']}", data={"reprocess": "true"})
    run_jobs()
    after = video_of(client, analysed)
    assert (after["audio_id"], after["text_id"]) == (film["audio_id"], "")
    assert audio_of(client, analysed)["segment_text_emotions"]
    assert not [name for name in stored(settings) if film["text_id"] in name]


def test_what_a_killed_worker_stored_of_the_sound_goes_with_the_video(client, send, talk, settings):
    from emoscope.db.children import sound_of, words_of

    video_id = send(talk)
    folder = settings.data_dir / "objects" / "media"
    for left in (sound_of(video_id), words_of(sound_of(video_id))):
        (folder / left / "runs" / "dead").mkdir(parents=True)
        (folder / left / "runs" / "dead" / "x.parquet").touch()
    client.delete(f"/v1/videos/{video_id}")
    assert stored(settings) == []


def test_somebody_elses_sound_is_not_found(client, analysed, make_key):
    film = video_of(client, analysed)
    client.headers["X-API-Key"] = make_key("eve@example.org")
    assert client.get(f"/v1/audios/{film['audio_id']}").json()["code"] == "audio_not_found"
    assert client.get(f"/v1/texts/{film['text_id']}").json()["code"] == "text_not_found"
    assert client.put(f"/v1/audios/{film['audio_id']}").json()["code"] == "audio_not_found"

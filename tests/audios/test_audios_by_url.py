"""Audios sent as an address, and callbacks about them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from builders.replies import verified
from builders.servers import OddServer, odd_server, reply, sends
from builders.sounds import RATE, encoded, two_cities
from builders.talking import talking_video
from emoscope.app.callbacks import make_runner
from emoscope.db.models import Job
from emoscope.jobs.callbacks import DELIVER
from emoscope.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        _env_file=None,
        data_dir=tmp_path / "data",
        sweep_interval_s=3600,
        callback_senders=0,
        allowed_private_hosts="127.0.0.1",
    )


@pytest.fixture
def server() -> Iterator[OddServer]:
    with odd_server() as server:
        yield server


def send(client, server: OddServer, path: str, **form) -> dict:
    data = {"title": "Talk", "media_url": server.url(path, "127.0.0.1"), **form}
    answer = client.post("/v2/audios", data=data)
    assert answer.status_code == 200, answer.text
    return answer.json()


def deliver(client, settings, sessions) -> None:
    runner = make_runner(settings, client.app.state.emoscope)
    with sessions() as session:
        waiting = session.scalars(select(Job.id).where(Job.kind == DELIVER, Job.status == "queue")).all()
    for job_id in waiting:
        runner.run(job_id)


def test_sound_is_fetched_and_the_end_is_told(client, server, run_jobs, settings, sessions, tmp_path):
    mp3 = encoded(tmp_path / "a.mp3", "libmp3lame", [two_cities()[None, : 4 * RATE]], RATE).read_bytes()
    server.on("/talk.mp3", sends(reply(mp3)))
    server.on("/hook", sends(reply()))
    accepted = send(client, server, "/talk.mp3", callback_url=server.url("/hook", "127.0.0.1"))
    assert (accepted["media_source"], accepted["media_source_type"]) == ("direct_url", "url")
    run_jobs()
    done = client.get(f"/v1/audios/{accepted['id']}").json()
    assert (done["status"], done["language"], done["sound"]["codec"]) == ("completed", None, "mp3")
    deliver(client, settings, sessions)
    message = verified(client, server.seen[-1])
    assert (message["type"], message["id"]) == ("audio.analysis.completed", accepted["id"])
    assert message["data"]["segment_text_emotions"] == done["segment_text_emotions"]
    server.seen.clear()
    again = {"reprocess": "true", "callback_url": server.url("/hook", "127.0.0.1")}
    client.put(f"/v1/audios/{accepted['id']}", data=again)
    run_jobs()
    deliver(client, settings, sessions)
    assert [seen.path for seen in server.seen] == ["/hook"], "the file is not fetched again"


def test_the_sound_of_a_film_is_taken_out_of_it(client, server, run_jobs, tmp_path):
    film = talking_video(tmp_path / "talk.mp4", two_cities()[: 4 * RATE], fps=2).read_bytes()
    server.on("/talk.mp4", sends(reply(film)))
    accepted = send(client, server, "/talk.mp4", min_speakers=1, max_speakers=2)
    run_jobs()
    done = client.get(f"/v1/audios/{accepted['id']}").json()
    assert (done["status"], done["parent_id"]) == ("completed", None)
    assert (done["min_speakers"], done["max_speakers"]) == (1, 2)
    assert "times" in done["segment_text_emotions"][0]["segment"]
    assert client.get("/v1/videos").json()["count"] == 0
    assert client.get("/v1/audios").json()["count"] == 1


def test_a_page_is_no_sound(client, server, run_jobs):
    server.on("/talk", sends(reply(b"<!doctype html><html>" * 99, Content_Type="text/html")))
    audio_id = send(client, server, "/talk")["id"]
    run_jobs()
    failed = client.get(f"/v1/audios/{audio_id}").json()
    assert (failed["status"], failed["error"]["code"]) == ("failed", "source_is_page")


def test_refused_addresses_leave_nothing(client):
    for url in ("http://10.0.0.1/a.mp3", "file:///etc/passwd"):
        answer = client.post("/v2/audios", data={"title": "t", "media_url": url})
        assert (answer.status_code, answer.json()["code"]) == (422, "source_refused")
    assert client.get("/v1/audios").json()["count"] == 0

"""Apparent personality over HTTP: asked for, worked out by a worker, shown, and cleared by edits."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from builders import heard
from builders.replies import verified
from builders.servers import odd_server, reply, sends
from emoscope.app.callbacks import make_runner
from emoscope.app.web import make_app
from emoscope.db.engine import reading
from emoscope.db.models import Job, Medium, User
from emoscope.domain.personality import TRAITS
from emoscope.jobs import records
from emoscope.settings import Settings
from videos.made_up import MadeUp
from videos.two_people import PATH, ask, link, refused, result, two_people


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"allowed_private_hosts": "127.0.0.1", "callback_timeout_s": 5.0})


@pytest.fixture
def video(client, sessions, settings, tmp_path) -> MadeUp:
    return two_people(client, sessions, settings.data_dir, tmp_path / "work")


def test_a_face_that_was_not_asked_for_has_no_result_but_the_notice(video):
    found = result(video)
    assert [found[key] for key in ("analysis_status", "overall", "by_segment", "model")] == [None] * 4
    assert "Apparent personality" in found["notice"]
    assert "must not be used to decide" in found["notice"]


def test_who_has_spent_every_credit_is_refused(video, sessions):
    with sessions.begin() as session:
        session.get_one(User, session.get_one(Medium, video.id).user_id).credits_limited = True
    reply = ask(video)
    assert (reply.status_code, reply.json()["code"]) == (402, "credit_expired")
    assert result(video)["analysis_status"] is None


def test_overall_and_parts_are_independent_of_each_other(video, run_jobs):
    assert ask(video).json() == {
        "video_id": video.id,
        "face_id": 1,
        "speaker_id": None,
        "analysis_type": "overall",
        "status": "processing",
        "message": "The apparent personality of face 1 is being worked out.",
    }
    assert result(video)["analysis_status"] == {
        "overall": {"status": "pending", "percentage": 0, "message": ""}
    }
    assert run_jobs() == 1
    first = result(video)
    assert first["analysis_status"] == {"overall": {"status": "completed", "percentage": 100, "message": ""}}
    assert first["by_segment"] is None
    ask(video, analysis_type="by_segment")
    assert {name: one["status"] for name, one in result(video)["analysis_status"].items()} == {
        "overall": "completed",
        "by_segment": "pending",
    }
    run_jobs()
    both = result(video)
    assert both["overall"] == first["overall"]
    parts = both["by_segment"]
    assert parts["segment_interval_millis"] == 30_000
    assert [(one["segment_id"], one["start_millis"], one["end_millis"]) for one in parts["segments"]] == [
        (1, 0, 30_000),
        (2, 30_000, 40_000),
    ]


def test_the_result_shows_traits_confidence_and_the_cues_behind_them(video, run_jobs):
    ask(video, 1, "combined")
    ask(video, 2, "combined")
    assert run_jobs() == 2
    smiling, other = result(video, 1)["overall"], result(video, 2)["overall"]
    assert set(smiling["ocean_metrics"]) == set(TRAITS)
    assert smiling["ocean_metrics"]["agreeableness"] > 0.5 > other["ocean_metrics"]["agreeableness"]
    assert smiling["ocean_metrics"]["conscientiousness"] == 0.5, "no cue of a face speaks to it"
    assert smiling["confidence"]["conscientiousness"] == 0
    assert 0 < smiling["confidence"]["overall"] < smiling["confidence"]["extraversion"] < 0.3
    cue = next(one for one in smiling["cues"] if one["name"] == "smiling")
    assert (cue["value"], cue["z"], cue["basis"]) == (1.0, 3.0, "convention")
    assert "Sutherland" in cue["source"]
    assert result(video)["model"] == "apparent-personality-cues-1"


def test_overall_impressions_are_among_the_findings_of_the_video(video, client, run_jobs):
    ask(video, 1, "combined")
    ask(video, 2, "by_segment")
    run_jobs()
    with reading(video.sessions) as session:
        medium = session.get_one(Medium, video.id)
    found = client.app.state.emoscope.findings_of(medium).personality
    shown = result(video, 1)["overall"]
    assert list(found) == [1]
    assert {trait: getattr(found[1], trait) for trait in TRAITS} == pytest.approx(
        shown["ocean_metrics"], abs=1e-4
    )
    assert found[1].confidence == pytest.approx(shown["confidence"]["overall"], abs=1e-4)


def test_a_linked_voice_adds_voice_and_words(video, run_jobs):
    ask(video)
    run_jobs()
    link(video, 2, 0)
    assert ask(video, 2).json()["speaker_id"] == 0
    run_jobs()
    found = result(video, 2)
    names = {one["name"]: one for one in found["overall"]["cues"]}
    assert found["speaker_id"] == 0
    assert names["second_person"]["value"] == 60.0
    assert names["talking"]["value"] == pytest.approx(14 / 40)
    assert found["overall"]["confidence"]["conscientiousness"] > 0
    assert "talking" not in {one["name"] for one in result(video, 1)["overall"]["cues"]}


def test_asking_again_while_it_is_worked_out_is_one_analysis_and_afterwards_a_new_one(video, run_jobs):
    ask(video)
    ask(video)
    ask(video, 1, "combined")
    assert run_jobs() == 2, "the parts were not under way yet"
    first = result(video)
    ask(video)
    assert result(video)["overall"] is None
    assert run_jobs() == 1
    assert result(video) == first


@pytest.mark.parametrize(
    ("form", "status", "code"),
    [
        ({"face_id": 9}, 404, "face_not_found"),
        ({"face_id": 0}, 404, "face_not_found"),
        ({"face_id": "x"}, 422, "invalid_request"),
        ({"face_id": 1, "analysis_type": "both"}, 422, "bad_analysis_type"),
        ({"face_id": 1, "callback_url": "ftp://example.org"}, 422, "bad_callback"),
    ],
)
def test_requests_that_are_refused_begin_nothing(video, run_jobs, form, status, code):
    refused(ask(video, **form), status, code)
    assert run_jobs() == 0


def test_unknown_faces_and_videos_have_no_analysis(video, client):
    refused(client.get(PATH.format(video.id, 9)), 404, "face_not_found")
    refused(client.get(PATH.format(video.id, 0)), 422, "invalid_request")
    refused(client.get(PATH.format("nothing", 1)), 404, "video_not_found")


def test_a_video_that_is_not_analysed_and_a_voice_that_is_not_are_not_judged(video):
    link(video, 1, 0)
    with video.sessions.begin() as session:
        session.get_one(Medium, heard.children.sound_of(video.id)).status = "processing"
    refused(ask(video, 1), 422, "not_analysed")
    assert ask(video, 2).status_code == 200, "no voice is linked to it"
    with video.sessions.begin() as session:
        session.get_one(Medium, video.id).status = "processing"
    refused(ask(video, 2), 422, "not_analysed")


def test_a_voice_that_is_analysed_anew_meanwhile_fails_the_analysis_in_words(video, run_jobs):
    link(video, 1, 0)
    ask(video)
    with video.sessions.begin() as session:
        session.get_one(Medium, heard.children.sound_of(video.id)).status = "processing"
    run_jobs()
    found = result(video)["analysis_status"]["overall"]
    assert (found["status"], "being analysed" in found["message"]) == ("failed", True)


def test_without_its_audio_a_linked_face_is_judged_by_itself(video, client, run_jobs):
    link(video, 1, 0)
    assert client.delete(f"/v1/audios/{heard.children.sound_of(video.id)}").status_code == 200
    assert ask(video).json()["speaker_id"] is None
    run_jobs()
    assert {one["name"] for one in result(video)["overall"]["cues"]} >= {"smiling", "expressivity"}


def test_others_see_nothing(video, settings, make_key):
    with TestClient(make_app(settings)) as other:
        other.headers["X-API-Key"] = make_key("eve@example.org")
        refused(other.get(PATH.format(video.id, 1)), 404, "video_not_found")
        asked = other.post(f"/v2/videos/{video.id}/personality/analyze", data={"face_id": 1})
        refused(asked, 404, "video_not_found")


def test_a_failed_analysis_says_so_and_can_be_asked_for_again(video, run_jobs):
    ask(video)
    with video.sessions.begin() as session:
        job = records.latest(session, video.id, "estimate_personality")
        assert job is not None
        job.status, job.error_message = "failed", "The server's log has the details."
    found = result(video)["analysis_status"]["overall"]
    assert (found["status"], found["message"]) == ("failed", "The server's log has the details.")
    ask(video)
    run_jobs()
    assert result(video)["analysis_status"]["overall"]["status"] == "completed"


def test_the_status_of_the_video_is_that_of_its_analysis_alone(video, run_jobs):
    ask(video)
    with video.sessions.begin() as session:
        session.query(Job).update({Job.max_attempts: 1})
    assert video.document()["status"] == "completed"
    run_jobs()
    assert video.document()["status"] == "completed"


def test_a_callback_brings_the_results_of_the_face(video, client, settings, run_jobs):
    with odd_server() as receiver:
        receiver.on("/hook", sends(reply(status="204 No Content")))
        ask(video, 2, "combined", callback_url=receiver.url("/hook", "127.0.0.1"))
        run_jobs()
        runner = make_runner(settings, client.app.state.emoscope)
        with reading(video.sessions) as session:
            due = records.due_deliveries(session, 10)
        for job_id in due:
            runner.run(job_id)
        message = verified(client, receiver.seen[0])
    assert (len(due), message["type"]) == (1, "video.personality.completed")
    assert (message["id"], message["data"]) == (video.id, result(video, 2))
    assert message["data"]["overall"]["ocean_metrics"]["openness"] is not None

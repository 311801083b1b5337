"""The two operations over HTTP, answered by the built-in engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from emoscope.api.media import MediumNotFound, NotAnalysed
from emoscope.db.insight_models import Conversation, InsightMessage
from emoscope.db.models import Medium, User, now
from emoscope.insights.analyst.analyst import answer
from insights.conftest import MEDIA, Served
from insights.events import events_in


@pytest.mark.parametrize("kind", MEDIA)
def test_an_answer_comes_as_the_events_of_the_contract(served: Served, kind: str):
    reply = served.client.post(served.path(kind), json={"message": "What is the dominant emotion?"})
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert reply.headers["x-accel-buffering"] == "no"
    assert "no-cache" in reply.headers["cache-control"]
    events = events_in(reply.text)
    names = [event.name for event in events]
    assert names[:2] == ["stream_start", "metadata"]
    assert set(names[2:-2]) == {"stream_chunk"}
    assert names[-2:] == ["stream_end", "done"]
    assert [event.id for event in events] == [str(number + 1) for number in range(len(events))]
    conversation = served.history(kind)
    assert events[0].data == {"status": "initializing"}
    assert events[1].data == {"message_id": 2, "conversation_id": conversation["conversation_id"]}
    text = "".join(event.data["text"] for event in events[2:-2])
    assert events[-2].data == {
        "message_id": 2, "full_text": text, "token_usage": {"input_tokens": 0, "output_tokens": 0},
    }  # fmt: skip
    assert events[-1].data == {}
    assert conversation["messages"][1]["text"] == text
    assert "mostly" in text or "are led by" in text


def test_the_answer_comes_whole_as_json(served: Served):
    found = served.ask("Who is the happiest?")
    assert found == {
        "conversation_id": served.history()["conversation_id"],
        "message_id": 2,
        "response": answer("Who is the happiest?", [], served.findings["video"]).text,
        "token_usage": {"input_tokens": 0, "output_tokens": 0},
        "is_quota_exceeded": False,
    }


def test_the_conversation_is_kept_in_order_and_follow_ups_know_it(served: Served):
    before = served.history()
    assert before["messages"] == []
    first = served.ask("How happy is Ben?")
    second = served.ask("and Anna?")
    assert second["response"] == answer("How happy is Anna?", [], served.findings["video"]).text
    after = served.history()
    assert after["conversation_id"] == before["conversation_id"] == first["conversation_id"]
    assert [(one["role"], one["message_id"]) for one in after["messages"]] == [
        ("user", 1), ("ai_assistant", 2), ("user", 3), ("ai_assistant", 4),
    ]  # fmt: skip
    assert [one["text"] for one in after["messages"]][::2] == ["How happy is Ben?", "and Anna?"]
    times = [datetime.fromisoformat(one["timestamp"]) for one in after["messages"]]
    assert times == sorted(times)
    assert all(one.tzinfo is not None for one in times)


def test_each_user_and_medium_has_a_conversation_of_its_own(served: Served, make_key):
    served.ask("How happy is Ben?")
    served.ask("How happy is the text?", "text")
    assert len(served.history()["messages"]) == len(served.history("text")["messages"]) == 2
    admin = {"X-API-Key": make_key("root@example.org", "admin")}
    own = served.client.get(served.path(), headers=admin).json()
    assert own["messages"] == [], "an admin may read the medium, but not the owner's conversation"
    assert own["conversation_id"] != served.history()["conversation_id"]


def test_others_media_are_not_there(served: Served, make_key):
    other = {"X-API-Key": make_key("bob@example.org")}
    for reply in (
        served.client.get(served.path(), headers=other),
        served.client.post(served.path(), json={"message": "hi"}, headers=other),
        served.client.post(served.path().replace("/video/", "/audio/"), json={"message": "hi"}),
        served.client.get("/v2/video/none/ai-insights"),
    ):
        assert reply.status_code == 404
        assert reply.json()["detail"] in {"Video not found", "Audio not found"}
        assert reply.json()["code"] in {"video_not_found", "audio_not_found"}


def test_without_a_key_nothing_is_told(served: Served):
    for reply in (
        served.client.get(served.path(), headers={"X-API-Key": "wrong"}),
        served.client.post(served.path(), json={"message": "hi"}, headers={"X-API-Key": "wrong"}),
    ):
        assert reply.status_code == 401
        assert reply.json()["detail"] == "Invalid User or Not Authorized"


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_unknown_media_type_is_refused_with_those_there_are(served: Served, method: str):
    body = {"json": {"message": "hi"}} if method == "post" else {}
    reply = getattr(served.client, method)(f"/v2/movie/{served.ids['video']}/ai-insights", **body)
    assert reply.status_code == 422
    assert reply.json()["detail"] == "Invalid media_type. Must be one of: video, audio, image, text"


@pytest.mark.parametrize("status", ["queue", "processing", "failed"])
def test_a_medium_that_is_not_analysed_is_refused(served: Served, sessions, status: str):
    with sessions.begin() as session:
        session.execute(update(Medium).values(status=status, error_message="It is broken."))
    reply = served.client.post(served.path(), json={"message": "hi"})
    assert reply.status_code == 422
    expected = f"Media processing not completed. Current status: {status}"
    assert reply.json()["detail"] == (
        expected if status != "failed" else "Media processing failed: It is broken."
    )


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("error", [NotAnalysed("being replaced"), MediumNotFound("video")])
def test_figures_that_are_not_there_yet_have_the_number_1601(served: Served, error: Exception, stream: bool):
    served.findings["video"] = error
    reply = served.client.post(served.path(), json={"message": "hi"}, params={"stream": stream})
    assert reply.status_code == 400
    body = reply.json()
    assert body["error_id"] == 1601
    assert body["message"] == body["detail"]
    assert now() - datetime.fromisoformat(body["timestamp"]) < timedelta(minutes=1)
    assert (body["code"], body["status"]) == ("figures_missing", 400)
    assert reply.headers["retry-after"] == "30"


@pytest.mark.parametrize("message", ["", "   ", "\n", "a" * 10_001, "nul \x00", None, 7, "\ud800"])
def test_messages_that_are_none_are_refused(served: Served, message: object):
    import json

    reply = served.client.post(
        served.path(), content=json.dumps({"message": message}), headers={"Content-Type": "application/json"}
    )
    assert reply.status_code == 422, reply.text
    assert reply.json()["detail"][0]["loc"][:2] == ["body", "message"]
    assert served.history()["messages"] == []


def test_the_longest_message_is_answered(served: Served):
    assert served.ask("How happy is Anna? " + "x " * 4990)["message_id"] == 2


def test_a_body_that_is_no_json_is_refused(served: Served):
    reply = served.client.post(served.path(), content=b"{", headers={"Content-Type": "application/json"})
    assert reply.status_code == 422


def test_a_conversation_goes_with_its_medium_and_with_its_user(served: Served, sessions):
    served.ask("How happy is Ben?", "text")
    served.ask("How happy is Ben?")
    assert served.client.delete(f"/v1/texts/{served.ids['text']}").status_code == 200
    with sessions() as session:
        assert len(session.scalars(select(InsightMessage)).all()) == 2
        assert len(session.scalars(select(Conversation)).all()) == 1
    with sessions.begin() as session:
        session.delete(session.scalars(select(User)).one())
    with sessions() as session:
        assert session.scalars(select(InsightMessage)).all() == []
        assert session.scalars(select(Conversation)).all() == []


def test_an_engine_that_fails_ends_the_stream_with_an_error_and_keeps_nothing(served: Served):
    class Broken:
        async def answer(self, _inquiry, emit, _meter):
            emit("The face")
            raise RuntimeError("out of order")

    served.client.app.state.insights = replace(served.client.app.state.insights, engine=Broken())
    events = events_in(served.client.post(served.path(), json={"message": "hi"}).text)
    assert [event.name for event in events] == ["stream_start", "metadata", "stream_chunk", "error"]
    assert events[-1].data["error_id"] == 1600
    assert set(events[-1].data) == {"error_id", "message", "timestamp", "code"}
    assert "out of order" not in events[-1].data["message"]
    whole = served.client.post(served.path(), json={"message": "hi"}, params={"stream": False})
    assert (whole.status_code, whole.json()["detail"]) == (500, "Internal Server Error")
    assert served.history()["messages"] == []


def test_a_medium_deleted_while_its_question_is_answered_ends_in_an_error(served: Served):
    class Slow:
        async def answer(self, _inquiry, emit, _meter):
            import anyio

            path = f"/v1/texts/{served.ids['text']}"
            await anyio.to_thread.run_sync(lambda: served.client.delete(path))
            emit("too late")
            return "slow"

    served.client.app.state.insights = replace(served.client.app.state.insights, engine=Slow())
    events = events_in(served.client.post(served.path("text"), json={"message": "hi"}).text)
    assert events[-1].name == "error"
    assert events[-1].data["message"] == "Text not found"


def test_real_texts_are_answered_from_their_real_figures(client, run_jobs):
    form = {"title": "Letter", "text": "I love this place! It makes me so happy. But the rain made me sad."}
    text_id = client.post("/v2/texts", data=form).json()["id"]
    run_jobs()
    reply = client.post(
        f"/v2/text/{text_id}/ai-insights",
        json={"message": "Which is the saddest sentence?"},
        params={"stream": False},
    )
    assert "“But the rain made me sad.”" in reply.json()["response"].splitlines()[1]
    document = client.get(f"/v1/texts/{text_id}").json()
    assert document["status"] == "completed"

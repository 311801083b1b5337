"""Callbacks, from the request that asks for them to the receiver that checks them."""

from __future__ import annotations

import socket
from datetime import UTC, datetime, timedelta

import pytest

from builders.replies import verified
from builders.servers import Seen, redirects, reply, sends
from emoscope.db.models import Job, Medium, now
from emoscope.db.webhook_models import Delivery
from emoscope.jobs.sending import sweep
from emoscope.webhooks.delivery import DELAYS_S


def test_the_end_of_an_analysis_is_told_with_its_result(client, receiver, send, run_jobs, deliver, log):
    text_id = send()
    assert [(entry["status"], entry["tries"]) for entry in log()] == [("waiting", 0)]
    assert deliver() == 0, "nothing is told before the end"
    run_jobs()
    assert deliver() == 1
    (seen,) = receiver.seen
    assert (seen.method, seen.path, seen.headers["content-type"]) == ("POST", "/hook", "application/json")
    message = verified(client, seen)
    assert (message["type"], message["id"], message["status"]) == (
        "text.analysis.completed",
        text_id,
        "completed",
    )
    assert (message["media_type"], message["error"]) == ("text", None)
    assert message["data"] == client.get(f"/v1/texts/{text_id}").json()
    assert message["data"]["segments"][0]["sentence"] == "I love this place!"
    (entry,) = log()
    assert (entry["status"], entry["tries"], entry["response_code"]) == ("delivered", 1, 204)
    assert (entry["event"], entry["medium_status"]) == ("analysis", "completed")
    assert entry["id"] == seen.headers["webhook-id"]
    assert deliver() == 0


def test_a_failure_is_told_too(client, receiver, hook, run_jobs, deliver):
    form = {"title": "t", "image_url": receiver.url("/none.jpg", "127.0.0.1"), "callback_url": hook}
    image_id = client.post("/v2/images", data=form).json()["id"]
    run_jobs()
    deliver()
    message = verified(client, receiver.seen[-1])
    assert (message["type"], message["status"]) == ("image.analysis.failed", "failed")
    assert message["error"]["code"] == "source_not_found"
    assert message["data"] == client.get(f"/v1/images/{image_id}").json()


def test_links_in_the_document_lead_to_the_server(client, settings, receiver, hook, run_jobs, deliver):
    receiver.on("/a.jpg", sends(reply(b"\xff\xd8\xff\xe0" + b"x" * 100)))
    form = {"title": "t", "image_url": receiver.url("/a.jpg", "127.0.0.1"), "callback_url": hook}
    client.post("/v2/images", data=form)
    run_jobs()
    deliver()
    link = verified(client, receiver.seen[-1])["data"]["original_frame_image"]
    base = f"http://{settings.host}:{settings.port}"
    assert link.startswith(f"{base}/files/")
    assert client.get(link.removeprefix(base)).status_code == 200


@pytest.mark.parametrize("answer", ["500 Oh", "404 Not Found", "302 Found", "429 Too Many", "400 Bad"])
def test_what_is_not_accepted_is_tried_again_with_the_same_id(
    client, receiver, send, run_jobs, deliver, hurry, log, answer: str
):
    receiver.on("/hook", sends(reply(b"no", answer, Location="/elsewhere")))
    send()
    run_jobs()
    assert deliver() == 1
    assert deliver() == 0, "not before its time"
    (entry,) = log()
    assert (entry["status"], entry["response_code"]) == ("pending", int(answer[:3]))
    pause = datetime.fromisoformat(entry["next_try_at"]) - datetime.now(UTC)
    assert timedelta(seconds=2) < pause < timedelta(seconds=7)
    receiver.on("/hook", sends(reply(b"thanks")))
    hurry()
    assert deliver() == 1
    assert [seen.path for seen in receiver.seen] == ["/hook", "/hook"], "redirects are not followed"
    assert len({seen.headers["webhook-id"] for seen in receiver.seen}) == 1
    (entry,) = log()
    assert (entry["status"], entry["tries"], entry["response_code"]) == ("delivered", 2, 200)
    detail = client.get(f"/v2/webhooks/deliveries/{entry['id']}").json()
    assert [one["response_code"] for one in detail["log"]] == [int(answer[:3]), 200]


def test_it_is_given_up_after_the_last_try_about_a_day_later(receiver, send, run_jobs, deliver, hurry, log):
    receiver.on("/hook", sends(reply(status="503 Busy")))
    send()
    run_jobs()
    tries = 0
    while deliver():
        tries += 1
        hurry()
    assert tries == len(DELAYS_S) + 1 == 12
    assert 20 * 3600 < sum(DELAYS_S) < 24 * 3600
    (entry,) = log()
    assert (entry["status"], entry["tries"], entry["next_try_at"]) == ("failed", 12, None)


def test_a_receiver_that_is_gone_is_not_asked_again(receiver, send, run_jobs, deliver, hurry, log):
    receiver.on("/hook", sends(reply(status="410 Gone")))
    send()
    run_jobs()
    deliver()
    hurry()
    assert deliver() == 0
    assert (log()[0]["status"], log()[0]["response_code"]) == ("failed", 410)


def test_a_receiver_may_say_when_to_come_back(receiver, send, run_jobs, deliver, log):
    receiver.on("/hook", sends(reply(status="503 Busy", Retry_After="7200")))
    send()
    run_jobs()
    deliver()
    pause = datetime.fromisoformat(log()[0]["next_try_at"]) - datetime.now(UTC)
    assert timedelta(minutes=119) < pause <= timedelta(hours=2)


def test_a_receiver_that_drips_or_talks_without_end_holds_nobody(receiver, send, run_jobs, deliver, log):
    def drip(_request: Seen, connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not receiver.stopping.wait(0.05):
            connection.sendall(b".")

    def talk(_request: Seen, connection: socket.socket) -> None:
        connection.sendall(reply(length=-1))
        while not receiver.stopping.is_set():
            connection.sendall(bytes(65536))

    receiver.on("/drip", drip)
    receiver.on("/talk", talk)
    send(receiver.url("/drip", "127.0.0.1"))
    send(receiver.url("/talk", "127.0.0.1"))
    run_jobs()
    began = now()
    deliver()
    assert now() - began < timedelta(seconds=30)
    found = {entry["url"][-4:]: entry for entry in log()}
    assert (found["drip"]["status"], found["drip"]["response_code"]) == ("pending", None)
    assert "within 5 seconds" in found["drip"]["problem"]
    assert (found["talk"]["status"], found["talk"]["response_code"]) == ("delivered", 200)


@pytest.mark.parametrize(
    "url",
    ["ftp://example.org/", "http://10.0.0.1/hook", "http://[::1]/hook", "http://a:b@example.org/", "hook",
     "http://169.254.169.254/", "http://example.org:25/"],
)  # fmt: skip
def test_an_address_that_nobody_can_be_told_at_is_refused_at_the_door(client, url: str):
    answer = client.post("/v2/texts", data={"title": "t", "text": "fine", "callback_url": url})
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_callback")
    assert client.get("/v1/texts").json()["count"] == 0


def test_a_name_that_leads_inside_is_refused_when_it_is_sent(receiver, send, run_jobs, deliver, hurry, log):
    send(receiver.url("/hook", "127.2"))  # which is 127.0.0.2
    run_jobs()
    deliver()
    hurry()
    assert deliver() == 0
    assert receiver.seen == []
    assert log()[0]["status"] == "failed"
    assert "EMOSCOPE_ALLOWED_PRIVATE_HOSTS" in log()[0]["problem"]


def test_a_redirect_does_not_lead_inside(receiver, send, run_jobs, deliver):
    receiver.on("/hook", redirects(receiver.url("/inner", "127.0.0.1")))
    send()
    run_jobs()
    deliver()
    assert [seen.path for seen in receiver.seen] == ["/hook"]


def test_deleting_a_medium_takes_back_what_was_to_be_told(
    client, receiver, send, run_jobs, deliver, sessions, log
):
    waiting, pending = send(), send()
    with sessions() as session:
        job = session.query(Job).where(Job.subject_id == pending).one()
    with sessions.begin() as session:
        session.query(Job).where(Job.id != job.id).update({Job.status: "processing"})
    run_jobs()
    assert sorted(entry["status"] for entry in log()) == ["pending", "waiting"]
    for text_id in (waiting, pending):
        client.delete(f"/v1/texts/{text_id}")
    assert log() == []
    assert deliver() == 0
    assert receiver.seen == []
    with sessions() as session:
        assert session.query(Job).count() == session.query(Delivery).count() == 0


def test_words_put_in_the_place_of_others_are_told_of_once(
    client, receiver, hook, send, run_jobs, deliver, log
):
    text_id = send()
    form = {"text": "I hate this.", "callback_url": hook}
    assert client.put(f"/v1/texts/{text_id}/emotions", data=form).status_code == 200
    assert len(log()) == 1, "the analysis of the old words is no more"
    run_jobs()
    deliver()
    (seen,) = receiver.seen
    assert verified(client, seen)["data"]["text"] == "I hate this."


def test_asking_again_for_the_same_callback_adds_none(client, receiver, hook, send, run_jobs, deliver):
    text_id = send()
    for _ in range(2):
        client.put(f"/v1/texts/{text_id}", data={"callback_url": hook})
    run_jobs()
    deliver()
    assert len(receiver.seen) == 1
    client.put(f"/v1/texts/{text_id}", data={"callback_url": hook})
    assert deliver() == 1, "an analysis that has ended is told of at once"
    client.put(f"/v1/texts/{text_id}", data={"callback_url": hook, "reprocess": "true"})
    assert deliver() == 0
    run_jobs()
    assert deliver() == 1


def test_what_is_done_at_once_is_told_at_once(client, receiver, hook):
    image = {"title": "t", "image_url": receiver.url("/none.jpg", "127.0.0.1")}
    image_id = client.post("/v2/images", data=image).json()["id"]
    client.put(f"/v1/images/{image_id}/metadata", data={"title": "new", "callback_url": hook})
    (entry,) = client.get("/v2/webhooks/deliveries").json()["documents"]
    assert (entry["event"], entry["status"], entry["media_id"]) == ("metadata", "pending", image_id)


def test_a_document_too_large_is_left_out(client, receiver, send, run_jobs, deliver, monkeypatch):
    monkeypatch.setattr("emoscope.webhooks.delivery.BODY_BYTES", 500)
    text_id = send()
    run_jobs()
    deliver()
    message = verified(client, receiver.seen[0])
    assert (message["id"], message["data"], message["data_omitted"]) == (text_id, None, True)


def test_a_document_that_cannot_be_made_is_tried_again_by_the_schedule(
    receiver, send, run_jobs, deliver, hurry, log, sessions
):
    text_id = send()
    run_jobs()
    with sessions.begin() as session:
        medium = session.get_one(Medium, text_id)
        key, medium.object_key = medium.object_key, "lost"
    deliver()
    assert deliver() == 0
    assert (log()[0]["status"], log()[0]["problem"][:10]) == ("pending", "The server")
    with sessions.begin() as session:
        session.get_one(Medium, text_id).object_key = key
    hurry()
    deliver()
    assert log()[0]["status"] == "delivered"
    assert len(receiver.seen) == 1


def test_a_killed_sender_leaves_its_delivery_to_the_next(receiver, send, run_jobs, deliver, sessions, log):
    send()
    run_jobs()
    with sessions.begin() as session:
        job = session.query(Job).where(Job.kind == "deliver_webhook").one()
        job.status, job.attempts, job.lease_owner = "processing", 1, "killed"
        job.lease_expires_at = now() - timedelta(seconds=1)
    assert deliver() == 0
    sent = []

    class Transport:
        send = staticmethod(sent.append)

    sweep(sessions, Transport())
    assert sent == [], "workers are not troubled with it"
    assert deliver() == 1
    assert (log()[0]["status"], len(receiver.seen)) == ("delivered", 1), log()


def test_a_delivery_whose_senders_all_died_has_failed(send, run_jobs, sessions, log):
    send()
    run_jobs()
    with sessions.begin() as session:
        job = session.query(Job).where(Job.kind == "deliver_webhook").one()
        job.status, job.attempts, job.lease_owner = "processing", job.max_attempts, "killed"
        job.lease_expires_at = now() - timedelta(seconds=1)
    sweep(sessions, None)
    assert (log()[0]["status"], log()[0]["problem"]) == ("failed", "The server was stopped at each try.")

"""The secrets that sign callbacks, and the log of what was sent."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from builders.replies import verified
from builders.servers import reply, sends
from emoscope.db.models import now
from emoscope.db.webhook_models import SigningSecret


def test_while_secrets_are_rotated_both_verify(client, receiver, send, run_jobs, deliver):
    (old,) = client.get("/v2/webhooks/secrets").json()["secrets"]
    assert old["secret"].startswith("whsec_")
    rotated = client.post("/v2/webhooks/secrets", data={"overlap_hours": 1}).json()["secrets"]
    assert [secret["id"] for secret in rotated][1:] == [old["id"]]
    assert client.get("/v2/webhooks/secrets").json()["secrets"] == rotated
    assert (rotated[0]["expires_at"], rotated[1]["expires_at"] is not None) == (None, True)
    send()
    run_jobs()
    deliver()
    (seen,) = receiver.seen
    assert len(seen.headers["webhook-signature"].split(" ")) == 2
    for secret in rotated:
        assert Webhook(secret["secret"]).verify(seen.body, seen.headers)["status"] == "completed"
    with pytest.raises(WebhookVerificationError):
        Webhook(rotated[0]["secret"]).verify(seen.body + b" ", seen.headers)


def test_an_expired_secret_signs_no_more_and_two_is_the_most(client, sessions):
    client.post("/v2/webhooks/secrets", data={"overlap_hours": 1})
    client.post("/v2/webhooks/secrets", data={"overlap_hours": 1})
    assert len(client.get("/v2/webhooks/secrets").json()["secrets"]) == 2
    with sessions.begin() as session:
        session.query(SigningSecret).where(SigningSecret.expires_at.is_not(None)).update(
            {"expires_at": now() - timedelta(seconds=1)}
        )
    assert len(client.get("/v2/webhooks/secrets").json()["secrets"]) == 1
    assert len(client.post("/v2/webhooks/secrets", data={"overlap_hours": 0}).json()["secrets"]) == 1


def test_secrets_are_not_in_the_database(client, settings):
    secret = client.get("/v2/webhooks/secrets").json()["secrets"][0]["secret"].removeprefix("whsec_")
    files = [path for path in settings.data_dir.rglob("*") if path.is_file()]
    assert any("emoscope.db" in path.name for path in files)
    assert all(secret.encode() not in path.read_bytes() for path in files)


def test_a_delivery_can_be_sent_again(client, receiver, send, run_jobs, deliver, log):
    send()
    delivery_id = log()[0]["id"]
    too_early = client.post(f"/v2/webhooks/deliveries/{delivery_id}/replay")
    assert (too_early.status_code, too_early.json()["code"]) == (409, "delivery_not_due")
    run_jobs()
    deliver()
    assert client.post(f"/v2/webhooks/deliveries/{delivery_id}/replay").json()["status"] == "pending"
    assert client.post(f"/v2/webhooks/deliveries/{delivery_id}/replay").json()["status"] == "pending"
    assert deliver() == 1, "asked for twice, sent once"
    assert len({seen.headers["webhook-id"] for seen in receiver.seen}) == 1
    assert len(receiver.seen) == 2
    detail = client.get(f"/v2/webhooks/deliveries/{delivery_id}").json()
    assert (detail["status"], len(detail["log"])) == ("delivered", 2)


def test_the_log_is_paged_and_filtered(client, send, log):
    ids = [send(title=str(number)) for number in range(3)]
    assert [entry["media_id"] for entry in log()] == ids[::-1]
    first = log(page_size=2)
    assert [entry["media_id"] for entry in log(page_size=2, start_after=first[-1]["id"])] == [ids[0]]
    back = log(page_size=2, start_after=log()[-1]["id"], direction="backward")
    assert [entry["media_id"] for entry in back] == [ids[2], ids[1]]
    assert [entry["media_id"] for entry in log(media_id=ids[1])] == [ids[1]]
    assert (len(log(status="waiting")), log(status="delivered")) == (3, [])
    assert client.get("/v2/webhooks/deliveries?status=odd").json()["code"] == "bad_status"
    assert client.get("/v2/webhooks/deliveries?start_after=odd").json()["code"] == "bad_page"


def test_deliveries_and_secrets_are_their_owners(client, send, make_key, log):
    send()
    delivery_id = log()[0]["id"]
    mine = client.get("/v2/webhooks/secrets").json()["secrets"][0]["secret"]
    client.headers["X-API-Key"] = make_key("eve@example.org")
    assert log() == []
    for method, path in [("GET", ""), ("POST", "/replay")]:
        answer = client.request(method, f"/v2/webhooks/deliveries/{delivery_id}{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "delivery_not_found")
    assert client.get("/v2/webhooks/secrets").json()["secrets"][0]["secret"] != mine


def test_waiting_for_a_try_is_no_waiting_job(client, receiver, send, run_jobs, deliver):
    receiver.on("/hook", sends(reply(status="500 Oh")))
    send()
    run_jobs()
    deliver()
    assert client.get("/health").json()["waiting_jobs"] == 0


def test_the_body_is_what_was_signed(client, receiver, send, run_jobs, deliver):
    send(text="I love Zürich 😀")
    run_jobs()
    deliver()
    (seen,) = receiver.seen
    assert "Zürich 😀" in seen.body.decode()
    assert json.loads(seen.body) == verified(client, seen)

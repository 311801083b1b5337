"""`emoscope webhooks` on a database with deliveries."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from emoscope.cli.main import app
from emoscope.db.models import Job, Medium, User
from emoscope.db.webhook_models import Delivery


@pytest.fixture
def delivery_ids(sessions, settings, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A delivery in each status."""
    monkeypatch.setenv("EMOSCOPE_DATA_DIR", str(settings.data_dir))
    with sessions.begin() as session:
        user = User(email="ada@example.org")
        session.add(user)
        session.flush()
        medium = Medium(user_id=user.id, kind="text", title="t", object_key="", size_bytes=0)
        session.add(medium)
        session.flush()
        made = [
            Delivery(user_id=user.id, media_id=medium.id, job_id="", url="http://a", event="e", status=status)
            for status in ("waiting", "pending", "delivered", "failed")
        ]
        session.add_all(made)
        session.flush()
        return {delivery.status: delivery.id for delivery in made}


def run(*args: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["webhooks", *args])
    return done.exit_code, done.output


def test_deliveries_are_listed(delivery_ids):
    code, text = run("list")
    assert code == 0
    assert all(delivery_id in text for delivery_id in delivery_ids.values())
    assert delivery_ids["failed"] in run("list", "--status", "failed")[1]
    assert delivery_ids["pending"] not in run("list", "--status", "failed")[1]


def test_deliveries_are_sent_again(delivery_ids, sessions):
    assert run("replay", "--failed") == (0, "1 to be sent again.\n")
    assert run("replay", delivery_ids["delivered"])[0] == 0
    with sessions() as session:
        jobs = session.query(Job).where(Job.kind == "deliver_webhook").all()
        assert {job.subject_id for job in jobs} == {delivery_ids["failed"], delivery_ids["delivered"]}
        assert session.get_one(Delivery, delivery_ids["failed"]).status == "pending"


def test_what_cannot_be_sent_again(delivery_ids):
    assert run("replay", "none")[0] == 1
    code, text = run("replay", delivery_ids["waiting"])
    assert (code, "not ended" in text) == (1, True)

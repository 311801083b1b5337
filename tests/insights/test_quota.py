"""Tokens of a language model, counted by user and day, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select, update

from emoscope.db.insight_models import InsightMessage, InsightUsage
from emoscope.settings import Settings
from insights.conftest import Served, add_media
from insights.events import events_in
from insights.model_server import ModelServer, model_server, says


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with model_server(says("Fine.", usage=(80, 20))) as model:
        yield model


@pytest.fixture
def settings(settings: Settings, model: ModelServer) -> Settings:
    return settings.model_copy(
        update={"llm_base_url": model.base_url, "llm_model": "tiny", "llm_tokens_per_day": 150}
    )


def test_tokens_are_reported_kept_and_bounded_for_each_user(
    served: Served, model: ModelServer, sessions, make_key
):
    first = served.ask("How is Ben?")
    assert first["response"] == "Fine."
    assert first["token_usage"] == {"input_tokens": 80, "output_tokens": 20}
    assert first["is_quota_exceeded"] is False
    with sessions() as session:
        kept = session.scalars(select(InsightMessage).where(InsightMessage.number == 2)).one()
        assert (kept.engine, kept.input_tokens, kept.output_tokens) == ("tiny", 80, 20)
    served.ask("How is Anna?")
    assert len(model.requests) == 2
    third = served.ask("How is Ben?")
    assert third["is_quota_exceeded"] is True
    assert "used up" in third["response"]
    assert "Ben looks mostly" in third["response"]
    assert third["token_usage"] == {"input_tokens": 0, "output_tokens": 0}
    end = events_in(served.client.post(served.path(), json={"message": "How is Ben?"}).text)[-2]
    assert end.data["is_quota_exceeded"] is True
    assert len(model.requests) == 2

    other = {"X-API-Key": make_key("bob@example.org")}
    served.ids["image"] = add_media(sessions, "bob@example.org")["image"]
    assert served.ask("How is it?", "image", headers=other)["response"] == "Fine."
    assert len(model.requests) == 3


def test_erasing_a_medium_gives_no_tokens_back_but_the_next_day_does(
    served: Served, model: ModelServer, sessions
):
    for _ in range(2):
        served.ask("How is it?", "text")
    assert served.client.delete(f"/v1/texts/{served.ids['text']}").status_code == 200
    assert served.ask("How is Ben?")["is_quota_exceeded"] is True
    with sessions.begin() as session:
        session.execute(update(InsightUsage).values(day="2020-01-01"))
    assert served.ask("How is Ben?")["is_quota_exceeded"] is False
    assert len(model.requests) == 3

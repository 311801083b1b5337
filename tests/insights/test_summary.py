"""Summaries over HTTP: made without a language model, or by one from the same figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from builders import findings as made
from emoscope.domain.findings import Findings
from emoscope.pipelines.summary import summarise
from emoscope.settings import Settings
from insights.conftest import MEDIA, Served
from insights.model_server import ModelServer, model_server, refuses, says


def summary_of(client: TestClient, served: Served, kind: str = "video") -> dict[str, str]:
    reply = client.get(f"/v2/{kind}/{served.ids[kind]}/summary")
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


@pytest.mark.parametrize("kind", MEDIA)
def test_without_a_language_model_the_figures_are_told_in_plain_sentences(served: Served, kind: str) -> None:
    findings = served.findings[kind]
    assert isinstance(findings, Findings)
    assert summary_of(served.client, served, kind) == {"summary": summarise(findings), "engine": "built-in"}


def test_what_is_not_there_is_refused(served: Served, make_key: Callable[..., str]) -> None:
    path = f"/v2/video/{served.ids['video']}/summary"
    stranger = {"X-API-Key": make_key("eve@example.org")}
    assert served.client.get(path, headers=stranger).status_code == 404
    assert served.client.get(path.replace("video", "film", 1)).status_code == 422


class TestWithALanguageModel:
    @pytest.fixture
    def model(self) -> Iterator[ModelServer]:
        with model_server(says("Anna and ", "Ben talk.", usage=(80, 20))) as model:
            yield model

    @pytest.fixture
    def settings(self, settings: Settings, model: ModelServer) -> Settings:
        return settings.model_copy(
            update={"llm_base_url": model.base_url, "llm_model": "tiny", "llm_tokens_per_day": 150}
        )

    def test_it_writes_from_the_figures_once_until_they_change(
        self, served: Served, model: ModelServer
    ) -> None:
        for _ in range(2):
            told = summary_of(served.client, served)
            assert told == {"summary": "Anna and Ben talk.", "engine": "tiny"}
        (request,) = model.requests
        assert "people_seen" in request["messages"][1]["content"]
        video = made.video()
        served.findings["video"] = replace(video, faces=video.faces[:1])
        summary_of(served.client, served)
        assert len(model.requests) == 2

    def test_it_is_not_asked_beyond_the_tokens_of_the_day(self, served: Served, model: ModelServer) -> None:
        served.ask("How is Ben?")
        served.ask("How is Anna?")
        told = summary_of(served.client, served)
        assert (told["engine"], len(model.requests)) == ("built-in", 2)


class TestWithABrokenOne:
    @pytest.fixture
    def settings(self, settings: Settings) -> Iterator[Settings]:
        with model_server(refuses("500 Internal Server Error")) as model:
            yield settings.model_copy(update={"llm_base_url": model.base_url, "llm_model": "tiny"})

    def test_the_plain_sentences_take_its_place(self, served: Served) -> None:
        assert summary_of(served.client, served)["engine"] == "built-in"

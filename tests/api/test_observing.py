"""Health, readiness, figures and ETags: how the server is watched, and asked often without much work."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from emoscope.api.rate_limit import RateLimiter, TooManyRequests
from emoscope.app.web import make_app
from emoscope.settings import Settings

TEXT = {"title": "T", "text": "Hello there."}


def test_a_server_whose_parts_answer_is_ready(client: TestClient) -> None:
    del client.headers["X-API-Key"]
    reply = client.get("/ready")
    parts = {"status": "ok", "database": "ok", "storage": "ok", "broker": "ok"}
    assert (reply.status_code, reply.json()) == (200, parts)


def test_one_whose_broker_is_gone_is_not(settings: Settings) -> None:
    gone = settings.model_copy(update={"broker_url": "redis://127.0.0.1:1/0"})
    with TestClient(make_app(gone)) as client:
        reply = client.get("/ready")
        assert (reply.status_code, reply.json()["broker"], reply.json()["database"]) == (
            503,
            "unavailable",
            "ok",
        )
        assert client.get("/health").status_code == 200


def test_figures_count_requests_by_route_and_jobs_by_state(
    client: TestClient, make_key: Callable[..., str], run_jobs: Callable[[], int]
) -> None:
    text_id = client.post("/v2/texts", data=TEXT).json()["id"]
    client.get(f"/v1/texts/{text_id}")
    client.get("/v1/texts/nothing")
    client.get("/nowhere/at/all")
    boss = {"X-API-Key": make_key("boss@example.org", "admin")}
    waiting = _samples(client.get("/metrics", headers=boss).text)
    assert waiting[("emoscope_jobs", ("analyze_text", "queue"))] == 1
    assert waiting[("emoscope_oldest_waiting_job_seconds", ())] > 0
    run_jobs()
    done = _samples(client.get("/metrics", headers=boss).text)
    assert done[("emoscope_jobs", ("analyze_text", "completed"))] == 1
    assert done[("emoscope_media", ("text", "completed"))] == 1
    route = "/v1/texts/{text_id}"
    assert done[("emoscope_requests_total", ("GET", route, "200"))] == 1
    assert done[("emoscope_requests_total", ("GET", route, "404"))] == 1
    assert not any("nowhere" in value for _, labels in done for value in labels)


def test_figures_are_for_admins(client: TestClient) -> None:
    assert client.get("/metrics").status_code == 403


def _samples(text: str) -> dict[tuple[str, tuple[str, ...]], float]:
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = [sample.labels.get(name) for name in ("kind", "method", "route", "status")]
            found[sample.name, tuple(label for label in labels if label)] = sample.value
    return found


def test_who_has_the_newest_state_is_answered_without_a_body(
    client: TestClient, run_jobs: Callable[[], int]
) -> None:
    text_id = client.post("/v2/texts", data=TEXT).json()["id"]
    before = client.get(f"/v1/texts/{text_id}")
    same = client.get(f"/v1/texts/{text_id}", headers={"If-None-Match": before.headers["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    run_jobs()
    after = client.get(f"/v1/texts/{text_id}", headers={"If-None-Match": before.headers["ETag"]})
    assert (after.status_code, after.json()["status"]) == (200, "completed")


def test_a_caller_beyond_the_limit_is_told_when_to_come_again(
    settings: Settings, make_key: Callable[..., str]
) -> None:
    slow = settings.model_copy(update={"rate_limit_per_minute": 3})
    with TestClient(make_app(slow)) as client:
        headers = {"X-API-Key": make_key()}
        for _ in range(3):
            assert client.get("/v1/texts", headers=headers).status_code == 200
        refused = client.get("/v1/texts", headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
        assert 1 <= int(refused.headers["Retry-After"]) <= 20
        assert client.get("/v1/texts", headers={"X-API-Key": make_key("b@example.org")}).status_code == 200


def test_a_limit_of_nought_is_none_and_tokens_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("emoscope.api.rate_limit.time.monotonic", lambda: clock[0])
    limiter = RateLimiter(60)
    for _ in range(60):
        limiter.take("a")
    with pytest.raises(TooManyRequests):
        limiter.take("a")
    clock[0] += 2
    limiter.take("a")
    limiter.take("a")
    with pytest.raises(TooManyRequests):
        limiter.take("a")
    unlimited = RateLimiter(0)
    for _ in range(1000):
        unlimited.take("a")

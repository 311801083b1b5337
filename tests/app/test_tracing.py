from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient

from builders.servers import OddServer, odd_server, reply, sends
from emoscope.app.web import make_app
from emoscope.settings import Settings
from emoscope.telemetry import start_tracing
from emoscope.worker.process import job_entry

trace_service = pytest.importorskip(
    "opentelemetry.proto.collector.trace.v1.trace_service_pb2", reason="emoscope[telemetry] is not installed"
)


@pytest.fixture
def collector() -> Iterator[OddServer]:
    with odd_server() as server:
        server.on("/v1/traces", sends(reply(b"", Content_Type="application/x-protobuf")))
        yield server


def spans(collector: OddServer) -> dict[str, dict[str, str]]:
    """The attributes of each span that came in, by its name."""
    found = {}
    for seen in collector.seen:
        for resource in trace_service.ExportTraceServiceRequest.FromString(seen.body).resource_spans:
            process = {one.key: one.value.string_value for one in resource.resource.attributes}
            for scope in resource.scope_spans:
                for span in scope.spans:
                    values = {one.key: one.value.string_value for one in span.attributes}
                    found[span.name] = process | values
    return found


def test_requests_and_jobs_are_told_to_the_collector_without_what_signs_links(
    settings: Settings, collector: OddServer, make_key: Callable[..., str]
) -> None:
    traced = settings.model_copy(update={"otlp_endpoint": collector.url("", host="127.0.0.1")})
    with TestClient(make_app(traced)) as client:
        sent = client.post("/v2/texts", data={"title": "T", "text": "Hi."}, headers={"X-API-Key": make_key()})
        client.get(f"/v1/texts/{sent.json()['id']}?signature=secret")
        client.get("/health")
    found = spans(collector)
    assert set(found) == {"POST /v2/texts", "GET /v1/texts/{text_id}"}
    assert {one["service.name"] for one in found.values()} == {"emoscope"}
    assert "secret" not in str(found)


def test_a_worker_tells_of_its_jobs(
    settings: Settings, collector: OddServer, client: TestClient, sessions: object
) -> None:
    from sqlalchemy import select

    from emoscope.db.models import Job

    client.post("/v2/texts", data={"title": "T", "text": "Hi."})
    with sessions() as session:  # type: ignore[operator]
        job_id = session.scalars(select(Job.id)).one()
    traced = settings.model_copy(update={"otlp_endpoint": collector.url("", host="127.0.0.1")})
    job_entry(traced)(job_id)
    end = time.monotonic() + 20
    while not collector.seen:
        assert time.monotonic() < end, "no span came"
        time.sleep(0.1)
    ((name, values),) = spans(collector).items()
    assert (name, values["emoscope.job_id"], values["emoscope.process"]) == ("analyze_text", job_id, "worker")


def test_nothing_is_sent_where_no_collector_is_set() -> None:
    assert start_tracing("", "api") is None

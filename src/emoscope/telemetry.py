"""Traces for OpenTelemetry, where the owner has set a collector; nothing is imported or sent otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

SEND_TIMEOUT_S = 5


def start_tracing(endpoint: str, process: str) -> TracerProvider | None:
    """Sends spans to `endpoint` (OTLP over HTTP) as the service `emoscope`; None where none is set.

    `process` tells API and worker apart. Raises ValueError where the packages of the extra `telemetry` are
    not installed. The provider has to be shut down at the end, which sends what is left.
    """
    if not endpoint:
        return None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    except ImportError as error:
        raise ValueError("EMOSCOPE_OTLP_ENDPOINT needs the packages of emoscope[telemetry].") from error
    exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces", timeout=SEND_TIMEOUT_S)
    provider = TracerProvider(
        resource=Resource.create({"service.name": "emoscope", "emoscope.process": process})
    )
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return provider

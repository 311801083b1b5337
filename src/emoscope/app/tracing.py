"""Traces of requests, where a collector is set."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI

from emoscope.telemetry import start_tracing

_UNTRACED = "health,ready,metrics"


def install(app: FastAPI, endpoint: str) -> Callable[[], None]:
    """Traces the app's requests; returns what sends the last spans and ends it."""
    provider = start_tracing(endpoint, "api")
    if provider is None:
        return lambda: None
    from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor  # noqa: PLC0415

    FastAPIInstrumentor.instrument_app(
        app,
        tracer_provider=provider,
        excluded_urls=_UNTRACED,
        server_request_hook=_without_secrets,
        exclude_spans=["receive", "send"],
    )
    return provider.shutdown


def _without_secrets(span: Any, scope: dict[str, Any]) -> None:
    """Addresses lose what stands behind their question mark, which signs links."""
    for name in ("http.url", "http.target", "url.full"):
        span.set_attribute(name, scope["path"])
    span.set_attribute("url.query", "")

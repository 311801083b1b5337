"""Figures for Prometheus: requests of this process, jobs of the whole installation."""

from __future__ import annotations

import time
from collections.abc import Iterator

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from emoscope.api.auth import Admin
from emoscope.api.state import State
from emoscope.db.engine import SessionFactory, reading
from emoscope.db.models import Job, Medium, now

router = APIRouter(tags=["Health"])

_BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120)


class RequestFigures:
    """Counts and times requests by route; a path that is no route is counted as `other`."""

    def __init__(self, app: ASGIApp, registry: CollectorRegistry) -> None:
        self._app = app
        labels = ["method", "route", "status"]
        self._count = Counter("emoscope_requests", "Requests answered.", labels, registry=registry)
        self._seconds = Histogram(
            "emoscope_request_seconds",
            "Time until the first byte of the answer.",
            ["method", "route"],
            buckets=_BUCKETS_S,
            registry=registry,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()

        async def send_counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = getattr(scope.get("route"), "path", "other")
                self._count.labels(scope["method"], route, message["status"]).inc()
                self._seconds.labels(scope["method"], route).observe(time.perf_counter() - began)
            await send(message)

        await self._app(scope, receive, send_counted)


class InstallationFigures(Collector):
    """What the database knows, read anew at each look."""

    def __init__(self, sessions: SessionFactory) -> None:
        self._sessions = sessions

    def collect(self) -> Iterator[GaugeMetricFamily]:
        jobs = GaugeMetricFamily("emoscope_jobs", "Jobs by kind and status.", labels=["kind", "status"])
        media = GaugeMetricFamily("emoscope_media", "Media by kind and status.", labels=["kind", "status"])
        waiting = GaugeMetricFamily("emoscope_oldest_waiting_job_seconds", "Age of the oldest waiting job.")
        with reading(self._sessions) as session:
            for kind, status, count in session.execute(
                select(Job.kind, Job.status, func.count()).group_by(Job.kind, Job.status)
            ):
                jobs.add_metric([kind, status], count)
            for kind, status, count in session.execute(
                select(Medium.kind, Medium.status, func.count()).group_by(Medium.kind, Medium.status)
            ):
                media.add_metric([kind, status], count)
            oldest = session.scalar(
                select(func.min(Job.created_at)).where(Job.status == "queue", Job.due_at.is_(None))
            )
        waiting.add_metric([], (now() - oldest).total_seconds() if oldest else 0.0)
        yield from (jobs, media, waiting)


@router.get("/metrics")
def get_metrics(request: Request, state: State, _admin: Admin) -> Response:
    """Figures in the text format of Prometheus; for admins (`Authorization: Bearer KEY`)."""
    installation = CollectorRegistry()
    installation.register(InstallationFigures(state.sessions))
    text = generate_latest(request.app.state.request_figures) + generate_latest(installation)
    return Response(text, media_type=CONTENT_TYPE_LATEST)

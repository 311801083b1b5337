"""The HTTP process, put together from settings."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache, partial
from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from prometheus_client import CollectorRegistry
from starlette.routing import BaseRoute

from emoscope.accounts import admin_router as accounts_admin
from emoscope.accounts import router as accounts
from emoscope.analytics import router as analytics
from emoscope.api import errors, files, health, metrics
from emoscope.api.etags import Etags
from emoscope.api.idempotency import Idempotency
from emoscope.api.isolated import IsolatedProcess
from emoscope.api.metrics import RequestFigures
from emoscope.api.middleware import BodyLimit, RequestContext
from emoscope.api.rate_limit import RateLimiter
from emoscope.api.state import ApiState
from emoscope.app import tracing, ui
from emoscope.app.callbacks import make_courier
from emoscope.app.insights import make_insights
from emoscope.app.uploads import make_uploads
from emoscope.audios import edits_router as audio_edits
from emoscope.audios import peaks_router
from emoscope.audios import router as audios
from emoscope.audios.peaks import PeaksMaker
from emoscope.audios.spoken import Spoken
from emoscope.db.engine import SessionFactory, make_engine, make_sessions
from emoscope.db.migrate import migrate
from emoscope.domain.video import MediaLimits
from emoscope.fetching.fetch import Fetcher
from emoscope.findings.load import FindingsLoader
from emoscope.highlights import router as highlights
from emoscope.images import router as images
from emoscope.insights import router as insights
from emoscope.jobs.sending import Sweeper
from emoscope.live import router as live
from emoscope.live.ear import EarSetup, IsolatedEar
from emoscope.live.session import LiveDesk, LiveLimits
from emoscope.live.viewer import IsolatedViewer
from emoscope.outbound.addresses import AddressPolicy
from emoscope.projects import router as projects
from emoscope.queue.messages import Transport, make_celery
from emoscope.reports import router as reports
from emoscope.settings import Settings
from emoscope.storage.growing import UploadFolder
from emoscope.storage.links import LinkSigner
from emoscope.storage.objects import Objects, open_objects
from emoscope.texts import router as texts
from emoscope.uploads import router as uploads
from emoscope.uploads.cleaning import UploadCleaner
from emoscope.uploads.tus import TusHeaders
from emoscope.videos import router as videos
from emoscope.videos import timeline_router
from emoscope.videos.frame_images import FrameImages
from emoscope.webhooks import router as webhooks

FORM_OVERHEAD_BYTES = 1024**2
"""What a multipart form may weigh beside its file."""


ROUTERS = (
    health.router,
    metrics.router,
    files.router,
    videos.router,
    videos.pictures,
    timeline_router.router,
    highlights.router,
    audios.router,
    audio_edits.router,
    peaks_router.router,
    images.router,
    texts.router,
    analytics.router,
    insights.router,
    webhooks.router,
    reports.router,
    accounts.router,
    accounts_admin.router,
    projects.router,
    uploads.router,
    live.router,
)


def make_app(settings: Settings) -> FastAPI:
    app = FastAPI(
        title="Emoscope",
        version=version("emoscope"),
        summary="Self-hosted emotion analysis of video, audio, images and text.",
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
        routes=[*_operations()],
    )
    app.state.settings = settings
    ui.install(app, settings)
    _surround(app, settings)
    errors.install(app)
    app.state.end_tracing = tracing.install(app, settings.otlp_endpoint)
    return app


@cache
def _operations() -> tuple[BaseRoute, ...]:
    """The routes of every app in this process. None depends on settings, and FastAPI takes half a second to
    work them out, at the first request."""
    together = APIRouter()
    for router in ROUTERS:
        together.include_router(router)
    return tuple(together.routes)


def _surround(app: FastAPI, settings: Settings) -> None:
    """What every request passes through, the innermost first."""
    app.add_middleware(Idempotency)
    app.add_middleware(TusHeaders)
    app.add_middleware(Etags)
    app.add_middleware(BodyLimit, limit=settings.max_upload_bytes + FORM_OVERHEAD_BYTES)
    app.state.request_figures = CollectorRegistry()
    app.add_middleware(RequestFigures, registry=app.state.request_figures)
    app.add_middleware(RequestContext)


def _state(settings: Settings, sessions: SessionFactory, transport: Transport, objects: Objects) -> ApiState:
    return ApiState(
        sessions=sessions,
        transport=transport,
        objects=objects,
        uploads=UploadFolder(settings.resolved_upload_dir()),
        fetcher=Fetcher(
            AddressPolicy.parse(settings.allowed_private_hosts),
            settings.fetch_timeout_s,
            settings.site_downloads,
        ),
        signer=LinkSigner(settings.resolved_secret_key(), settings.link_lifetime_s),
        public_url=settings.public_url,
        link_lifetime_s=settings.link_lifetime_s,
        max_upload_bytes=settings.max_upload_bytes,
        job_attempts=settings.job_attempts,
        findings_of=FindingsLoader(sessions, objects),
        spoken_in=Spoken(sessions, objects),
        rate_limiter=RateLimiter(settings.rate_limit_per_minute),
    )


def _live_desk(settings: Settings) -> LiveDesk:
    limits = LiveLimits()
    make_viewer = partial(IsolatedViewer, settings.inference_threads, limits.max_frame_pixels)
    setup = EarSetup(
        settings.inference_threads,
        settings.voice_emotion_model,
        settings.transcriber,
        settings.whisper_model,
    )
    return LiveDesk(settings.live_sessions, make_viewer, partial(IsolatedEar, setup), limits)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    engine = make_engine(settings.resolved_database_url())
    migrate(engine)
    sessions = make_sessions(engine)
    transport = Transport(make_celery(settings.resolved_broker_url(), settings.data_dir))
    objects = open_objects(settings.storage_url, settings.data_dir / "objects")
    process = IsolatedProcess()
    limits = MediaLimits(settings.max_video_pixels, settings.max_video_duration_s)
    app.state.frame_images = FrameImages(sessions, objects, process, limits, settings.data_dir / "work")
    app.state.peaks = PeaksMaker(sessions, objects, limits, settings.data_dir / "work")
    app.state.emoscope = _state(settings, sessions, transport, objects)
    app.state.webhook_key = settings.resolved_secret_key()
    app.state.insights = make_insights(settings)
    app.state.live = _live_desk(settings)
    app.state.uploads = make_uploads(settings, sessions, app.state.emoscope.uploads)
    cleaner = UploadCleaner(sessions, app.state.uploads.folder)
    sweeper = Sweeper(sessions, transport, settings.sweep_interval_s, also=cleaner)
    sweeper.start()
    courier = make_courier(settings, app.state.emoscope)
    courier.start()
    try:
        yield
    finally:
        courier.stop()
        sweeper.stop()
        app.state.end_tracing()
        process.close()
        app.state.peaks.close()
        transport.close()
        engine.dispose()


def openapi_document() -> dict[str, Any]:
    """Our OpenAPI document, without starting anything."""
    app = make_app(Settings(_env_file=None))
    return get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)

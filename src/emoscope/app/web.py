"""The HTTP process, put together from settings."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from emoscope.api import errors, files, health, start
from emoscope.api.middleware import BodyLimit, RequestContext
from emoscope.api.state import ApiState
from emoscope.app.callbacks import make_courier
from emoscope.db.engine import make_engine, make_sessions
from emoscope.db.migrate import migrate
from emoscope.domain.video import MediaLimits
from emoscope.fetching.fetch import Fetcher
from emoscope.findings.load import FindingsLoader
from emoscope.images import router as images
from emoscope.jobs.sending import Sweeper
from emoscope.outbound.addresses import AddressPolicy
from emoscope.queue.messages import Transport, make_celery
from emoscope.settings import Settings
from emoscope.storage.links import LinkSigner
from emoscope.storage.objects import open_objects
from emoscope.texts import router as texts
from emoscope.videos import router as videos
from emoscope.videos.frame_images import FrameImages
from emoscope.videos.isolated import IsolatedProcess
from emoscope.webhooks import router as webhooks

FORM_OVERHEAD_BYTES = 1024**2
"""What a multipart form may weigh beside its file."""


def make_app(settings: Settings) -> FastAPI:
    app = FastAPI(
        title="Emoscope",
        version=version("emoscope"),
        summary="Self-hosted emotion analysis of video, audio, images and text.",
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.state.settings = settings
    app.include_router(start.router)
    app.include_router(health.router)
    app.include_router(files.router)
    app.include_router(videos.router)
    app.include_router(videos.pictures)
    app.include_router(images.router)
    app.include_router(texts.router)
    app.include_router(webhooks.router)
    app.add_middleware(BodyLimit, limit=settings.max_upload_bytes + FORM_OVERHEAD_BYTES)
    app.add_middleware(RequestContext)
    errors.install(app)
    return app


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
    app.state.emoscope = ApiState(
        sessions=sessions,
        transport=transport,
        objects=objects,
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
    )
    app.state.webhook_key = settings.resolved_secret_key()
    sweeper = Sweeper(sessions, transport, settings.sweep_interval_s)
    sweeper.start()
    courier = make_courier(settings, app.state.emoscope)
    courier.start()
    try:
        yield
    finally:
        courier.stop()
        sweeper.stop()
        process.close()
        transport.close()
        engine.dispose()


def openapi_document() -> dict[str, Any]:
    """Our OpenAPI document, without starting anything."""
    app = make_app(Settings(_env_file=None))
    return get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)

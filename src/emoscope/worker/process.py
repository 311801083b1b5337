"""The worker: takes messages, runs jobs in child processes, looks after lost ones."""

from __future__ import annotations

import os
import shutil
import socket
import time
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from emoscope.api.sources import Sources
from emoscope.audios import repository as audios
from emoscope.audios.rescoring import RESCORE, AudioRescoring
from emoscope.audios.sound_of_videos import SoundOfVideos
from emoscope.audios.tasks import AudioAnalysis
from emoscope.db.engine import SessionFactory, make_engine, make_sessions
from emoscope.domain.video import MediaLimits
from emoscope.fetching.fetch import Fetcher
from emoscope.findings.load import FindingsLoader
from emoscope.highlights.service import MAKE as MAKE_HIGHLIGHTS
from emoscope.highlights.tasks import HighlightMaking
from emoscope.images import service as images
from emoscope.images.tasks import ImageAnalysis
from emoscope.jobs.running import Handler, JobRunner
from emoscope.jobs.sending import Sweeper
from emoscope.library.models import choose_transcriber, choose_voice_emotion
from emoscope.outbound.addresses import AddressPolicy
from emoscope.queue.messages import Transport, end_with_parent, make_celery, serve
from emoscope.reports.service import MAKE_PDF
from emoscope.reports.tasks import PdfReport
from emoscope.settings import Settings
from emoscope.storage.growing import UploadFolder
from emoscope.storage.objects import open_objects
from emoscope.telemetry import start_tracing
from emoscope.texts import service as texts
from emoscope.texts.tasks import TextAnalysis
from emoscope.uploads.cleaning import UploadCleaner
from emoscope.videos import service as videos
from emoscope.videos.annotated import ANNOTATE, VideoAnnotation
from emoscope.videos.personality import ESTIMATE
from emoscope.videos.personality_job import PersonalityEstimation
from emoscope.videos.speaker_match import MATCH
from emoscope.videos.speaker_match_job import SpeakerMatching
from emoscope.videos.tasks import VideoAnalysis

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

ABANDONED_AFTER_S = 24 * 3600


def run_worker(settings: Settings, dies_with_parent: bool = False) -> None:
    """Serves until told to stop by SIGTERM (finishes its jobs) or killed (others finish them)."""
    if dies_with_parent:
        end_with_parent()
    choose_transcriber(settings.transcriber, settings.whisper_model)  # said now, not job by job
    remove_abandoned(work_dir(settings), ABANDONED_AFTER_S)
    sessions = make_sessions(make_engine(settings.resolved_database_url()))
    sweeper = Sweeper(
        sessions,
        Transport(make_celery(settings.resolved_broker_url(), settings.data_dir)),
        settings.sweep_interval_s,
        also=UploadCleaner(sessions, UploadFolder(settings.resolved_upload_dir())),
    )
    sweeper.start()
    name = f"emoscope-{uuid4().hex[:8]}@{socket.gethostname()}"
    celery = make_celery(settings.resolved_broker_url(), settings.data_dir)
    try:
        serve(celery, job_entry(settings), settings.worker_processes, name)
    finally:
        sweeper.stop()


def job_entry(settings: Settings) -> Callable[[str], None]:
    """What a message triggers. Everything it needs is opened once, in the child that runs it: database
    connections and model sessions do not survive a fork."""

    @cache
    def runner(_process: int) -> JobRunner:
        choose_voice_emotion(settings.voice_emotion_model)
        choose_transcriber(settings.transcriber, settings.whisper_model)
        sessions = make_sessions(make_engine(settings.resolved_database_url()))
        handlers = _handlers(settings, sessions)
        return JobRunner(sessions, handlers, work_dir(settings), settings.job_lease_s, settings.job_stall_s)

    @cache
    def tracer(_process: int) -> Tracer | None:
        provider = start_tracing(settings.otlp_endpoint, "worker")
        return provider.get_tracer("emoscope.worker") if provider else None

    def run(job_id: str) -> None:
        process = os.getpid()
        tracing = tracer(process)
        if tracing is None:
            runner(process).run(job_id)
            return
        with tracing.start_as_current_span("job", attributes={"emoscope.job_id": job_id}) as span:
            span.update_name(runner(process).run(job_id) or "job done already")

    return run


def _handlers(settings: Settings, sessions: SessionFactory) -> Mapping[str, Handler]:
    """What does the jobs of each kind."""
    objects = open_objects(settings.storage_url, settings.data_dir / "objects")
    fetcher = make_fetcher(settings)
    sources = Sources(sessions, objects, fetcher, settings.max_upload_bytes)
    limits = MediaLimits(settings.max_video_pixels, settings.max_video_duration_s)
    findings_of = FindingsLoader(sessions, objects)
    return {
        videos.ANALYZE: VideoAnalysis(
            sessions,
            objects,
            limits,
            settings.video_fps,
            settings.inference_threads,
            sources,
            SoundOfVideos(sessions, objects, limits, settings.inference_threads),
        ),
        audios.ANALYZE: AudioAnalysis(sessions, objects, limits, settings.inference_threads, sources),
        RESCORE: AudioRescoring(sessions, objects, limits, settings.inference_threads),
        MAKE_PDF: PdfReport(sessions, objects, findings_of),
        ANNOTATE: VideoAnnotation(sessions, objects, limits, findings_of),
        MAKE_HIGHLIGHTS: HighlightMaking(sessions, objects, limits, findings_of),
        ESTIMATE: PersonalityEstimation(sessions, objects, findings_of),
        MATCH: SpeakerMatching(sessions, objects, limits, findings_of),
        images.ANALYZE: ImageAnalysis(sessions, objects, settings.inference_threads, sources),
        texts.ANALYZE: TextAnalysis(sessions, objects, settings.inference_threads),
    }


def make_fetcher(settings: Settings) -> Fetcher:
    return Fetcher(
        AddressPolicy.parse(settings.allowed_private_hosts),
        settings.fetch_timeout_s,
        settings.site_downloads,
    )


def work_dir(settings: Settings) -> Path:
    return settings.data_dir / "work"


def remove_abandoned(folder: Path, age_s: float) -> None:
    """Removes what killed workers left, once it is surely nobody's."""
    if not folder.is_dir():
        return
    for entry in folder.iterdir():
        if time.time() - entry.stat().st_mtime > age_s:
            shutil.rmtree(entry, ignore_errors=True)

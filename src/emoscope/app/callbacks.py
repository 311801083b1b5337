"""Callbacks as the server sends them: with what GET answers for the medium, to its owner."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from emoscope.api.keys import Identity
from emoscope.api.state import ApiState, Links
from emoscope.audios import router as audios
from emoscope.db.engine import reading
from emoscope.db.models import Medium
from emoscope.db.webhook_models import Delivery
from emoscope.images import router as images
from emoscope.jobs.callbacks import DELIVER
from emoscope.jobs.running import JobRunner
from emoscope.settings import Settings
from emoscope.texts import router as texts
from emoscope.videos import personality, personality_router
from emoscope.videos import router as videos
from emoscope.webhooks.courier import Courier
from emoscope.webhooks.delivery import Documents, WebhookDelivery


def make_courier(settings: Settings, state: ApiState) -> Courier:
    return Courier(state.sessions, make_runner(settings, state), settings.callback_senders)


def make_runner(settings: Settings, state: ApiState) -> JobRunner:
    """Runs the jobs that are deliveries."""
    handler = WebhookDelivery(
        state.sessions,
        documents(state, f"http://{settings.host}:{settings.port}"),
        state.fetcher.policy,
        settings.resolved_secret_key(),
        settings.callback_timeout_s,
    )
    work_dir = settings.data_dir / "work"
    return JobRunner(state.sessions, {DELIVER: handler}, work_dir, settings.job_lease_s, settings.job_stall_s)


def documents(state: ApiState, base_url: str) -> Documents:
    """`base_url` is where links lead to, unless the owner set another."""

    def document(medium: Medium, delivery: Delivery) -> Mapping[str, Any] | None:
        if delivery.event == personality.EVENT:
            reply = _personality(state, medium, delivery)
        else:
            reply = _reply(state, Links(state, base_url), medium)
        return reply.model_dump(mode="json", by_alias=True) if reply is not None else None

    return document


def _reply(state: ApiState, links: Links, medium: Medium) -> BaseModel | None:
    owner = Identity(medium.user_id, "user")
    if medium.kind == "video":
        return videos.get_video_emotion_insights(state, owner, links, video_id=medium.id)
    if medium.kind == "audio":
        return audios.get_audio_emotion_insights(state, owner, links, audio_id=medium.id)
    if medium.kind == "image":
        return images.get_image_emotion_analysis(state, owner, links, image_id=medium.id)
    if medium.kind == "text":
        return texts.get_text_emotion_insights(state, owner, text_id=medium.id)
    return None


def _personality(state: ApiState, medium: Medium, delivery: Delivery) -> BaseModel | None:
    """Of the face that was asked for; nothing where an edit has made the results void meanwhile."""
    with reading(state.sessions) as session:
        face_id = personality.face_of_job(session, delivery.job_id)
    if face_id is None:
        return None
    owner = Identity(medium.user_id, "user")
    return personality_router.get_personality_analysis(state, owner, video_id=medium.id, face_id=face_id)

"""HTTP for multimodal analytics: faces, voices and words of one medium on one page."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from emoscope.analytics import schemas as wire
from emoscope.analytics.translate import audio_document, video_document
from emoscope.api import media
from emoscope.api.auth import CurrentUser
from emoscope.api.keys import Identity
from emoscope.api.state import ApiState, Links, ReplyLinks, State
from emoscope.db.engine import reading
from emoscope.db.models import Medium
from emoscope.domain.findings import FaceFindings

router = APIRouter()


@router.get("/v2/videos/{video_id}/multimodal-analytics", tags=["Video Emotion API"])
def get_video_multimodal_insights(
    state: State,
    user: CurrentUser,
    links: ReplyLinks,
    video_id: Annotated[str, Path(description="Id of the video (UUID).")],
) -> wire.FullVideoAnalyticsResponse:
    """Everything known of a video: people, speakers, mean emotions, a summary, turning points."""
    medium = _readable(state, user, "video", video_id)
    findings = state.findings_of(medium)
    source = medium.source_url or links.to_object(medium.object_key)
    annotated = links.to_object(findings.annotated_key)
    return video_document(findings, lambda face: _picture(links, video_id, face), source, annotated)


@router.get("/v2/audios/{audio_id}/multimodal-analytics", tags=["Audio Emotion API"])
def get_audio_multimodal_insights(
    state: State,
    user: CurrentUser,
    links: ReplyLinks,
    audio_id: Annotated[str, Path(description="Id of the audio (UUID).")],
) -> wire.FullAudioAnalyticsResponse:
    """Everything known of an audio: speakers, mean emotions of voices and words, a summary."""
    medium = _readable(state, user, "audio", audio_id)
    return audio_document(state.findings_of(medium), medium.source_url or links.to_object(medium.object_key))


def _picture(links: Links, video_id: str, face: FaceFindings) -> str:
    if face.picture_key:
        return links.to_object(face.picture_key)
    place = f"/v1/videos/{video_id}/frames/{face.picture_frame}/faces/{face.picture_face}.jpg"
    return links.to_path(place)


def _readable(state: ApiState, user: Identity, kind: str, medium_id: str) -> Medium:
    with reading(state.sessions) as session:
        return media.readable(session, user, kind, medium_id)

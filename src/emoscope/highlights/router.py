"""HTTP for highlights: the contract's operations."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Form, Path
from fastapi.responses import JSONResponse, Response

from emoscope.api.auth import CurrentUser
from emoscope.api.files import object_response
from emoscope.api.state import ReplyLinks, State, desk_of
from emoscope.highlights import schemas as wire
from emoscope.highlights import service, translate

router = APIRouter(tags=["Video Emotion API"])

VideoId = Annotated[str, Path(description="Id of the video (UUID).")]


@router.post("/v1/videos/highlights")
def process_highlight(
    state: State,
    user: CurrentUser,
    video_id: Annotated[str, Form(description="Id of the video to find highlights in (UUID).")],
) -> wire.HighlightGenerateResponse:
    """Finds the moments that stand out and makes a reel of them; fetch it when its status is completed."""
    return translate.accepted(video_id, service.find_moments(desk_of(state), user, video_id))


@router.get("/v1/videos/{video_id}/highlights")
def fetch_highlight_video(
    state: State, user: CurrentUser, links: ReplyLinks, video_id: VideoId
) -> wire.HighlightResponse:
    """Where the newest highlights stand, a link to their reel, and why each moment is in it."""
    return translate.highlights(service.standing(desk_of(state), user, video_id, state.findings_of), links)


@router.put("/v1/videos/{video_id}/highlights")
def update_highlight_video(
    state: State,
    user: CurrentUser,
    video_id: VideoId,
    segments: Annotated[
        list[wire.SegmentResponse],
        Body(description="The parts to show, in the order to show them in; they may overlap."),
    ],
) -> wire.HighlightGenerateResponse:
    """Makes a reel of parts that the caller has chosen, in the place of the one before."""
    parts = [(segment.start_millis, segment.end_millis) for segment in segments]
    return translate.accepted(video_id, service.show_parts(desk_of(state), user, video_id, parts))


@router.get("/v1/videos/{video_id}/highlight_video", response_model=None)
def download_highlight_video(
    state: State, user: CurrentUser, links: ReplyLinks, video_id: VideoId
) -> Response:
    """The reel itself, whole or by Range; answers 202 with the status while it is being made."""
    found = service.reel(desk_of(state), user, video_id)
    if found.moments is None:
        return JSONResponse(translate.highlights(found, links).model_dump(mode="json"), status_code=202)
    return object_response(state, found.reel_key, f"{video_id}-highlights.mp4")

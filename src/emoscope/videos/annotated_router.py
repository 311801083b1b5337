"""HTTP for the annotated video."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from emoscope.api.auth import CurrentUser
from emoscope.api.state import ReplyLinks, State, desk_of
from emoscope.videos import annotated, translate
from emoscope.videos import schemas as wire
from emoscope.videos.parameters import SmoothQuery

router = APIRouter()

VideoId = Annotated[str, Path(description="Id of the video (UUID).")]


@router.get("/v2/videos/{video_id}/annotated_video")
def get_annotated_video(
    state: State,
    user: CurrentUser,
    links: ReplyLinks,
    response: Response,
    video_id: VideoId,
    callback_url: Annotated[str, Query(description="Address to tell when the video is ready.")] = "",
    retry: Annotated[bool, Query(description="Whether to try again after a failure.")] = False,
    captions: Annotated[bool, Query(description="Whether to show the words that are spoken.")] = False,
    smooth_ms: SmoothQuery = 0,
) -> wire.SignedDownloadUrlResponse | wire.AnnotatedVideoResponse:
    """A link to the annotated video; answers 202 with the status while a worker makes it."""
    standing = annotated.ask(
        desk_of(state), user, video_id, callback_url.strip(), retry, captions, smooth_ms, state.findings_of
    )
    if standing.key:
        return translate.download(
            video_id, standing.title, links.to_object(standing.key), state.link_lifetime_s
        )
    response.status_code = 200 if standing.status == "failed" else 202
    return wire.AnnotatedVideoResponse(video_id=video_id, message=standing.message, status=standing.status)

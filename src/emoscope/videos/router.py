"""HTTP for videos: the contract's operations, and links to frame pictures."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, Path, Query, Request, UploadFile
from fastapi.responses import Response, StreamingResponse

from emoscope.api.auth import CurrentUser
from emoscope.api.files import object_response
from emoscope.api.forms import UploadIdForm
from emoscope.api.isolated import IsolatedFailure
from emoscope.api.paging import make_page
from emoscope.api.schemas import EmotionScores, PaginatedResponse, ValenceArousalIntensity
from emoscope.api.state import ReplyLinks, State, desk_of
from emoscope.api.translate import affect, milliseconds, numbers, scores, whole_number
from emoscope.domain.affect import dominant, mean_affect, mean_emotions
from emoscope.pipelines.summary import summarise
from emoscope.videos import (
    annotated,
    annotated_router,
    csv_report,
    edits_router,
    personality_router,
    service,
    speaker_match_router,
    translate,
)
from emoscope.videos import schemas as wire
from emoscope.videos.errors import FaceNotFound, FrameUnreadable
from emoscope.videos.frame_images import FrameImages
from emoscope.videos.parameters import SmoothQuery
from emoscope.videos.service import Upload

router = APIRouter(tags=["Video Emotion API"])
router.include_router(annotated_router.router)
router.include_router(edits_router.router)
router.include_router(speaker_match_router.router)
router.include_router(personality_router.router)
pictures = APIRouter(include_in_schema=False)
pictures.include_router(edits_router.pictures)

VideoId = Annotated[str, Path(description="Id of the video (UUID).")]
FrameId = Annotated[str, Path(description="Index of the frame in the source video, from 0.")]
FaceQuery = Annotated[
    str | None, Query(description="Number of one face; without it the answer is for the whole frame.")
]


@router.post("/v2/videos")
def upload_video(
    state: State,
    user: CurrentUser,
    title: Annotated[
        str, Form(min_length=1, max_length=500, description="Title of the video, 1 to 500 characters.")
    ],
    description: Annotated[
        str, Form(max_length=20_000, description="Anything worth noting about the video.")
    ] = "",
    video_url: Annotated[str, Form(description="Address to fetch the video from instead of a file.")] = "",
    start_millis: Annotated[
        float, Form(description="Where the analysed part begins, in milliseconds; 0 is the start.")
    ] = 0,
    end_millis: Annotated[
        float, Form(description="Where the analysed part ends, in milliseconds; 0 is the end.")
    ] = 0,
    callback_url: Annotated[str, Form(description="Address to tell when the analysis is done.")] = "",
    video_file: Annotated[
        UploadFile | None, File(description="The video: MP4, AVI, MOV, WebM or MPEG; goes before video_url.")
    ] = None,
    project_id: Annotated[
        str, Form(max_length=36, description="Id of the project the video belongs to.")
    ] = "",
    upload_id: UploadIdForm = "",
) -> wire.VideoEmotionResponseV2:
    """Takes a video and queues its analysis; fetch the results later by the returned id."""
    upload = Upload(
        title=title,
        description=description,
        file=video_file.file if video_file else None,
        file_name=(video_file.filename or "") if video_file else "",
        url=video_url.strip(),
        upload_id=upload_id.strip(),
        callback_url=callback_url.strip(),
        project_id=project_id,
        start_ms=milliseconds("start_millis", start_millis),
        end_ms=milliseconds("end_millis", end_millis),
    )
    return translate.accepted(service.submit(desk_of(state), user, upload))


@router.get("/v1/videos")
def list_videos(
    state: State,
    user: CurrentUser,
    links: ReplyLinks,
    offset_video_id: Annotated[str, Query(description="Id of the last video of the page before.")] = "",
    page_size: Annotated[int, Query(description="Videos per page, 1 to 100.")] = 10,
    direction: Annotated[
        str, Query(description="'forward' to older videos, 'backward' to newer ones.")
    ] = "forward",
) -> PaginatedResponse:
    """The caller's videos, newest first."""
    page = make_page(offset_video_id, page_size, direction)
    media, glimpses, count = service.listed(desk_of(state), user, page)
    items = [translate.list_item(medium, glimpses.get(medium.id), links) for medium in media]
    return PaginatedResponse(documents=items, count=count)


@router.get("/v1/videos/{video_id}")
def get_video_emotion_insights(
    state: State, user: CurrentUser, links: ReplyLinks, video_id: VideoId
) -> wire.VideoResponse:
    """One video: where its analysis stands and what it found."""
    video = service.get(desk_of(state), user, video_id)
    if video.record is None or video.medium.status != "completed":
        return translate.video(video, annotated.ready_key(state.objects, video), links)
    findings = state.findings_of(video.medium)
    reply = translate.video(video, findings.annotated_key, links)
    reply.summary = summarise(findings)
    return reply


@router.delete("/v1/videos/{video_id}")
def delete_video(state: State, user: CurrentUser, video_id: VideoId) -> wire.VideoDeleteResponse:
    """Erases a video and everything derived from it, and stops its analysis."""
    service.delete(desk_of(state), user, video_id)
    return wire.VideoDeleteResponse(id=video_id, status="deleted")


@router.put("/v1/videos/{video_id}")
def reprocess_video(
    state: State,
    user: CurrentUser,
    video_id: VideoId,
    callback_url: Annotated[str, Form(description="Address to tell when the analysis is done.")] = "",
    reprocess: Annotated[
        bool, Form(description="Whether to analyse a video again that is analysed already.")
    ] = False,
) -> wire.ReprocessVideoResponse:
    """Analyses a failed video again, or a completed one where `reprocess` is true."""
    medium, message = service.reprocess(desk_of(state), user, video_id, reprocess, callback_url.strip())
    return wire.ReprocessVideoResponse(id=medium.id, message=message, status=medium.status)


@router.get("/v2/videos/{video_id}/emotions/average")
def get_average_emotions(
    state: State,
    user: CurrentUser,
    video_id: VideoId,
    face_id: Annotated[int | None, Query(description="Number of one face; without it all faces.")] = None,
) -> EmotionScores:
    """Mean emotion shares over the video, of all faces or of one."""
    video, _ = service.analysed(desk_of(state), user, video_id)
    if face_id is not None:
        service.require_face(video, face_id)
        return scores(next(f.emotions for f in video.view.faces if f.face_id == face_id))
    if video.view.summary.emotions is None:
        raise FaceNotFound("No face was seen in this video, so there are no emotions to average.")
    return scores(video.view.summary.emotions)


@router.get("/v1/videos/{video_id}/valence_arousal")
def get_valence_arousal(state: State, user: CurrentUser, video_id: VideoId) -> ValenceArousalIntensity:
    """Mean valence, arousal and intensity over all faces of the video."""
    video, _ = service.analysed(desk_of(state), user, video_id)
    if video.view.summary.affect is None:
        raise FaceNotFound("No face was seen in this video, so there is nothing to measure.")
    return affect(video.view.summary.affect)


@router.get("/v1/videos/{video_id}/frames")
def get_multiple_frame(
    state: State,
    user: CurrentUser,
    links: ReplyLinks,
    video_id: VideoId,
    start_frame: Annotated[str, Query(description="First frame of the window, from 0.")] = "",
    length: Annotated[str, Query(description="Frames in the window; without it all that follow.")] = "",
    face_ids: Annotated[str, Query(description="Only these faces, comma separated.")] = "",
    smooth_ms: SmoothQuery = 0,
) -> wire.MultipleFramesResponse:
    """The analysed frames of a window with the faces in them."""
    first = whole_number("start_frame", start_frame) if start_frame else 0
    count = whole_number("length", length) if length else None
    wanted = numbers("face_ids", face_ids)
    desk = desk_of(state)
    video, _ = service.analysed(desk, user, video_id)
    for face_id in wanted:
        service.require_face(video, face_id)
    views = service.frame_window(desk, video, first, count, wanted, smooth_ms)
    return translate.frames(views, video_id, links, video.view)


@router.get("/v1/videos/{video_id}/frames/{frame_id}")
def get_single_frame(
    state: State, user: CurrentUser, links: ReplyLinks, video_id: VideoId, frame_id: FrameId
) -> wire.FramesResponse:
    """One frame with the faces in it; none where the frame holds no face."""
    desk = desk_of(state)
    video, _ = service.analysed(desk, user, video_id)
    found = service.single_frame(desk, video, whole_number("frame_id", frame_id))
    return translate.frames([found], video_id, links, video.view).processed_frames[0]


@router.get("/v1/videos/{video_id}/frames/{frame_id}/dominant_emotion")
def retrieve_domination_emotion_for_a_specific_frame(
    state: State, user: CurrentUser, video_id: VideoId, frame_id: FrameId, face_id: FaceQuery = None
) -> wire.FrameEmotionResponseData:
    """The leading emotion of a frame, or of one face in it."""
    frame, wanted = whole_number("frame_id", frame_id), _face(face_id)
    faces = service.faces_in(desk_of(state), user, video_id, frame, wanted)
    if not faces:
        return wire.FrameEmotionResponseData(frame_id=str(frame), message="No face is seen in this frame.")
    leading = dominant(mean_emotions([face.emotions for face in faces]))
    return wire.FrameEmotionResponseData(frame_id=str(frame), face_id=wanted, dominant_emotion=leading)


@router.get("/v1/videos/{video_id}/frames/{frame_id}/valence_arousal")
def retrieve_emotion_intensity(
    state: State, user: CurrentUser, video_id: VideoId, frame_id: FrameId, face_id: FaceQuery = None
) -> ValenceArousalIntensity:
    """Valence, arousal and intensity of a frame (mean over its faces), or of one face in it."""
    frame, wanted = whole_number("frame_id", frame_id), _face(face_id)
    faces = service.faces_in(desk_of(state), user, video_id, frame, wanted)
    if not faces:
        raise FaceNotFound(f"No face is seen in frame {frame}, so there is nothing to measure.")
    return affect(mean_affect([face.affect for face in faces]))


@router.put("/v1/videos/{video_id}/metadata")
def edit_title_or_description_by_id(
    state: State,
    user: CurrentUser,
    video_id: VideoId,
    title: Annotated[str, Form(description="New title, up to 500 characters; empty keeps the old.")] = "",
    description: Annotated[
        str, Form(description="New description, up to 20,000 characters; empty keeps the old.")
    ] = "",
) -> wire.VideoEditResponse:
    """Changes title and description."""
    medium = service.edit_metadata(desk_of(state), user, video_id, title, description)
    return wire.VideoEditResponse(title=medium.title, description=medium.description)


@router.post("/v1/videos/{video_id}/report")
def generate_video_emotion_analysis_report(
    state: State,
    user: CurrentUser,
    video_id: VideoId,
    callback_url: Annotated[str, Form(description="Address to tell when the report is ready.")] = "",
) -> wire.GenerateCSVResponse:
    """Reports need no preparation here: the answer says where to fetch it."""
    service.announce_report(desk_of(state), user, video_id, callback_url.strip())
    message = f"The report is ready: GET /v1/videos/{video_id}/report"
    return wire.GenerateCSVResponse(id=video_id, message=message, status="completed")


@router.get("/v1/videos/{video_id}/report", response_model=None)
def download_video_emotion_analysis_report(
    state: State, user: CurrentUser, video_id: VideoId, smooth_ms: SmoothQuery = 0
) -> Response:
    """The frame table as CSV, one row per face per frame."""
    video, _ = service.analysed(desk_of(state), user, video_id)
    headers = {"Content-Disposition": f'attachment; filename="{video_id}.csv"'}
    return StreamingResponse(
        csv_report.rows(state.objects, video, smooth_ms),
        media_type="text/csv; charset=utf-8",
        headers=headers,
    )


def _face(text: str | None) -> int | None:
    return whole_number("face_id", text) if text else None


@pictures.get("/v1/videos/{video_id}/frames/{frame_id}/{kind}.jpg")
def get_frame_picture(
    request: Request,
    state: State,
    video_id: str,
    frame_id: int,
    kind: Literal["original", "annotated"],
    expires: int = 0,
    signature: str = "",
) -> Response:
    """A frame as JPEG by signed link; made on the first request, kept for the next."""
    state.signer.check(f"/v1/videos/{video_id}/frames/{frame_id}/{kind}.jpg", expires, signature)
    images: FrameImages = request.app.state.frame_images
    try:
        key = images.key_of(video_id, frame_id, kind)
    except IsolatedFailure as failure:
        raise FrameUnreadable(f"The frame could not be read: {failure.message}") from failure
    return object_response(state, key)

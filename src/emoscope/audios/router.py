"""HTTP for audios: uploads, results, reports; the correction of transcripts is in `edits_router`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Form, Path, Query, UploadFile
from fastapi.responses import Response, StreamingResponse

from emoscope.api.auth import CurrentUser
from emoscope.api.forms import UploadIdForm
from emoscope.api.paging import make_page
from emoscope.api.schemas import PaginatedResponse
from emoscope.api.state import ReplyLinks, State, desk_of
from emoscope.api.translate import milliseconds
from emoscope.audios import csv_report, service, translate
from emoscope.audios import schemas as wire
from emoscope.audios.repository import Wishes
from emoscope.audios.service import SPEAKERS_AT_MOST, Upload

router = APIRouter(tags=["Audio Emotion API"])

AudioId = Annotated[str, Path(description="Id of the audio (UUID).")]
Callback = Annotated[str, Form(description="Address to tell when the analysis is done.")]


@router.post("/v2/audios")
def upload_audio(
    state: State,
    user: CurrentUser,
    title: Annotated[
        str, Form(min_length=1, max_length=500, description="Title of the audio, 1 to 500 characters.")
    ],
    description: Annotated[
        str, Form(max_length=20_000, description="Anything worth noting about the audio.")
    ] = "",
    media_url: Annotated[
        str, Form(description="Address to fetch from instead of a file: sound, or a video for its sound.")
    ] = "",
    start_millis: Annotated[
        float, Form(description="Where the analysed part begins, in milliseconds; 0 is the start.")
    ] = 0,
    end_millis: Annotated[
        float, Form(description="Where the analysed part ends, in milliseconds; 0 is the end.")
    ] = 0,
    callback_url: Callback = "",
    audio_file: Annotated[
        UploadFile | None,
        File(description="The sound: MP3, WAV, AAC, M4A, FLAC, Ogg and others; goes before media_url."),
    ] = None,
    speaker_diarization: Annotated[
        bool, Form(description="Whether to tell speakers apart; without it all speech is speaker 0's.")
    ] = True,
    text_emotion_analysis: Annotated[
        bool, Form(description="Whether to judge the emotions of the words.")
    ] = True,
    language: Annotated[
        str | None,
        Form(description="Language of the speech (ISO 639, such as 'en'); without it, it is found out."),
    ] = None,
    min_speakers: Annotated[
        int, Form(description=f"At least so many speakers, 0 to {SPEAKERS_AT_MOST}; 0 is no bound.")
    ] = 0,
    max_speakers: Annotated[
        int, Form(description=f"At most so many speakers, 0 to {SPEAKERS_AT_MOST}; 0 is no bound.")
    ] = 0,
    upload_id: UploadIdForm = "",
) -> wire.AudioEmotionResponseV2:
    """Takes a recording and queues its analysis; fetch the results later by the returned id."""
    upload = Upload(
        title=title,
        description=description,
        file=audio_file.file if audio_file else None,
        file_name=(audio_file.filename or "") if audio_file else "",
        url=media_url.strip(),
        upload_id=upload_id.strip(),
        callback_url=callback_url.strip(),
        start_ms=milliseconds("start_millis", start_millis),
        end_ms=milliseconds("end_millis", end_millis),
        wishes=Wishes(speaker_diarization, text_emotion_analysis, language or "", min_speakers, max_speakers),
    )
    return translate.accepted(service.submit(desk_of(state), user, upload))


@router.get("/v1/audios")
def list_audios(
    state: State,
    user: CurrentUser,
    offset_audio_id: Annotated[str, Query(description="Id of the last audio of the page before.")] = "",
    page_size: Annotated[int, Query(description="Audios per page, 1 to 100.")] = 10,
    direction: Annotated[
        str, Query(description="'forward' to older audios, 'backward' to newer ones.")
    ] = "forward",
) -> PaginatedResponse:
    """The audios that the caller handed in, newest first; the sound of a video is found by the video."""
    page = make_page(offset_audio_id, page_size, direction)
    media, records, count = service.listed(desk_of(state), user, page)
    items = [translate.list_item(medium, records[medium.id]) for medium in media if medium.id in records]
    return PaginatedResponse(documents=items, count=count)


@router.get("/v1/audios/{audio_id}")
def get_audio_emotion_insights(
    state: State,
    user: CurrentUser,
    links: ReplyLinks,
    audio_id: AudioId,
    first_segment: Annotated[int, Query(ge=0, description="First segment to list, from 0.")] = 0,
    segment_count: Annotated[
        int | None, Query(ge=0, description="Segments to list at most; without it all that follow.")
    ] = None,
) -> wire.Audio:
    """One audio: where its analysis stands, who is heard in it, what is said and how."""
    found, view = service.get(desk_of(state), user, audio_id)
    return translate.audio(found, view, links, first_segment, segment_count)


@router.delete("/v1/audios/{audio_id}")
def delete_an_audio(state: State, user: CurrentUser, audio_id: AudioId) -> wire.AudioDeleteResponse:
    """Erases an audio and everything derived from it, its transcript too, and stops its analysis."""
    service.delete(desk_of(state), user, audio_id)
    return wire.AudioDeleteResponse(id=audio_id, status="deleted")


@router.put("/v1/audios/{audio_id}")
def reprocess_audio(
    state: State,
    user: CurrentUser,
    audio_id: AudioId,
    callback_url: Callback = "",
    reprocess: Annotated[
        bool, Form(description="Whether to analyse an audio again that is analysed already.")
    ] = False,
) -> wire.AudioReprocessResponse:
    """Analyses a failed audio again, or a completed one where `reprocess` is true."""
    medium, message = service.reprocess(desk_of(state), user, audio_id, reprocess, callback_url.strip())
    return wire.AudioReprocessResponse(id=medium.id, status=medium.status, message=message)


@router.put("/v1/audios/{audio_id}/metadata")
def edit_title_or_description(
    state: State,
    user: CurrentUser,
    audio_id: AudioId,
    title: Annotated[str, Form(description="New title, up to 500 characters; empty keeps the old.")] = "",
    description: Annotated[
        str, Form(description="New description, up to 20,000 characters; empty keeps the old.")
    ] = "",
) -> wire.AudioEditResponse:
    """Changes title and description."""
    medium = service.edit_metadata(desk_of(state), user, audio_id, title, description)
    return wire.AudioEditResponse(title=medium.title, description=medium.description)


@router.get("/v1/audios/{audio_id}/report", response_model=None)
def download_audio_emotion_report(state: State, user: CurrentUser, audio_id: AudioId) -> Response:
    """A CSV table with a row per segment: times, speaker, words, measures and scores."""
    _, view = service.analysed(desk_of(state), user, audio_id)
    headers = {"Content-Disposition": f'attachment; filename="audio-{audio_id}.csv"'}
    return StreamingResponse(
        csv_report.rows(audio_id, view), media_type="text/csv; charset=utf-8", headers=headers
    )

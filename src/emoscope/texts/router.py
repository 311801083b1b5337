"""HTTP for texts: the contract's operations."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from fastapi.routing import APIRoute
from starlette.types import Message

from emoscope.api.auth import CurrentUser
from emoscope.api.media import not_analysed
from emoscope.api.middleware import BodyTooLarge
from emoscope.api.paging import make_page, window
from emoscope.api.schemas import PaginatedResponse
from emoscope.api.state import State, desk_of
from emoscope.texts import schemas as wire
from emoscope.texts import service, translate
from emoscope.texts.service import CHARACTERS_AT_MOST, TITLE_LENGTH, Upload

BODY_BYTES_AT_MOST = 16 * 1024**2
"""A million characters of four bytes each, percent-encoded, and room for the rest of the form."""


class TextRequest(Request):
    """A request whose form may hold one field as large as the whole body; Starlette ends at a mebibyte."""

    def form(self, **limits: Any) -> Any:  # Starlette keeps the type private
        return super().form(**{**limits, "max_part_size": BODY_BYTES_AT_MOST})


class SmallBodyRoute(APIRoute):
    """Reads no more of a body than a text of the accepted length needs: a form is held in memory whole."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def limited(request: Request) -> Response:
            read = 0

            async def receive() -> Message:
                nonlocal read
                message = await request.receive()
                read += len(message.get("body", b""))
                if read > BODY_BYTES_AT_MOST:
                    raise BodyTooLarge(BODY_BYTES_AT_MOST)
                return message

            return await handle(TextRequest(request.scope, receive))

        return limited


router = APIRouter(tags=["Text Emotion API"], route_class=SmallBodyRoute)

TextId = Annotated[str, Path(description="Id of the text (UUID).")]
Words = Annotated[str, Form(description=f"The text, at most {CHARACTERS_AT_MOST} characters.")]
Callback = Annotated[str, Form(description="Address to tell when the analysis is done.")]


@router.post("/v2/texts")
def upload_text(
    state: State,
    user: CurrentUser,
    title: Annotated[
        str, Form(min_length=1, max_length=TITLE_LENGTH, description="Title, 1 to 500 characters.")
    ],
    text: Words,
    callback_url: Callback = "",
) -> wire.TextEmotionResponseV2:
    """Takes a text and queues its analysis; fetch the results later by the returned id."""
    medium, words = service.submit(desk_of(state), user, Upload(title, text, callback_url.strip()))
    return translate.accepted(medium, words)


@router.get("/v1/texts")
def list_texts(
    state: State,
    user: CurrentUser,
    start_after: Annotated[str, Query(description="Id of the last text of the page before.")] = "",
    page_size: Annotated[int, Query(description="Texts per page, 1 to 100.")] = 10,
    direction: Annotated[
        str, Query(description="'forward' to older texts, 'backward' to newer ones.")
    ] = "forward",
) -> PaginatedResponse:
    """The caller's texts, newest first."""
    page = make_page(start_after, page_size, direction)
    media, records, count = service.listed(desk_of(state), user, page)
    items = [translate.list_item(medium, records[medium.id]) for medium in media if medium.id in records]
    return PaginatedResponse(documents=items, count=count)


@router.get("/v1/texts/{text_id}")
def get_text_emotion_insights(
    state: State,
    user: CurrentUser,
    text_id: TextId,
    first_segment: Annotated[int, Query(ge=0, description="First sentence or segment to list, from 0.")] = 0,
    segment_count: Annotated[
        int | None, Query(ge=0, description="How many to list at most; without it all that follow.")
    ] = None,
) -> wire.FetchTextResponse:
    """One text: where its analysis stands and what it found in every sentence, or, of a transcript, in every
    segment."""
    desk = desk_of(state)
    text = service.get(desk, user, text_id)
    content = service.words_of(desk, text)
    if not text.is_analysed:
        return translate.text(text, content, None)
    if text.record.parent_id and (lines := state.spoken_in(text.record.parent_id)) is not None:
        return translate.transcript(text, content, window(lines, first_segment, segment_count))
    return translate.text(text, content, service.sentences(desk, text, content, first_segment, segment_count))


@router.delete("/v1/texts/{text_id}")
def delete_text(state: State, user: CurrentUser, text_id: TextId) -> wire.DeleteTextResponse:
    """Erases a text and everything derived from it, and stops its analysis."""
    service.delete(desk_of(state), user, text_id)
    return wire.DeleteTextResponse(id=text_id, status="deleted")


@router.put("/v1/texts/{text_id}")
def reprocess_text(
    state: State,
    user: CurrentUser,
    text_id: TextId,
    callback_url: Callback = "",
    reprocess: Annotated[
        bool, Form(description="Whether to analyse a text again that is analysed already.")
    ] = False,
) -> wire.TextReprocessResponse:
    """Analyses a failed text again, or a completed one where `reprocess` is true."""
    medium, message = service.reprocess(desk_of(state), user, text_id, reprocess, callback_url.strip())
    return wire.TextReprocessResponse(id=medium.id, status=medium.status, message=message)


@router.put("/v1/texts/{text_id}/emotions")
def edit_text(
    state: State, user: CurrentUser, text_id: TextId, text: Words, callback_url: Callback = ""
) -> wire.TextReprocessResponse:
    """Puts other words in the place of a text's and queues their analysis."""
    medium, message = service.rewrite(desk_of(state), user, text_id, text, callback_url.strip())
    return wire.TextReprocessResponse(id=medium.id, status=medium.status, message=message)


@router.get("/v1/texts/{text_id}/report", responses={202: {"model": wire.TextStatus}})
def download_text_emotion_report(state: State, user: CurrentUser, text_id: TextId) -> Response:
    """A CSV table with a row per sentence; 202 with the status while the analysis is under way."""
    desk = desk_of(state)
    text = service.get(desk, user, text_id)
    medium = text.medium
    if not text.is_analysed:
        if medium.status == "failed":
            raise not_analysed(medium)
        progress = text.job.progress if text.job else 0
        status = wire.TextStatus(id=medium.id, status=medium.status, progress=progress)
        return JSONResponse(status.model_dump(), status_code=202)
    content = service.words_of(desk, text)
    headers = {"Content-Disposition": f'attachment; filename="text-{medium.id}.csv"'}
    rows = translate.report(service.sentences(desk, text, content))
    return StreamingResponse(rows, media_type="text/csv; charset=utf-8", headers=headers)

"""HTTP for images: the contract's operations."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Form, Path, Query, UploadFile
from fastapi.responses import Response

from emoscope.api.auth import CurrentUser
from emoscope.api.files import object_response
from emoscope.api.forms import UploadIdForm
from emoscope.api.media import BadEdit
from emoscope.api.paging import make_page
from emoscope.api.schemas import PaginatedResponse
from emoscope.api.state import ReplyLinks, State, desk_of
from emoscope.api.translate import whole_number
from emoscope.images import schemas as wire
from emoscope.images import service, translate
from emoscope.images.service import DESCRIPTION_LENGTH, TITLE_LENGTH, Upload

router = APIRouter(tags=["Image Emotion API"])

ImageId = Annotated[str, Path(description="Id of the image (UUID).")]


@router.post("/v2/images")
def upload_image(
    state: State,
    user: CurrentUser,
    title: Annotated[
        str, Form(min_length=1, max_length=TITLE_LENGTH, description="Title, 1 to 150 characters.")
    ],
    description: Annotated[
        str, Form(max_length=DESCRIPTION_LENGTH, description="Anything worth noting, up to 300 characters.")
    ] = "",
    image_url: Annotated[str, Form(description="Address to fetch the image from instead of a file.")] = "",
    callback_url: Annotated[str, Form(description="Address to tell when the analysis is done.")] = "",
    image_file: Annotated[
        UploadFile | None, File(description="The image: JPEG, PNG or WebP; goes before image_url.")
    ] = None,
    upload_id: UploadIdForm = "",
) -> wire.ImageEmotionResponseV2:
    """Takes an image and queues its analysis; fetch the results later by the returned id."""
    upload = Upload(
        title=title,
        description=description,
        file=image_file.file if image_file else None,
        file_name=(image_file.filename or "") if image_file else "",
        url=image_url.strip(),
        upload_id=upload_id.strip(),
        callback_url=callback_url.strip(),
    )
    return translate.accepted(service.submit(desk_of(state), user, upload))


@router.get("/v1/images")
def list_images(
    state: State,
    user: CurrentUser,
    start_after: Annotated[str, Query(description="Id of the last image of the page before.")] = "",
    page_size: Annotated[int, Query(description="Images per page, 1 to 100.")] = 10,
    direction: Annotated[
        str, Query(description="'forward' to older images, 'backward' to newer ones.")
    ] = "forward",
) -> PaginatedResponse:
    """The caller's images, newest first."""
    page = make_page(start_after, page_size, direction)
    found, emotions, count = service.listed(desk_of(state), user, page)
    items = [translate.list_item(medium, emotions.get(medium.id, "")) for medium in found]
    return PaginatedResponse(documents=items, count=count)


@router.get("/v1/images/{image_id}")
def get_image_emotion_analysis(
    state: State, user: CurrentUser, links: ReplyLinks, image_id: ImageId
) -> wire.ImageDBResponse:
    """One image: where its analysis stands and what it found."""
    return translate.image(service.get(desk_of(state), user, image_id), links)


@router.delete("/v1/images/{image_id}")
def delete_image(state: State, user: CurrentUser, image_id: ImageId) -> wire.ImageDeleteResponse:
    """Erases an image and everything derived from it."""
    service.delete(desk_of(state), user, image_id)
    return wire.ImageDeleteResponse(id=image_id, status="deleted")


@router.put("/v1/images/{image_id}")
def reprocess_image(
    state: State,
    user: CurrentUser,
    image_id: ImageId,
    callback_url: Annotated[str, Form(description="Address to tell when the analysis is done.")] = "",
    reprocess: Annotated[
        bool | str, Form(description="Whether to analyse an image again that is analysed already.")
    ] = False,
) -> wire.ImageReprocessResponse:
    """Analyses a failed image again, or a completed one where `reprocess` is true."""
    again = str(reprocess).strip().lower() in {"true", "1", "yes", "on"}
    medium, message = service.reprocess(desk_of(state), user, image_id, again, callback_url.strip())
    return wire.ImageReprocessResponse(id=medium.id, status=medium.status, message=message)


@router.get("/v1/images/{image_id}/annotated_image", response_model=None)
def send_image(state: State, user: CurrentUser, image_id: ImageId) -> Response:
    """The image with boxes, leading emotions and affect drawn on it (JPEG)."""
    _, record = service.analysed(desk_of(state), user, image_id)
    return object_response(state, record.annotated_key, f"{image_id}-annotated.jpg")


@router.put("/v1/images/{image_id}/faces/{face_id}/note")
def add_note_to_specific_face(
    state: State,
    user: CurrentUser,
    image_id: ImageId,
    face_id: Annotated[str, Path(description="Number of the face in the image, from 1.")],
    note: Annotated[str, Form(description="The note, up to 5,000 characters; empty removes it.")] = "",
) -> wire.ImageNoteResponse:
    """Puts a note on a face in the place of the one before."""
    service.write_note(desk_of(state), user, image_id, whole_number("face_id", face_id), note)
    return wire.ImageNoteResponse(id=image_id, status="updated")


@router.put("/v1/images/{image_id}/metadata")
def edit_image_metadata(
    state: State,
    user: CurrentUser,
    image_id: ImageId,
    title: Annotated[str, Form(description="New title, up to 150 characters; empty keeps the old.")] = "",
    description: Annotated[
        str, Form(description="New description, up to 300 characters; empty keeps the old.")
    ] = "",
    callback_url: Annotated[str | None, Form(description="Address to tell when this is done.")] = None,
    image_url: Annotated[str, Form(description="New address of the image; not available here.")] = "",
) -> wire.ImageEditResponse:
    """Changes title and description."""
    if image_url.strip():
        raise BadEdit("The picture of an image cannot be changed; upload the new one as an image of its own.")
    desk = desk_of(state)
    medium = service.edit_metadata(desk, user, image_id, title, description, (callback_url or "").strip())
    return wire.ImageEditResponse(title=medium.title, description=medium.description)


@router.get("/v1/images/{image_id}/report", response_model=None)
def download_image_emotion_report(state: State, user: CurrentUser, image_id: ImageId) -> Response:
    """The faces with their scores as CSV, one row per face."""
    image, record = service.analysed(desk_of(state), user, image_id)
    headers = {"Content-Disposition": f'attachment; filename="{image_id}.csv"'}
    return Response(translate.report(image, record), media_type="text/csv", headers=headers)

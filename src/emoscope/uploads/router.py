"""HTTP for resumable uploads: the tus protocol, and a list of what is open. See docs/uploads.md."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from anyio import CancelScope, fail_after
from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Header, Path, Request
from fastapi.responses import Response
from starlette.requests import ClientDisconnect

from emoscope.api.auth import CurrentUser
from emoscope.api.state import State
from emoscope.api.translate import time_of
from emoscope.uploads import appending, service, tus
from emoscope.uploads import schemas as wire
from emoscope.uploads.appending import Appending
from emoscope.uploads.errors import UploadInterrupted, UploadStalled, WrongBodyType
from emoscope.uploads.service import Standing, UploadDesk

router = APIRouter(prefix=tus.PREFIX, tags=["Uploads"])

WRITE_BYTES = 1024**2
"""So much is gathered before a thread writes it: all the memory that an upload takes."""


def spoken_version(
    tus_resumable: Annotated[str, Header(description="Version of the protocol: 1.0.0.")] = "",
) -> None:
    tus.check_version(tus_resumable)


def get_desk(request: Request) -> UploadDesk:
    desk: UploadDesk = request.app.state.uploads
    return desk


Desk = Annotated[UploadDesk, Depends(get_desk, scope="function")]
UploadId = Annotated[str, Path(description="Id of the upload (UUID).")]
SPEAKS_TUS = [Depends(spoken_version, scope="function")]


@router.options("", status_code=204, response_class=Response)
@router.options("/{upload_id}", status_code=204, response_class=Response, include_in_schema=False)
def tell_abilities(desk: Desk) -> Response:
    """What of the tus protocol is spoken here, and how large a file may be."""
    return Response(status_code=204, headers=tus.abilities(desk.rules.bytes_at_most))


@router.post("", status_code=201, response_class=Response, dependencies=SPEAKS_TUS)
def begin_upload(
    desk: Desk,
    state: State,
    user: CurrentUser,
    upload_length: Annotated[int, Header(ge=0, description="Size of the whole file in bytes.")],
    upload_metadata: Annotated[
        str,
        Header(description="Keys with values in Base64, with commas; filename is the one that is looked at."),
    ] = "",
) -> Response:
    """Begins an upload; its address is in the header Location."""
    standing = service.begin(desk, user, upload_length, tus.file_name_in(upload_metadata), upload_metadata)
    location = f"{state.public_url.rstrip('/')}{tus.PREFIX}/{standing.upload.id}"
    return Response(status_code=201, headers={"Location": location, **tus.expiry(standing)})


@router.get("")
def list_uploads(desk: Desk, user: CurrentUser) -> list[wire.OpenUploadItem]:
    """The caller's uploads that are not finished or not used yet, newest first."""
    return [_item(standing) for standing in service.listed(desk, user)]


@router.head("/{upload_id}", response_class=Response, dependencies=SPEAKS_TUS)
def tell_offset(desk: Desk, user: CurrentUser, upload_id: UploadId) -> Response:
    """How many bytes have arrived, in the header Upload-Offset."""
    return Response(headers=tus.whole_standing(service.standing(desk, user, upload_id)))


@router.delete("/{upload_id}", status_code=204, response_class=Response, dependencies=SPEAKS_TUS)
def end_upload(desk: Desk, user: CurrentUser, upload_id: UploadId) -> Response:
    """Erases an upload with all that has arrived of it."""
    service.end(desk, user, upload_id)
    return Response(status_code=204)


@router.patch("/{upload_id}", status_code=204, response_class=Response, dependencies=SPEAKS_TUS)
async def add_to_upload(
    request: Request,
    desk: Desk,
    user: CurrentUser,
    upload_id: UploadId,
    upload_offset: Annotated[int, Header(ge=0, description="Where the bytes of this request begin.")],
    upload_checksum: Annotated[
        str, Header(description="sha1 or sha256, a space, and the digest of the body in Base64.")
    ] = "",
) -> Response:
    """Adds the body to an upload. What arrives of it stays, even where the connection is lost."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != tus.BODY_TYPE:
        raise WrongBodyType(f"Send the bytes as {tus.BODY_TYPE}.")
    announced = request.headers.get("content-length", "")
    checksum = appending.parse_checksum(upload_checksum)
    length = int(announced) if announced.isdecimal() else 0
    begin = partial(appending.begin, desk, user, upload_id, upload_offset, length, checksum)
    adding = await run_sync(begin)
    try:
        await _receive(request, adding, desk.rules.silence_s)
        standing = await run_sync(adding.finish)
    finally:
        with CancelScope(shield=True):  # whatever becomes of this task
            await run_sync(adding.release)
    return Response(status_code=204, headers=tus.progress(standing))


async def _receive(request: Request, adding: Appending, silence_s: float) -> None:
    """Writes the body as it comes; what came before a failure is written too."""
    stream, gathered = request.stream(), bytearray()
    try:
        while True:
            with fail_after(silence_s):
                piece = await anext(stream, None)
            if piece is None:
                break
            gathered += piece
            if len(gathered) >= WRITE_BYTES:
                full, gathered = gathered, bytearray()
                await run_sync(adding.write, full)
    except ClientDisconnect as error:
        raise UploadInterrupted("The client went away.") from error
    except TimeoutError as error:
        raise UploadStalled(f"No byte came for {silence_s:g} s; ask for the offset and go on.") from error
    finally:
        if gathered:
            with CancelScope(shield=True):
                await run_sync(adding.write, gathered)


def _item(standing: Standing) -> wire.OpenUploadItem:
    upload = standing.upload
    return wire.OpenUploadItem(
        id=upload.id,
        file_name=upload.file_name,
        length_bytes=upload.length_bytes,
        offset_bytes=standing.offset,
        created_at=time_of(upload.created_at),
        expires_at=time_of(upload.expires_at),
    )

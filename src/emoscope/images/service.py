"""What can be done with images."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from emoscope.api import media
from emoscope.api.keys import Identity
from emoscope.api.media import BadEdit, BadUpload, Desk
from emoscope.api.open_uploads import handed_in
from emoscope.api.paging import Page
from emoscope.db import edits
from emoscope.db.engine import reading
from emoscope.db.models import ImageRecord, Medium
from emoscope.errors import EmoscopeError, MediaTooLarge, UnsupportedMedia
from emoscope.fetching.links import SITES
from emoscope.images import repository
from emoscope.images.repository import NOTE, Image
from emoscope.media.pictures import sniff_picture

KIND = "image"
ANALYZE = "analyze_image"
TITLE_LENGTH, DESCRIPTION_LENGTH, NOTE_LENGTH = 150, 300, 5000
MAX_BYTES = 200 * 1024**2
"""Largest accepted file; a hundred megapixels of PNG may come near it."""

_ACCEPTED = "a JPEG, PNG or WebP picture"
_HEAD_BYTES = 64


class ImageFaceNotFound(EmoscopeError):
    code = "face_not_found"
    status = 404
    title = "Face not found"


@dataclass(frozen=True, slots=True)
class Upload:
    """An image as it is handed in."""

    title: str
    description: str
    file: BinaryIO | None
    file_name: str
    url: str
    upload_id: str
    callback_url: str


def submit(desk: Desk, user: Identity, upload: Upload) -> Medium:
    """Stores the file or its address, records the medium and its job, and sends word to a worker."""
    media.check_callback(desk, upload.callback_url)
    medium = Medium(
        user_id=user.user_id,
        kind=KIND,
        title=upload.title,
        description=upload.description,
        from_pages=user.by_pages,
    )
    with handed_in(desk, user, upload) as handed:
        if handed is None:
            return _add_from_url(desk, medium, upload)
        medium.file_name, ending = handed.file_name, _ending_of(handed.file)
        return media.add(desk, medium, handed.content, ending, ANALYZE, handed.use, upload.callback_url)


def _add_from_url(desk: Desk, medium: Medium, upload: Upload) -> Medium:
    if not upload.url:
        raise BadUpload("Neither image_file nor image_url nor upload_id is given; send one of them.")
    if desk.fetcher.recognise(upload.url).kind in SITES:
        raise BadUpload("image_url leads to a video site; give the address of a picture.")
    return media.add_from_url(desk, medium, upload.url, ANALYZE, upload.callback_url)


def _ending_of(file: BinaryIO) -> str:
    """The ending of the file's kind, and the file at its start; the full check is the worker's."""
    head = file.read(_HEAD_BYTES)
    size = file.seek(0, 2)
    file.seek(0)
    if not head:
        raise BadUpload(f"The file is empty; send {_ACCEPTED}.")
    if size > MAX_BYTES:
        raise MediaTooLarge(f"The picture has {size} bytes; at most {MAX_BYTES} are accepted.")
    ending = sniff_picture(head)
    if ending is None:
        raise UnsupportedMedia(f"The file is not a picture by its content; send {_ACCEPTED}.")
    return ending


def listed(desk: Desk, user: Identity, page: Page) -> tuple[Sequence[Medium], dict[str, str], int]:
    """A page of the user's images, their leading emotions by id, and how many images there are in all."""
    with reading(desk.sessions) as session:
        found, count = media.page_of(session, user, KIND, page)
        return found, repository.leading_emotions(session, [medium.id for medium in found]), count


def get(desk: Desk, user: Identity, image_id: str) -> Image:
    with reading(desk.sessions) as session:
        return repository.load(session, media.readable(session, user, KIND, image_id))


def analysed(desk: Desk, user: Identity, image_id: str) -> tuple[Image, ImageRecord]:
    """The image with its results; NotAnalysed while there are none."""
    image = get(desk, user, image_id)
    if image.record is None:
        raise media.not_analysed(image.medium)
    return image, image.record


def delete(desk: Desk, user: Identity, image_id: str) -> None:
    media.erase(desk, user, KIND, image_id)


def reprocess(
    desk: Desk, user: Identity, image_id: str, again: bool, callback_url: str
) -> tuple[Medium, str]:
    return media.analyse_again(
        desk, user, KIND, image_id, ANALYZE, completed_too=again, callback_url=callback_url
    )


def write_note(desk: Desk, user: Identity, image_id: str, face_id: int, text: str) -> None:
    """Puts a note on a face in the place of the one before; an empty one removes it."""
    if len(text) > NOTE_LENGTH or "\x00" in text:
        raise BadEdit(f"A note has at most {NOTE_LENGTH} characters, none of them NUL.")
    with desk.sessions.begin() as session:
        image = repository.load(session, media.owned(session, user, KIND, image_id))
        if image.record is None:
            raise media.not_analysed(image.medium)
        if all(face.face_id != face_id for face in image.faces):
            known = ", ".join(str(face.face_id) for face in image.faces) or "none"
            raise ImageFaceNotFound(f"The image has no face {face_id}; its faces: {known}.")
        edits.append(session, image_id, user.user_id, NOTE, {"face_id": face_id, "text": text})


def edit_metadata(
    desk: Desk, user: Identity, image_id: str, title: str, description: str, callback_url: str
) -> Medium:
    """Changes what is given; an empty text leaves things as they are."""
    limits = TITLE_LENGTH, DESCRIPTION_LENGTH
    return media.rename(desk, user, KIND, image_id, title, description, *limits, callback_url)

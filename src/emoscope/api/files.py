"""Stored objects by signed link, for storage that signs none itself."""

from __future__ import annotations

import mimetypes

from fastapi import APIRouter
from fastapi.responses import FileResponse, RedirectResponse, Response

from emoscope.api.state import ApiState, State
from emoscope.errors import EmoscopeError

router = APIRouter(include_in_schema=False)


class FileGone(EmoscopeError):
    code = "file_gone"
    status = 404
    title = "File gone"


def object_response(state: ApiState, key: str, filename: str | None = None) -> Response:
    """A stored object: its bytes with Range, or a redirect to a store that signs links itself.

    With a `filename` it is a download from a lasting address, whose content may change: not to be cached.
    """
    elsewhere = state.objects.link(key, state.link_lifetime_s)
    if elsewhere:
        return RedirectResponse(elsewhere)
    path = state.objects.local_path(key)
    if path is None or not path.is_file():
        raise FileGone("The file has been deleted or replaced; fetch the document again.")
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    headers = {} if filename else {"Cache-Control": f"private, max-age={state.link_lifetime_s}"}
    return FileResponse(path, media_type=kind, filename=filename, headers=headers)


@router.get("/files/{key:path}")
def download_file(state: State, key: str, expires: int = 0, signature: str = "") -> Response:
    """Bytes of an object, whole or by Range; only links signed by this server open anything."""
    state.signer.check(f"/files/{key}", expires, signature)
    return object_response(state, key)

"""Stored objects by signed link, for storage that signs none itself."""

from __future__ import annotations

import mimetypes

from fastapi import APIRouter
from fastapi.responses import FileResponse

from emoscope.api.state import State
from emoscope.errors import EmoscopeError

router = APIRouter(include_in_schema=False)


class FileGone(EmoscopeError):
    code = "file_gone"
    status = 404
    title = "File gone"


@router.get("/files/{key:path}")
def download_file(state: State, key: str, expires: int = 0, signature: str = "") -> FileResponse:
    """Bytes of an object, whole or by Range; only links signed by this server open anything."""
    state.signer.check(f"/files/{key}", expires, signature)
    path = state.objects.local_path(key)
    if path is None or not path.is_file():
        raise FileGone("The file has been deleted or replaced; fetch the document again.")
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    headers = {"Cache-Control": f"private, max-age={state.link_lifetime_s}"}
    return FileResponse(path, media_type=kind, headers=headers)

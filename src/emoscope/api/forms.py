"""Form fields that several kinds of media take."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form

UploadIdForm = Annotated[
    str,
    Form(max_length=36, description="Id of a finished resumable upload, instead of a file and an address."),
]

"""How resumable uploads look on the wire."""

from __future__ import annotations

from pydantic import BaseModel, Field


class OpenUploadItem(BaseModel):
    """An upload that may be gone on with or used."""

    id: str = Field(description="Id of the upload (UUID), the last part of its address.")
    file_name: str = Field(description="Name of the file as the client told it, empty where it did not.")
    length_bytes: int = Field(description="Size of the whole file in bytes, from 0.")
    offset_bytes: int = Field(
        description="How many bytes have arrived, 0 to length_bytes; all of them when the two are equal."
    )
    created_at: str = Field(description="When it was begun, ISO 8601 in UTC.")
    expires_at: str = Field(description="When it is erased unless more bytes come, ISO 8601 in UTC.")

"""Shapes of replies about reports and exports."""

from __future__ import annotations

from pydantic import BaseModel, Field


class PdfReportResponse(BaseModel):
    """Where the report of a medium stands."""

    media_id: str = Field(description="Id of the medium (UUID).")
    media_type: str = Field(description="video, audio, image or text.")
    status: str = Field(description="pending, in progress, completed or failed.")
    message: str = Field(description="The same in words, with what can be done.")
    progress: int = Field(description="Share of the work that is done, in percent, 0 to 100.")
    download_url: str = Field("", description="Signed link to the report, empty until it is ready.")
    expires_in: int = Field(0, description="How long the link is good for, in seconds; 0 without a link.")


class ExportFormat(BaseModel):
    """A format and whether the medium can be had in it."""

    format: str = Field(description="Name of the format, as the path has it.")
    about: str = Field(description="What it holds.")
    content_type: str = Field(description="Content type of the reply.")
    file_name: str = Field(description="Name under which it is downloaded.")
    available: bool = Field(description="Whether the medium has what the format holds.")
    reason: str = Field(description="Why it is not available, empty where it is.")


class ExportsResponse(BaseModel):
    """The formats that there are."""

    media_id: str = Field(description="Id of the medium (UUID).")
    media_type: str = Field(description="video, audio, image or text.")
    exports: list[ExportFormat] = Field(description="All formats, the general ones first.")

"""Wire shapes of highlights: the contract's, with fields of our own beside them."""

from __future__ import annotations

from pydantic import BaseModel, Field


class SegmentResponse(BaseModel):
    """A part of a video."""

    start_millis: float = Field(
        allow_inf_nan=False, description="Where the part begins, in milliseconds of the video."
    )
    end_millis: float = Field(
        allow_inf_nan=False, description="Where the part ends, in milliseconds of the video."
    )


class HighlightGenerateResponse(BaseModel):
    """What became of a request for highlights."""

    video_id: str = Field(description="Id of the video.")
    message: str = Field(description="What is going on, in words.")
    status: str = Field(description="queue or processing: the reel is being made.")


class HighlightSegment(BaseModel):
    """A moment of the reel."""

    start_millis: int = Field(description="Where the moment begins, in milliseconds of the video.")
    end_millis: int = Field(description="Where the moment ends, in milliseconds of the video.")
    score: float | None = Field(
        description="How much the moment stands out, 0 to 1; null for one that was chosen by hand."
    )
    modality: str = Field(
        description="Where it shows most: face, voice or words; 'chosen' for one chosen by hand."
    )
    people: list[str] = Field(description="Names of those whom the reasons are about, as they are now.")
    reason: str = Field(description="Why this moment, in a sentence with its figures.")
    reasons: list[str] = Field(description="All reasons, the strongest first.")


class HighlightResponse(BaseModel):
    """The highlights of a video."""

    highlight_status: str | None = Field(
        None, description="queue, processing, completed or failed; null while nobody asked for highlights."
    )
    highlight_url: str | None = Field(
        None, description="Signed link to the reel (MP4), good for an hour; null while there is none."
    )
    message: str = Field("", description="How things stand, in words.")
    progress: int = Field(0, description="How much of the making is done, 0 to 100 percent.")
    source: str | None = Field(
        None, description="'automatic' for moments that were found, 'custom' for those of a list."
    )
    duration_millis: int = Field(0, description="Length of the reel in milliseconds, 0 while there is none.")
    segments: list[HighlightSegment] = Field(
        default_factory=list, description="The moments of the reel, in the order in which it shows them."
    )

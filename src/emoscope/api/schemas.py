"""Shapes of the contract that several slices answer with."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Share = Annotated[float, Field(ge=0)]


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("The character NUL is not accepted.")
    return text


Words = Annotated[str, AfterValidator(_storable)]
"""Text that every database can hold."""


class EmotionScores(BaseModel):
    """Shares of the eight emotions; they sum to 1."""

    angry: Share = Field(0, description="Share of anger, 0 to 1.")
    contempt: Share = Field(0, description="Share of contempt, 0 to 1.")
    disgust: Share = Field(0, description="Share of disgust, 0 to 1.")
    fear: Share = Field(0, description="Share of fear, 0 to 1.")
    happy: Share = Field(0, description="Share of happiness, 0 to 1.")
    neutral: Share = Field(0, description="Share of a neutral expression, 0 to 1.")
    sad: Share = Field(0, description="Share of sadness, 0 to 1.")
    surprise: Share = Field(0, description="Share of surprise, 0 to 1.")


class ValenceArousalIntensity(BaseModel):
    """A place on the circumplex of affect, derived from the emotion shares."""

    valence: float = Field(description="Unpleasant to pleasant, -1 to 1.")
    arousal: float = Field(description="Calm to excited, -1 to 1.")
    intensity: float = Field(description="Strength of expression, 0 (neutral) to 1.")


class Failure(BaseModel):
    """Why an analysis failed."""

    code: str = Field(description="Stable code of the reason.")
    message: str = Field(description="What was wrong and what can be done about it.")


class PaginatedResponse(BaseModel):
    """One page of a list."""

    documents: Any = Field(description="The items of this page, newest first.")
    count: int = Field(description="How many items there are in all pages together.")


class BoundingBox(BaseModel):
    """One face in one picture or frame."""

    model_config = ConfigDict(extra="allow")

    face_id: int = Field(description="Number of the face in its medium, from 1.")
    name: str | None = Field(None, description="The name given to the person, null while nobody gave one.")
    x: float = Field(description="Left edge, in pixels of the picture as displayed.")
    y: float = Field(description="Top edge, in pixels.")
    w: float = Field(description="Width, in pixels.")
    h: float = Field(description="Height, in pixels.")
    detection_score: float = Field(description="How sure the detector is that this is a face, 0 to 1.")
    quality: float = Field(
        description="How well the face can be read (size, sharpness, pose, light), 0 to 1."
    )
    uncertain: bool = Field(
        False, description="Whether the face cannot be read well enough to say what it shows."
    )
    emotions: EmotionScores = Field(description="Emotion shares of this face in this picture.")
    dominant_emotion: str = Field(description="The emotion with the largest share.")
    valence: float = Field(description="Unpleasant to pleasant, -1 to 1.")
    arousal: float = Field(description="Calm to excited, -1 to 1.")
    intensity: float = Field(description="Strength of expression, 0 to 1.")
    note: str = Field("", description="Note on the face, empty while nobody wrote one.")

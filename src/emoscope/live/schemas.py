"""The JSON messages of `/v2/live`; docs/live.md tells in which order they come."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from emoscope.api.schemas import EmotionScores


class Start(BaseModel):
    """The client's first message."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["start"] = Field(description="Always 'start'.")
    api_key: str = Field(
        "", max_length=512, description="API key, for clients that send neither headers nor a cookie."
    )


class Stop(BaseModel):
    """Ends the session."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["stop"] = Field(description="Always 'stop'.")


class Ready(BaseModel):
    """Frames may be sent now."""

    type: Literal["ready"] = Field("ready", description="Always 'ready'.")
    max_frame_bytes: int = Field(description="Largest accepted frame, in bytes.")
    max_frame_pixels: int = Field(description="Largest accepted frame, in pixels (width times height).")
    idle_s: float = Field(description="Seconds without a frame after which the session ends.")
    max_duration_s: float = Field(description="Seconds after which the session ends in any case.")
    models: dict[str, str] = Field(description="Job to id of the model that does it.")


class LiveBox(BaseModel):
    """Where a face is, in pixels of the frame, origin top left; may reach over the edges."""

    x: float = Field(description="Left edge, in pixels.")
    y: float = Field(description="Top edge, in pixels.")
    w: float = Field(description="Width, in pixels.")
    h: float = Field(description="Height, in pixels.")


class LiveFace(BaseModel):
    """One face in one frame."""

    track_id: int = Field(description="The same as long as the face is followed, from 1.")
    box: LiveBox = Field(description="Where the face is.")
    detection_score: float = Field(description="How sure the detector is that this is a face, 0 to 1.")
    quality: float = Field(
        description="How well the face can be read (size, sharpness, pose, light), 0 to 1."
    )
    uncertain: bool = Field(description="Whether the face cannot be read well enough to say what it shows.")
    emotions: EmotionScores = Field(description="Emotion shares of this face in this frame.")
    dominant_emotion: str = Field(description="The emotion with the largest share.")
    valence: float = Field(description="Unpleasant to pleasant, -1 to 1.")
    arousal: float = Field(description="Calm to excited, -1 to 1.")
    intensity: float = Field(description="Strength of expression, 0 to 1.")


class FrameScores(BaseModel):
    """What was seen in one frame."""

    type: Literal["frame"] = Field("frame", description="Always 'frame'.")
    number: int = Field(description="Which of the binary messages this is about, counted from 0.")
    timestamp_ms: int = Field(description="When the frame arrived, in milliseconds since 'ready'.")
    analysis_ms: int = Field(description="How long the server took over the frame, in milliseconds.")
    dropped: int = Field(description="Frames left out so far since newer ones had come.")
    width: int = Field(description="Width of the frame as displayed, in pixels.")
    height: int = Field(description="Height of the frame as displayed, in pixels.")
    faces: list[LiveFace] = Field(description="The faces, in order of their tracks.")


class LiveError(BaseModel):
    """Something that could not be done. Where it ends the session, the connection closes after it."""

    type: Literal["error"] = Field("error", description="Always 'error'.")
    code: str = Field(description="Stable code of the reason.")
    detail: str = Field(description="What was wrong and what is accepted.")
    number: int | None = Field(description="The binary message it is about, null where it is about none.")

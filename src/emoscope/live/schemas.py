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
    sound: bool = Field(False, description="Whether sound will be sent too, so that its models are loaded.")


class Stop(BaseModel):
    """Ends the session."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["stop"] = Field(description="Always 'stop'.")


class Ready(BaseModel):
    """Frames, and sound where it was asked for, may be sent now."""

    type: Literal["ready"] = Field("ready", description="Always 'ready'.")
    max_frame_bytes: int = Field(description="Largest accepted frame, in bytes.")
    max_frame_pixels: int = Field(description="Largest accepted frame, in pixels (width times height).")
    sound: bool = Field(description="Whether sound may be sent.")
    sound_rate_hz: int = Field(description="Samples of sound per second, of one channel and 16 bits each.")
    max_sound_bytes: int = Field(description="Largest accepted piece of sound, in bytes, without its mark.")
    idle_s: float = Field(description="Seconds without a message after which the session ends.")
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


class SoundState(BaseModel):
    """How the sound stood at the end of a piece of it."""

    type: Literal["sound"] = Field("sound", description="Always 'sound'.")
    number: int = Field(description="The last of the binary messages that this is about, counted from 0.")
    timestamp_ms: int = Field(description="When that piece arrived, in milliseconds since 'ready'.")
    speaking: bool = Field(description="Whether somebody is speaking.")
    speech: float = Field(description="The largest probability of speech in what was heard, 0 to 1.")
    level_db: float = Field(description="Level of what was heard, in dB of full scale, -80 to 0.")
    dropped_ms: int = Field(description="Milliseconds of sound left out so far since they came too fast.")
    missed: int = Field(description="Stretches of speech so far that could not be judged in time.")


class SpokenSegment(BaseModel):
    """A stretch of speech that has ended, as the segments of recordings are."""

    type: Literal["segment"] = Field("segment", description="Always 'segment'.")
    start_ms: int = Field(description="When it began, in milliseconds since 'ready'.")
    end_ms: int = Field(description="When it ended, in milliseconds since 'ready'.")
    text: str = Field(description="The words; empty where nothing was understood or the language is unknown.")
    language: str = Field(description="Language of the words (ISO 639), 'und' where it could not be told.")
    confidence: float = Field(description="Geometric mean of the probabilities of the words' parts, 0 to 1.")
    emotions: EmotionScores | None = Field(
        description="Emotion shares heard in the voice, contempt (not measured) being 0; null where it was "
        "too short or too quiet to judge."
    )
    dominant_emotion: str | None = Field(description="The emotion with the largest share, null without.")
    text_emotions: dict[str, float] | None = Field(
        description="Probabilities of 28 emotions in the words, each 0 to 1; null without words."
    )


class LiveError(BaseModel):
    """Something that could not be done. Where it ends the session, the connection closes after it."""

    type: Literal["error"] = Field("error", description="Always 'error'.")
    code: str = Field(description="Stable code of the reason.")
    detail: str = Field(description="What was wrong and what is accepted.")
    number: int | None = Field(description="The binary message it is about, null where it is about none.")

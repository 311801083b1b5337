"""The contract's shapes for linking voices with faces, and ours for how they are linked."""

from __future__ import annotations

from pydantic import BaseModel, Field


class SpeakerFaceMatchRequest(BaseModel):
    """A voice said to be a face's."""

    speaker_id: int = Field(description="Number of the speaker in the video's audio, from 0.")
    face_id: int = Field(description="Number of the face in the video, from 1.")
    name: str | None = Field(
        description="Name of the person, for face and speaker, up to 200 characters on one line. Null, blank "
        "or left out: the speaker's name, else the face's, is for both."
    )


class SpeakerFaceMatchResponse(BaseModel):
    status: str = Field(description="'completed'.")
    message: str = Field(description="What was done.")


class AutoSpeakerFaceMatchTriggerResponse(BaseModel):
    """A match that a worker was set to."""

    video_id: str = Field(description="Id of the video.")
    audio_id: str = Field(description="Id of the audio that was taken from it.")
    status: str = Field(description="'processing'.")
    message: str = Field(description="What was done, and where its outcome is.")


class SpeakerFaceLink(BaseModel):
    """A face and the voice that is its."""

    face_id: int = Field(description="Number of the face, from 1.")
    speaker_id: int = Field(description="Number of the speaker, from 0.")
    name: str | None = Field(None, description="Name of the face, null where it has none.")
    made_by: str = Field(description="'hand' or 'automatic'.")
    score: float | None = Field(
        None,
        description="How surely the evidence for this face exceeds that for the next best, 0.5 to 1; null "
        "where the link was made by hand.",
    )


class UnmatchedSpeaker(BaseModel):
    """A voice that the automatic match gave to no face."""

    speaker_id: int = Field(description="Number of the speaker, from 0.")
    reason: str = Field(description="Why, in words.")


class SpeakerFaceMatchState(BaseModel):
    """How the voices of a video are linked with its faces, and what came of the automatic match."""

    video_id: str = Field(description="Id of the video.")
    status: str = Field(
        description="Of the automatic match: none (never asked for), queue, processing, completed or failed."
    )
    message: str = Field(description="The same in words.")
    links: list[SpeakerFaceLink] = Field(description="The links in effect, by face.")
    refused: list[UnmatchedSpeaker] = Field(
        description="Speakers whom the newest automatic match gave to no face, and why."
    )

"""The contract's shapes for edits of videos."""

from __future__ import annotations

from pydantic import BaseModel, Field


class FaceNameItem(BaseModel):
    """A name to give."""

    face_id: int = Field(0, description="Number of the face in this video, from 1.")
    name: str = Field(description="The name, 1 to 200 characters on one line.")


class NameUpdateResponse(BaseModel):
    """A name that was given."""

    face_id: int = Field(description="Number of the face that bears the name; that of a merge's target.")
    name: str = Field(description="The name as it is kept, without blanks around it.")


class MergeResponse(BaseModel):
    message: str = Field(description="What was done.")


class DeleteFacesResponse(BaseModel):
    id: str = Field(description="Id of the video.")
    message: str = Field(description="What was done.")


class MultiFaceResponse(BaseModel):
    message: str = Field(description="What was done.")
    updated_frames: list[int] = Field(description="The frames in which the face was changed, ascending.")


class UpdateEmotionResponse(BaseModel):
    """Emotions as they were set."""

    frame_id: str = Field(description="Index of the frame in the source video, from 0.")
    face_id: int = Field(description="Number of the face.")
    emotions: dict[str, float] = Field(description="Shares of the eight emotions, 0 to 1, summing to 1.")


class FrameNoteResponse(BaseModel):
    id: str = Field(description="Id of the video.")
    status: str = Field(description="'updated'.")


class SplitResponse(BaseModel):
    """A new person made of a part of another."""

    id: str = Field(description="Id of the video.")
    face_id: int = Field(description="Number of the face that was split.")
    new_face_id: int = Field(description="Number of the new face.")
    message: str = Field(description="What was done.")

"""The contract's shapes for edits of videos, and ours for their history."""

from __future__ import annotations

from typing import Any

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


class EditItem(BaseModel):
    """A row of a video's log of edits."""

    number: int = Field(description="Place in the log, from 1; never given twice.")
    kind: str = Field(
        description="rename, merge, delete, reassign, emotions, note or split; undo or redo of one of these; "
        "reanalysis, after which the faces of all edits bear the numbers of the new analysis."
    )
    summary: str = Field(description="The edit in words.")
    details: dict[str, Any] = Field(
        description="Faces, frames and values of the edit. Lists of frames hold [first, last]."
    )
    status: str = Field(
        description="applied: in effect. undone: can be redone. replaced: undone, then followed by another "
        "edit. unplaced: the newest analysis lacks its subject."
    )
    reason: str = Field("", description="Why it is unplaced, or what part of it is; empty otherwise.")
    user_id: str = Field(description="Id of the user who made the edit (UUID).")
    created_at: str = Field(description="When it was made, ISO 8601 in UTC.")


class EditHistory(BaseModel):
    """The log of a video's edits."""

    id: str = Field(description="Id of the video.")
    edits: list[EditItem] = Field(description="Rows of the log, newest first.")
    count: int = Field(description="How many rows the log has.")
    unplaced: int = Field(description="How many edits could not be placed after an analysis.")
    can_undo: bool = Field(description="Whether an edit is in effect.")
    can_redo: bool = Field(description="Whether an undone edit can be brought back.")


class EditStep(BaseModel):
    """An edit that was undone or redone."""

    id: str = Field(description="Id of the video.")
    message: str = Field(description="What was done.")
    edit: EditItem = Field(description="The edit that was undone or redone.")
    can_undo: bool = Field(description="Whether an edit is in effect.")
    can_redo: bool = Field(description="Whether an undone edit can be brought back.")

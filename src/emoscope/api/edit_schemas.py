"""The shapes of the history of edits, the same for every kind of medium."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field


class EditItem(BaseModel):
    """A row of a medium's log of edits."""

    number: int = Field(description="Place in the log, from 1; never given twice.")
    kind: str = Field(
        description="What was corrected (of a video: rename, merge, delete, reassign, emotions, note, split, "
        "link_speakers; of an audio: correct_segments, replace_transcript, delete_segment, rename_speakers, "
        "merge_speakers); undo or redo of one of these; reanalysis, after which all edits bear the numbers "
        "of the new analysis."
    )
    summary: str = Field(description="The edit in words.")
    details: dict[str, Any] = Field(
        description="What the edit is about, with its values. Lists of frames hold [first, last]; segments "
        "are named by numbers of their own, below 0 where they were put in by hand. Of more than 200 items "
        "only the number is told."
    )
    status: str = Field(
        description="applied: in effect. undone: can be redone. replaced: undone, then followed by another "
        "edit. unplaced: the newest analysis lacks its subject."
    )
    reason: str = Field("", description="Why it is unplaced, or what part of it is; empty otherwise.")
    user_id: str = Field(description="Id of the user who made the edit (UUID); 'automatic' where nobody did.")
    created_at: str = Field(description="When it was made, ISO 8601 in UTC.")


class EditHistory(BaseModel):
    """The log of a medium's edits."""

    id: str = Field(description="Id of the medium.")
    edits: list[EditItem] = Field(description="Rows of the log, newest first.")
    count: int = Field(description="How many rows the log has.")
    unplaced: int = Field(description="How many edits could not be placed after an analysis.")
    can_undo: bool = Field(description="Whether an edit is in effect.")
    can_redo: bool = Field(description="Whether an undone edit can be brought back.")


class EditStep(BaseModel):
    """An edit that was undone or redone."""

    id: str = Field(description="Id of the medium.")
    message: str = Field(description="What was done.")
    edit: EditItem = Field(description="The edit that was undone or redone.")
    can_undo: bool = Field(description="Whether an edit is in effect.")
    can_redo: bool = Field(description="Whether an undone edit can be brought back.")

"""The contract's shapes for edits of transcripts, and ours for merging speakers."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field


class TranscriptSegment(BaseModel):
    """A stretch of one speaker's words."""

    start_millis: float = Field(
        ge=0, allow_inf_nan=False, description="Where it begins in the recording, in ms; kept to whole ms."
    )
    end_millis: float = Field(
        ge=0, allow_inf_nan=False, description="Where it ends, in ms, after it begins; kept to whole ms."
    )
    segment: str = Field(description="The words, up to 10,000 characters; empty where nothing is understood.")
    speaker_id: int = Field(
        description="Number of the speaker, from 0 to 999; a number that nobody has makes a new speaker."
    )


class CorrectedSegment(TranscriptSegment):
    """A segment as it should be; ours: it may say which one it was."""

    was_start_millis: float | None = Field(
        None,
        ge=0,
        allow_inf_nan=False,
        description="Where the segment that is corrected begins so far, in ms; with was_end_millis it is "
        "known again however far its times move. Without it, segments are known again by their new times.",
    )
    was_end_millis: float | None = Field(
        None, ge=0, allow_inf_nan=False, description="Where the segment that is corrected ends so far, in ms."
    )


class SpeakerUpdate(BaseModel):
    """A speaker and their name."""

    speaker_id: int = Field(description="Number of the speaker in this audio, from 0.")
    name: str = Field(description="The name, 1 to 200 characters on one line.")


class SpeakerUpdateResponse(BaseModel):
    speakers: list[SpeakerUpdate] = Field(
        description="The names that were given, as they are kept; of a speaker who was merged into another, "
        "with the number of that one."
    )


class ReplaceTranscriptRequest(BaseModel):
    """A whole transcript."""

    transcript: str = Field(
        min_length=1,
        description="Up to 1,000,000 characters: plain text with or without names (`Ann: Hello.`) and times "
        "(`[00:01:02] Hello.`), SubRip or WebVTT, told apart by what they look like.",
    )
    format: Literal["text"] = Field("text", description="Always 'text'.")


class ReplaceTranscriptResponse(BaseModel):
    """The transcript that was put in."""

    id: str = Field(description="Id of the audio.")
    status: str = Field(
        description="'processing' while emotions of new words and times are being worked out, else "
        "'completed'. The transcript itself is in effect in both cases."
    )
    segments_count: int = Field(description="How many segments the transcript has.")
    speakers: list[SpeakerUpdate] = Field(
        description="Everybody who speaks, with the name or, while there is none, the label `speaker_N`."
    )


class AudioSegmentDeleteResponse(BaseModel):
    id: str = Field(description="Id of the audio.")
    segment_id: int = Field(
        description="Index of the segment that was deleted, from 0; those behind it have moved up by one."
    )
    message: str = Field(description="What was done.")


class SpeakerMergeResponse(BaseModel):
    message: str = Field(description="What was done.")

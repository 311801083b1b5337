"""HTTP for edits of transcripts: the contract's operations, merging speakers, the history, undo and redo."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Form, Path, Query

from emoscope.api import edit_log
from emoscope.api.auth import CurrentUser
from emoscope.api.edit_schemas import EditHistory, EditStep
from emoscope.api.state import State, desk_of
from emoscope.api.translate import numbers
from emoscope.audios import edit_schemas as wire
from emoscope.audios import editing
from emoscope.audios.edit_words import WORDS, speakers
from emoscope.audios.transcript_matching import Sent

router = APIRouter(tags=["Audio Emotion API"])

AudioId = Annotated[str, Path(description="Id of the audio (UUID).")]


@router.put("/v1/audios/{audio_id}/transcript")
def update_audio_transcripts_segments(
    state: State,
    user: CurrentUser,
    audio_id: AudioId,
    transcript_segments: Annotated[
        list[wire.CorrectedSegment], Body(description="Segments as they should be; all others stay.")
    ],
) -> list[wire.TranscriptSegment]:
    """Corrects words, times and speakers of segments, which are known again by their times, or by those they
    had where these are sent too; adds those that are none yet. Emotions of what is new follow a moment
    later."""
    sent = [
        Sent(round(one.start_millis), round(one.end_millis), one.speaker_id, one.segment, _former(one))
        for one in transcript_segments
    ]
    return [
        wire.TranscriptSegment(
            start_millis=one.start_ms, end_millis=one.end_ms, segment=one.text, speaker_id=one.speaker_id
        )
        for one in editing.correct(desk_of(state), user, audio_id, sent)
    ]


@router.put("/v1/audios/{audio_id}/transcript/replace")
def replace_audio_transcript(
    state: State, user: CurrentUser, audio_id: AudioId, request: wire.ReplaceTranscriptRequest
) -> wire.ReplaceTranscriptResponse:
    """Puts a written transcript in the place of all segments. Times that it lacks are worked out from when
    speech was heard; names that it lacks, from who was heard."""
    transcript, is_pending = editing.replace(desk_of(state), user, audio_id, request.transcript)
    return wire.ReplaceTranscriptResponse(
        id=audio_id,
        status="processing" if is_pending else "completed",
        segments_count=len(transcript.lines),
        speakers=[
            wire.SpeakerUpdate(speaker_id=speaker_id, name=name)
            for speaker_id, name in sorted(editing.labels(transcript).items())
        ],
    )


@router.delete("/v1/audios/{audio_id}/{segment_index}")
def delete_audio_segment(
    state: State,
    user: CurrentUser,
    audio_id: AudioId,
    segment_index: Annotated[int, Path(description="Place of the segment in order of time, from 0.")],
) -> wire.AudioSegmentDeleteResponse:
    """Takes a segment out of all results; those behind it move up by one. One must remain."""
    editing.delete(desk_of(state), user, audio_id, segment_index)
    return wire.AudioSegmentDeleteResponse(
        id=audio_id, segment_id=segment_index, message=f"Segment {segment_index} deleted."
    )


@router.put("/v1/audios/{audio_id}/speakers/names")
def update_speaker_names(
    state: State,
    user: CurrentUser,
    audio_id: AudioId,
    speaker_updates: Annotated[
        list[wire.SpeakerUpdate], Body(description="Speakers and the names to give them.")
    ],
) -> wire.SpeakerUpdateResponse:
    """Names speakers; everything that shows a speaker then shows the name."""
    given = [(item.speaker_id, item.name) for item in speaker_updates]
    named = editing.rename(desk_of(state), user, audio_id, given)
    return wire.SpeakerUpdateResponse(
        speakers=[wire.SpeakerUpdate(speaker_id=speaker_id, name=name) for speaker_id, name in named]
    )


@router.put("/v2/audios/{audio_id}/speakers/merge")
def merge_speakers(
    state: State,
    user: CurrentUser,
    audio_id: AudioId,
    selected_speaker_id: Annotated[int, Form(description="Number of the speaker who stays.")],
    merge_speaker_id: Annotated[str, Form(description="Speakers to merge into that one, comma separated.")],
) -> wire.SpeakerMergeResponse:
    """Makes several speakers one person."""
    others = numbers("merge_speaker_id", merge_speaker_id)
    merged = editing.merge(desk_of(state), user, audio_id, selected_speaker_id, others)
    return wire.SpeakerMergeResponse(
        message=f"{speakers(merged).capitalize()} merged into speaker {selected_speaker_id}."
    )


@router.get("/v2/audios/{audio_id}/edits")
def list_audio_edits(
    state: State,
    user: CurrentUser,
    audio_id: AudioId,
    before: Annotated[int | None, Query(description="Only rows with a smaller number.")] = None,
    page_size: Annotated[int, Query(ge=1, le=1000, description="Rows per page, 1 to 1,000.")] = 100,
) -> EditHistory:
    """Who changed what and what became of it, newest first."""
    found = editing.history_of(desk_of(state), user, audio_id)
    return edit_log.history(audio_id, found, WORDS, before, page_size)


@router.post("/v2/audios/{audio_id}/edits/undo")
def undo_audio_edit(state: State, user: CurrentUser, audio_id: AudioId) -> EditStep:
    """Takes back the newest edit that is in effect."""
    entry, found = editing.undo(desk_of(state), user, audio_id)
    return edit_log.step(audio_id, "Undone", entry, found, WORDS)


@router.post("/v2/audios/{audio_id}/edits/redo")
def redo_audio_edit(state: State, user: CurrentUser, audio_id: AudioId) -> EditStep:
    """Brings back the edit that was undone last; a new edit ends what can be redone."""
    entry, found = editing.redo(desk_of(state), user, audio_id)
    return edit_log.step(audio_id, "Redone", entry, found, WORDS)


def _former(one: wire.CorrectedSegment) -> tuple[int, int] | None:
    if one.was_start_millis is None or one.was_end_millis is None:
        return None
    return round(one.was_start_millis), round(one.was_end_millis)

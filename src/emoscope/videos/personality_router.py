"""HTTP for apparent personality."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path

from emoscope.analyzers.personality_cues import CUES
from emoscope.api.auth import CurrentUser
from emoscope.api.state import State, desk_of
from emoscope.domain.personality import TRAITS
from emoscope.videos import personality
from emoscope.videos import personality_schemas as wire
from emoscope.videos.personality_store import BY_SEGMENT, OVERALL

router = APIRouter()

NOTICE = (
    "Apparent personality: how the person may come across in this recording, worked out from cues by "
    "published correlations. It was validated on no corpus, says nothing certain about who the person is, "
    "and must not be used to decide about anybody."
)
VideoId = Annotated[str, Path(description="Id of the video (UUID).")]
_CUES = {cue.name: cue for cue in CUES}


@router.post("/v2/videos/{video_id}/personality/analyze")
def trigger_personality_analysis(
    state: State,
    user: CurrentUser,
    video_id: VideoId,
    face_id: Annotated[int, Form(description="Number of the face, from 1.")],
    analysis_type: Annotated[
        str, Form(description="overall: the whole video. by_segment: parts of 30 s. combined: both.")
    ] = OVERALL,
    callback_url: Annotated[
        str | None, Form(description="Address to tell when the analysis is done, with its results.")
    ] = None,
) -> wire.PersonalityTriggerResponse:
    """Has a worker estimate how a person comes across, from face and, where linked, voice and words."""
    speaker = personality.trigger(
        desk_of(state), user, video_id, face_id, analysis_type, (callback_url or "").strip()
    )
    return wire.PersonalityTriggerResponse(
        video_id=video_id,
        face_id=face_id,
        speaker_id=speaker,
        analysis_type=analysis_type,
        status="processing",
        message=f"The apparent personality of face {face_id} is being worked out.",
    )


@router.get("/v2/videos/{video_id}/faces/{face_id}/personality-analysis")
def get_personality_analysis(
    state: State,
    user: CurrentUser,
    video_id: VideoId,
    face_id: Annotated[int, Path(ge=1, description="Number of the face, from 1.")],
) -> wire.PersonalityAnalysisResponse:
    """Where the analyses of a face stand, and what came of them; edits of face or voice clear them."""
    return document(video_id, face_id, personality.state_of(desk_of(state), user, video_id, face_id))


def document(video_id: str, face_id: int, found: personality.State) -> wire.PersonalityAnalysisResponse:
    """What is known of a face's apparent personality."""
    results = {name: part.row.result for name, part in found.parts.items() if part.row.result}
    models = [part.row.model for part in found.parts.values() if part.row.model]
    return wire.PersonalityAnalysisResponse(
        video_id=video_id,
        face_id=face_id,
        analysis_status={
            name: wire.PersonalityAnalysisStatus(
                status=part.status, percentage=part.percentage, message=part.message
            )
            for name, part in found.parts.items()
        }
        or None,
        overall=_overall(results[OVERALL]) if OVERALL in results else None,
        by_segment=_segments(results[BY_SEGMENT]) if BY_SEGMENT in results else None,
        speaker_id=found.speaker_id,
        model=models[0] if models else None,
        notice=NOTICE,
    )


def _overall(kept: Mapping[str, Any]) -> wire.PersonalityOverallMetrics:
    return wire.PersonalityOverallMetrics(
        ocean_metrics=_ocean(kept), confidence=_confidence(kept), cues=[_cue(one) for one in kept["cues"]]
    )


def _segments(kept: Mapping[str, Any]) -> wire.PersonalitySegmentMetrics:
    return wire.PersonalitySegmentMetrics(
        segment_interval_millis=kept["interval_ms"],
        segments=[
            wire.PersonalitySegmentItem(
                segment_id=one["number"],
                start_millis=one["start_ms"],
                end_millis=one["end_ms"],
                ocean_metrics=_ocean(one),
                confidence=_confidence(one),
            )
            for one in kept["segments"]
        ],
    )


def _ocean(kept: Mapping[str, Any]) -> wire.PersonalityOceanMetrics:
    return wire.PersonalityOceanMetrics(**{trait: round(kept["traits"][trait], 4) for trait in TRAITS})


def _confidence(kept: Mapping[str, Any]) -> wire.PersonalityConfidence:
    each = {trait: round(kept["confidences"][trait], 4) for trait in TRAITS}
    return wire.PersonalityConfidence(overall=round(kept["confidence"], 4), **each)


def _cue(kept: Mapping[str, Any]) -> wire.PersonalityCue:
    cue = _CUES[kept["name"]]
    return wire.PersonalityCue(
        name=cue.name,
        value=round(kept["value"], 4),
        unit=cue.unit,
        amount=round(kept["amount"], 1),
        norm=cue.norm,
        z=round(kept["z"], 3),
        reliance=round(kept["reliance"], 3),
        pull={trait: round(pull, 4) for trait, pull in kept["pull"].items()},
        basis=cue.basis,
        source=cue.source,
    )

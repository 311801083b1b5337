"""HTTP for linking the voices of a video with its faces."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Path
from pydantic import BeforeValidator

from emoscope.api.auth import CurrentUser
from emoscope.api.state import State, desk_of
from emoscope.db.models import Job
from emoscope.videos import speaker_match
from emoscope.videos import speaker_match_schemas as wire
from emoscope.videos.edited_view import View
from emoscope.videos.speaker_match import Pair, Standing

router = APIRouter()

VideoId = Annotated[str, Path(description="Id of the video (UUID).")]


def _bare(body: Any) -> Any:
    """The list itself, also out of an object that holds it as `mappings`; a name may be left out."""
    if isinstance(body, dict) and "mappings" in body:
        body = body["mappings"]
    if not isinstance(body, list):
        return body
    return [{"name": None, **item} if isinstance(item, dict) else item for item in body]


Mappings = Annotated[
    list[wire.SpeakerFaceMatchRequest],
    BeforeValidator(_bare),
    Body(description="Voices and the faces they belong to, each once; also as {'mappings': [...]}."),
]


@router.put("/v2/videos/{video_id}/speaker-face-match")
def update_speaker_face_match(
    state: State, user: CurrentUser, video_id: VideoId, mappings: Mappings
) -> wire.SpeakerFaceMatchResponse:
    """Links voices with faces by hand and gives both one name; undo takes the links back."""
    pairs = [Pair(item.face_id, item.speaker_id, item.name or "") for item in mappings]
    speaker_match.link(desk_of(state), state.findings_of, user, video_id, pairs)
    many = "speaker is" if len(pairs) == 1 else "speakers are"
    return wire.SpeakerFaceMatchResponse(
        status="completed", message=f"{len(pairs)} {many} linked with the faces given."
    )


@router.post("/v2/videos/{video_id}/speaker-face-match")
def trigger_speaker_face_match(
    state: State, user: CurrentUser, video_id: VideoId
) -> wire.AutoSpeakerFaceMatchTriggerResponse:
    """Has a worker match voices with faces by how mouths move; links made by hand stay."""
    audio_id = speaker_match.trigger(desk_of(state), user, video_id)
    return wire.AutoSpeakerFaceMatchTriggerResponse(
        video_id=video_id,
        audio_id=audio_id,
        status="processing",
        message="Speakers are being matched with faces; GET on this address tells what came of it.",
    )


@router.get("/v2/videos/{video_id}/speaker-face-match")
def get_speaker_face_match(state: State, user: CurrentUser, video_id: VideoId) -> wire.SpeakerFaceMatchState:
    """How voices and faces are linked, and why the automatic match gave a voice to nobody."""
    found = speaker_match.standing(desk_of(state), user, video_id)
    status, message = _status(found.job)
    return wire.SpeakerFaceMatchState(
        video_id=video_id,
        status=status,
        message=message,
        links=_links(found),
        refused=[wire.UnmatchedSpeaker(**one) for one in (found.outcome.refusals if found.outcome else [])],
    )


def _links(found: Standing) -> list[wire.SpeakerFaceLink]:
    scores = {
        (one["face_id"], one["speaker_id"]): one["score"]
        for one in (found.outcome.links if found.outcome else [])
    }
    return [
        _link(found.view, face.face_id, speaker, scores.get((face.face_id, speaker)))
        for face in found.view.faces
        if (speaker := found.view.speakers.get(face.face_id)) is not None
    ]


def _link(view: View, face_id: int, speaker_id: int, score: float | None) -> wire.SpeakerFaceLink:
    automatic = face_id in view.corrections.matched
    return wire.SpeakerFaceLink(
        face_id=face_id,
        speaker_id=speaker_id,
        name=view.names.get(face_id),
        made_by="automatic" if automatic else "hand",
        score=round(score, 4) if automatic and score is not None else None,
    )


def _status(job: Job | None) -> tuple[str, str]:
    if job is None:
        return "none", "The automatic match was not asked for."
    words = {
        "queue": "The match waits for a worker.",
        "processing": f"Speakers are being matched, {job.progress}% done.",
        "completed": "Speakers were matched where the evidence was clear.",
        "failed": job.error_message,
    }
    return job.status, words[job.status]

"""HTTP for the timeline of a video: what everybody showed, in as many points as a chart has room for."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from emoscope.api.auth import CurrentUser
from emoscope.api.state import State, desk_of
from emoscope.videos import service
from emoscope.videos.timeline_series import BINS_AT_MOST, Series, timeline_of

router = APIRouter(tags=["Video Emotion API"])


class TimelineFace(BaseModel):
    """One person over time: lists of equal length, an entry for each stretch in which the face is seen."""

    face_id: int = Field(description="Number of the person in this video, from 1.")
    stretches: list[int] = Field(description="Which stretch an entry is of: n begins at start_ms + n bin_ms.")
    frames: list[int] = Field(description="How many analysed frames each entry is the mean of.")
    emotions: dict[str, list[float]] = Field(description="Emotion label to mean shares, each 0 to 1.")
    valence: list[float] = Field(description="Mean valence, unpleasant to pleasant, -1 to 1.")
    arousal: list[float] = Field(description="Mean arousal, calm to excited, -1 to 1.")
    intensity: list[float] = Field(description="Mean strength of expression, 0 to 1.")
    uncertain: list[float] = Field(description="Share of frames that cannot be read well, 0 to 1.")


class TimelineResponse(BaseModel):
    """What everybody in a video showed, drawn together into stretches of equal width."""

    id: str = Field(description="Id of the video.")
    start_ms: int = Field(description="Where the first stretch begins, in milliseconds.")
    end_ms: int = Field(description="Where the last stretch ends at the latest, in milliseconds.")
    bin_ms: int = Field(description="Width of a stretch, in milliseconds.")
    faces: list[TimelineFace] = Field(description="Everybody who is seen in it, in order of face_id.")


@router.get("/v2/videos/{video_id}/timeline")
def get_video_timeline(
    state: State,
    user: CurrentUser,
    video_id: Annotated[str, Path(description="Id of the video (UUID).")],
    start_ms: Annotated[int, Query(ge=0, description="Where to begin, in milliseconds.")] = 0,
    end_ms: Annotated[
        int | None, Query(ge=1, description="Where to end, in milliseconds; without it the video's end.")
    ] = None,
    bins: Annotated[int, Query(ge=1, le=BINS_AT_MOST, description="Stretches at most, 1 to 4,000.")] = 600,
) -> TimelineResponse:
    """Means per person over stretches of equal width, corrections included; none where no face is seen."""
    desk = desk_of(state)
    video, record = service.analysed(desk, user, video_id)
    found = timeline_of(desk, video, record, start_ms, end_ms, bins)
    return TimelineResponse(
        id=video_id,
        start_ms=found.start_ms,
        end_ms=found.end_ms,
        bin_ms=found.bin_ms,
        faces=[_face(series) for series in found.faces],
    )


def _face(series: Series) -> TimelineFace:
    return TimelineFace(
        face_id=series.face_id,
        stretches=list(series.stretches),
        frames=list(series.frames),
        emotions={name: list(values) for name, values in series.emotions.items()},
        valence=list(series.valence),
        arousal=list(series.arousal),
        intensity=list(series.intensity),
        uncertain=list(series.uncertain),
    )

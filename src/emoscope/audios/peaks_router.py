"""HTTP for the outline of a sound: what a waveform of any length is drawn from."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field

from emoscope.api.auth import CurrentUser
from emoscope.audios.peaks import Outline, PeaksMaker
from emoscope.pipelines.peaks import HOP_MS

router = APIRouter(tags=["Audio Emotion API"])

BINS_AT_MOST = 4000


class PeaksResponse(BaseModel):
    """How far a sound swings, stretch by stretch."""

    id: str = Field(description="Id of the audio.")
    status: Literal["completed", "processing"] = Field(
        description="'processing' while the outline is being made (status 202); ask again in a second."
    )
    start_ms: int = Field(description="Where the first stretch begins, in milliseconds of the recording.")
    end_ms: int = Field(description="Where the last stretch ends, in milliseconds.")
    bin_ms: int = Field(description="Width of a stretch, in milliseconds, at least 4.")
    loudest: int = Field(
        description="The largest swing of the whole sound, in ten-thousandths of full scale, 0 to 10,000."
    )
    peaks: list[int] = Field(
        description="The largest swing in each stretch, in ten-thousandths of full scale, 0 to 10,000."
    )


@router.get("/v2/audios/{audio_id}/peaks")
def get_audio_peaks(
    request: Request,
    response: Response,
    user: CurrentUser,
    audio_id: Annotated[str, Path(description="Id of the audio (UUID); that of a video's sound too.")],
    start_ms: Annotated[int, Query(ge=0, description="Where to begin, in milliseconds.")] = 0,
    end_ms: Annotated[
        int | None, Query(ge=1, description="Where to end, in milliseconds; without it the end of the sound.")
    ] = None,
    bins: Annotated[int, Query(ge=1, le=BINS_AT_MOST, description="Stretches at most, 1 to 4,000.")] = 1000,
) -> PeaksResponse:
    """The outline of the analysed part of a sound, for drawing its waveform. It is made when first asked for,
    which takes a while for a long one; 202 until then."""
    maker: PeaksMaker = request.app.state.peaks
    found = maker.outline(user, audio_id, start_ms, end_ms, bins)
    if found is None:
        response.status_code = 202
        response.headers["Retry-After"] = "1"
        return _answer(audio_id, "processing", Outline(start_ms, start_ms, HOP_MS, 0, []))
    return _answer(audio_id, "completed", found)


def _answer(audio_id: str, status: Literal["completed", "processing"], found: Outline) -> PeaksResponse:
    return PeaksResponse(
        id=audio_id,
        status=status,
        start_ms=found.start_ms,
        end_ms=found.end_ms,
        bin_ms=found.bin_ms,
        loudest=found.loudest,
        peaks=found.peaks,
    )

"""Between highlights and their wire shapes."""

from __future__ import annotations

from emoscope.api.state import Links
from emoscope.highlights import schemas as wire
from emoscope.highlights.repository import Highlights
from emoscope.highlights.service import Accepted
from emoscope.pipelines.highlight_signs import in_words
from emoscope.pipelines.highlights import Moment

_CHOSEN = "chosen"


def accepted(video_id: str, standing: Accepted) -> wire.HighlightGenerateResponse:
    return wire.HighlightGenerateResponse(video_id=video_id, message=standing.message, status=standing.status)


def highlights(found: Highlights | None, links: Links) -> wire.HighlightResponse:
    if found is None:
        return wire.HighlightResponse(
            message="Nobody asked for highlights since the video was last analysed."
        )
    status = "completed" if found.moments is not None else found.job.status
    moments = found.moments or ()
    return wire.HighlightResponse(
        highlight_status=status,
        highlight_url=links.to_object(found.reel_key) if moments and found.reel_key else None,
        message=_message(found, status),
        progress=found.job.progress,
        source="automatic" if found.automatic else "custom",
        duration_millis=sum(moment.length_ms for moment in moments),
        segments=[_segment(moment) for moment in moments],
    )


def _message(found: Highlights, status: str) -> str:
    if status == "failed":
        return f"{found.job.error_message} Ask again to try once more."
    if status == "processing":
        return f"The highlights are being made, {found.job.progress}% done."
    if status == "queue":
        return "The highlights wait for a worker."
    if not found.moments:
        return "No moment of this video stands out; choose your own by PUT."
    return "The highlights are ready."


def _segment(moment: Moment) -> wire.HighlightSegment:
    reasons = [in_words(sign) for sign in moment.signs]
    return wire.HighlightSegment(
        start_millis=moment.start_ms,
        end_millis=moment.end_ms,
        score=round(moment.score, 4) if moment.signs else None,
        modality=moment.signs[0].modality if moment.signs else _CHOSEN,
        people=list(dict.fromkeys(sign.name for sign in moment.signs)),
        reason=reasons[0] if reasons else "Chosen by hand.",
        reasons=reasons,
    )

"""SQL on highlights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.orm import Session

from emoscope.db import edits
from emoscope.db.highlight_models import HighlightReel
from emoscope.db.models import Job, Medium, VideoRecord
from emoscope.pipelines.highlight_signs import Sign
from emoscope.pipelines.highlights import Moment


@dataclass(frozen=True, slots=True)
class Highlights:
    """The newest highlights of a video as it is now analysed. `moments` is None until they are made;
    `reel_key` is empty then too, and where no moment stood out. `job` is what makes them."""

    medium: Medium
    automatic: bool
    moments: tuple[Moment, ...] | None
    reel_key: str
    job: Job


def load(session: Session, medium: Medium) -> Highlights | None:
    """None where nobody asked for any since the video was last analysed."""
    record = session.get(VideoRecord, medium.id)
    reel = session.get(HighlightReel, medium.id)
    if record is None or reel is None or reel.run_id != record.run_id:
        return None
    job = session.get(Job, reel.job_id)
    if job is None:  # called off
        return None
    moments = None if reel.moments is None else tuple(_moment(kept) for kept in reel.moments)
    return Highlights(medium, reel.wanted is None, moments, reel.reel_key, job)


def wish(session: Session, video_id: str, run_id: str, job_id: str, parts: Sequence[Moment] | None) -> None:
    """Puts a wish in the place of the one before; None: moments that are to be found."""
    reel = session.get(HighlightReel, video_id) or HighlightReel(media_id=video_id, reel_key="")
    reel.job_id, reel.run_id, reel.moments = job_id, run_id, None
    reel.wanted = None if parts is None else [[part.start_ms, part.end_ms] for part in parts]
    session.add(reel)


def wished(session: Session, video_id: str, job_id: str) -> tuple[str, tuple[Moment, ...] | None] | None:
    """The run and the parts that a job is to make a reel of; None where another wish took its place."""
    reel = session.get(HighlightReel, video_id)
    if reel is None or reel.job_id != job_id:
        return None
    return reel.run_id, None if reel.wanted is None else tuple(Moment(*part) for part in reel.wanted)


def fulfil(
    session: Session, video_id: str, job_id: str, run_id: str, moments: Sequence[Moment], key: str
) -> tuple[bool, str]:
    """Keeps what was made, unless it is no longer wanted or the video was analysed anew meanwhile. Returns
    whether it was kept, and the key of the reel before it."""
    edits.lock(session, video_id)
    reel, record = session.get(HighlightReel, video_id), session.get(VideoRecord, video_id)
    if reel is None or record is None or reel.job_id != job_id or record.run_id != run_id:
        return False, ""
    before, reel.reel_key = reel.reel_key, key
    reel.moments = [asdict(moment) for moment in moments]
    return True, before


def _moment(kept: dict[str, Any]) -> Moment:
    return Moment(
        kept["start_ms"], kept["end_ms"], kept["score"], tuple(Sign(**sign) for sign in kept["signs"])
    )

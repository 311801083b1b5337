"""What can be done with the highlights of a video."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from emoscope.api import media
from emoscope.api.findings import FindingsOf
from emoscope.api.keys import Identity
from emoscope.api.media import Desk, MediumNotFound, NotAnalysed
from emoscope.db import edits
from emoscope.db.engine import reading
from emoscope.db.models import Medium, VideoRecord
from emoscope.errors import EmoscopeError
from emoscope.highlights import repository
from emoscope.highlights.repository import Highlights
from emoscope.jobs import ledger
from emoscope.jobs.sending import unit_of_work
from emoscope.pipelines.highlight_signs import FACE, Sign
from emoscope.pipelines.highlights import Moment
from emoscope.rendering.reel import SHORTEST_MS

KIND = "video"
MAKE = "make_highlights"
EVENT = "highlights"
MOST_SEGMENTS = 100
LONGEST_REEL_MS = 10 * 60_000
"""A list may be as long as this even where the video is shorter, since parts may come again."""


class BadSegments(EmoscopeError):
    code = "bad_segments"
    status = 422
    title = "Segments not acceptable"


class NoHighlights(EmoscopeError):
    code = "no_highlights"
    status = 404
    title = "No highlights"


@dataclass(frozen=True, slots=True)
class Accepted:
    """Where a request for highlights stands."""

    status: str
    message: str


def find_moments(desk: Desk, user: Identity, video_id: str) -> Accepted:
    """Has moments found and a reel made of them, anew even where there is one; what is under way already
    stays so."""
    with unit_of_work(desk.sessions, desk.transport) as session:
        medium, record = _analysed(session, user, video_id)
        known = repository.load(session, medium)
        if known is not None and known.automatic and known.job.status in {"queue", "processing"}:
            return Accepted(known.job.status, "The highlights are being made already; nothing was changed.")
        ledger.check(session, medium.user_id)
        job = media.enqueue(session, desk, medium, MAKE, EVENT, "")
        repository.wish(session, medium.id, record.run_id, job.id, None)
    return Accepted("queue", "The video was queued for highlights; ask again until they are ready.")


def show_parts(desk: Desk, user: Identity, video_id: str, parts: Sequence[tuple[float, float]]) -> Accepted:
    """Has a reel made of these parts, (start, end) in milliseconds, in their order. Raises BadSegments."""
    with unit_of_work(desk.sessions, desk.transport) as session:
        medium, record = _analysed(session, user, video_id)
        moments = checked(parts, medium.duration_ms)
        ledger.check(session, medium.user_id)
        job = media.enqueue(session, desk, medium, MAKE, EVENT, "")
        repository.wish(session, medium.id, record.run_id, job.id, moments)
    count = f"{len(moments)} segments" if len(moments) > 1 else "one segment"
    return Accepted("queue", f"A reel of {count} was queued; ask again until it is ready.")


def checked(parts: Sequence[tuple[float, float]], duration_ms: int) -> list[Moment]:
    """The parts to the millisecond; raises BadSegments for what cannot be shown."""
    if not parts:
        raise BadSegments("The list of segments is empty; send at least one.")
    if len(parts) > MOST_SEGMENTS:
        raise BadSegments(f"There are {len(parts)} segments; at most {MOST_SEGMENTS} are accepted.")
    found = []
    for index, (start, end) in enumerate(parts):
        problem = _problem(start, end, duration_ms)
        if problem:
            raise BadSegments(f"Segment {index}: {problem}", segment=index)
        found.append(Moment(round(start), round(end)))
    total, most = sum(one.length_ms for one in found), max(duration_ms, LONGEST_REEL_MS)
    if total > most:
        raise BadSegments(f"The segments are {total} ms long together; at most {most} ms are accepted.")
    return found


def _problem(start: float, end: float, duration_ms: int) -> str:
    if start == end == 0:
        return "start_millis and end_millis are both 0."
    if start < 0 or end > duration_ms:
        return f"{start:g} to {end:g} ms does not lie within the video, which has {duration_ms} ms."
    if start == end:
        return f"start_millis equals end_millis, {start:g}."
    if start > end:
        return f"start_millis, {start:g}, is greater than end_millis, {end:g}."
    if round(end) - round(start) < SHORTEST_MS:
        return f"it is shorter than {SHORTEST_MS} ms."
    return ""


def standing(desk: Desk, user: Identity, video_id: str, findings_of: FindingsOf) -> Highlights | None:
    """The newest highlights, people called as they are now; None where nobody asked for any."""
    with reading(desk.sessions) as session:
        found = repository.load(session, media.readable(session, user, KIND, video_id))
    if found is None or not any(moment.signs for moment in found.moments or ()):
        return found
    return _renamed(found, findings_of)


def reel(desk: Desk, user: Identity, video_id: str) -> Highlights:
    """Highlights that are made or being made; NoHighlights where there is nothing to wait for."""
    with reading(desk.sessions) as session:
        found = repository.load(session, media.readable(session, user, KIND, video_id))
    if found is None:
        raise NoHighlights(f"Nobody asked for highlights yet; POST /v1/videos/highlights with {video_id}.")
    if found.moments is None and found.job.status == "failed":
        raise NoHighlights(f"The highlights could not be made: {found.job.error_message}")
    if found.moments is not None and not found.reel_key:
        raise NoHighlights("No moment of this video stands out; choose your own by PUT.")
    return found


def _analysed(session: Session, user: Identity, video_id: str) -> tuple[Medium, VideoRecord]:
    """The user's own video with its results, locked against a second wish at the same time."""
    medium = media.owned(session, user, KIND, video_id)
    edits.lock(session, medium.id)
    record = session.get(VideoRecord, medium.id)
    if record is None or medium.status != "completed":
        raise media.not_analysed(medium)
    return medium, record


def _renamed(found: Highlights, findings_of: FindingsOf) -> Highlights:
    try:
        known = findings_of(found.medium)
    except (NotAnalysed, MediumNotFound):  # it is being analysed again: names stay as they were
        return found
    faces = {face.face_id: face.name for face in known.faces}
    speakers = {speaker.speaker_id: speaker.name for speaker in known.speakers}

    def now(sign: Sign) -> Sign:
        names = faces if sign.modality == FACE else speakers
        return replace(sign, name=names.get(sign.subject_id, sign.name))

    moments = (replace(one, signs=tuple(map(now, one.signs))) for one in found.moments or ())
    return replace(found, moments=tuple(moments))

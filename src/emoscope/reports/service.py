"""What can be had of an analysed medium: its report as PDF, and exports."""

from __future__ import annotations

from dataclasses import dataclass

from emoscope.api import media
from emoscope.api.findings import FindingsOf
from emoscope.api.keys import Identity
from emoscope.api.media import Desk
from emoscope.db.engine import reading
from emoscope.db.models import Job, Medium
from emoscope.domain.findings import Findings
from emoscope.jobs import records
from emoscope.jobs.sending import unit_of_work
from emoscope.rendering.exports import FORMATS, Format
from emoscope.reports.errors import BadMediaType, NoSuchFormat, NothingToExport
from emoscope.reports.version import version_of

MAKE_PDF = "make_pdf"
EVENT = "pdf_report"
KINDS = ("video", "audio", "image", "text")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the making of a report stands: completed, pending, in progress or failed, the last three without
    a key. `progress` is in percent."""

    medium: Medium
    status: str
    message: str
    progress: int = 0
    key: str = ""


def kind_of(media_type: str) -> str:
    """A kind of media, which may be given in the plural, as the paths of the API have it."""
    kind = media_type.strip().lower().removesuffix("s")
    if kind not in KINDS:
        raise BadMediaType(f"Invalid media_type. Must be one of: {', '.join(KINDS)}")
    return kind


def find(
    desk: Desk, findings_of: FindingsOf, user: Identity, media_type: str, media_id: str
) -> tuple[Medium, Findings]:
    """A medium that the user may read, with what is known of it; NotAnalysed while nothing is."""
    with reading(desk.sessions) as session:
        medium = media.readable(session, user, kind_of(media_type), media_id)
    return medium, findings_of(medium)


def folder_of(media_id: str) -> str:
    return f"media/{media_id}/reports"


def key_of(findings: Findings) -> str:
    """Where the report belongs that shows these findings; undoing an edit leads back to the one before it."""
    return f"{folder_of(findings.medium_id)}/{version_of(findings)}.pdf"


def ask(
    desk: Desk,
    findings_of: FindingsOf,
    user: Identity,
    media_type: str,
    media_id: str,
    callback_url: str,
    retry: bool,
) -> Standing:
    """Where the report stands; the first call, and one with `retry` after a failure, sets a worker to it."""
    media.check_callback(desk, callback_url)
    medium, findings = find(desk, findings_of, user, media_type, media_id)
    key = key_of(findings)
    ready = desk.objects.head(key) is not None
    with unit_of_work(desk.sessions, desk.transport) as session:
        # Looked for again: it may have been erased meanwhile, and a new job must not outlive it.
        media.readable(session, user, medium.kind, media_id)
        job = records.latest(session, media_id, MAKE_PDF)
        if ready:
            media.tell_also(session, medium, EVENT, callback_url)
            return Standing(medium, "completed", "The report is ready.", 100, key)
        if job is not None and job.status in {"queue", "processing"}:
            media.tell_also(session, medium, EVENT, callback_url, job)
            return _under_way(medium, job)
        if job is not None and job.status == "failed" and not retry:
            return Standing(medium, "failed", f"{job.error_message} Send retry=true to try again.")
        media.enqueue(session, desk, medium, MAKE_PDF, EVENT, callback_url)
    return Standing(medium, "pending", "The report was queued; ask again until it is ready.")


def _under_way(medium: Medium, job: Job) -> Standing:
    if job.status == "queue":
        return Standing(medium, "pending", "The report waits for a worker.")
    message = f"The report is being made, {job.progress}% done."
    return Standing(medium, "in progress", message, job.progress)


def format_for(name: str, findings: Findings) -> Format:
    """The format of that name, where the medium has something to put into it."""
    if name not in FORMATS:
        raise NoSuchFormat(f"There is no format {name!r}; there are {', '.join(FORMATS)}.")
    lacking = FORMATS[name].lacking(findings)
    if lacking:
        others = [one.name for one in FORMATS.values() if not one.lacking(findings)]
        raise NothingToExport(f"{lacking} This medium has {', '.join(others)}.")
    return FORMATS[name]

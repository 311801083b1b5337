"""What a worker does for a report."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from emoscope.api.findings import FindingsOf
from emoscope.api.media import MediumNotFound, NotAnalysed
from emoscope.db.engine import SessionFactory, reading
from emoscope.db.models import Medium
from emoscope.domain.findings import Findings
from emoscope.domain.video import Progress
from emoscope.errors import Cancelled
from emoscope.jobs.running import Attempt, Outcome
from emoscope.rendering.pdf import Pictures, render_pdf
from emoscope.reports.errors import ReportOutdated
from emoscope.reports.service import folder_of, key_of
from emoscope.reports.telling import story_of
from emoscope.storage.objects import Objects

_PICTURES_AT_MOST = 60


@dataclass(frozen=True, slots=True)
class PdfReport:
    """The handler of `make_pdf` jobs."""

    sessions: SessionFactory
    objects: Objects
    findings_of: FindingsOf

    def __call__(self, attempt: Attempt) -> Outcome:
        attempt.report(Progress("reading", 0.05))
        findings = self._findings(attempt.subject_id)
        attempt.report(Progress("setting", 0.2))
        content = render_pdf(
            findings, story_of(findings), self._pictures(findings), datetime.now(UTC), attempt.work_dir
        )
        attempt.report(Progress("storing", 0.95))
        key = key_of(findings)
        self.objects.put(key, content)
        return Outcome(
            write=lambda _: None,
            discard=lambda: self.objects.delete(key),
            tidy=lambda: self._keep_only(findings.medium_id, key),
        )

    def _findings(self, media_id: str) -> Findings:
        with reading(self.sessions) as session:
            medium = session.get(Medium, media_id)
        if medium is None:
            raise Cancelled("The medium was deleted.")
        try:
            return self.findings_of(medium)
        except MediumNotFound as error:
            raise Cancelled("The medium was deleted.") from error
        except NotAnalysed as error:
            raise ReportOutdated(f"There is nothing to report: {error.message}") from error

    def _pictures(self, findings: Findings) -> Pictures:
        faces = {
            face.face_id: self._read(face.picture_key)
            for face in findings.faces[:_PICTURES_AT_MOST]
            if face.picture_key
        }
        medium = self._read(findings.object_key) if findings.kind == "image" else b""
        return Pictures(faces, medium)

    def _read(self, key: str) -> bytes:
        """The object, empty where it went away: a report without a picture is better than none."""
        with suppress(FileNotFoundError):
            return self.objects.read(key)
        return b""

    def _keep_only(self, media_id: str, key: str) -> None:
        """Erases the reports of what the medium showed before."""
        for other in self.objects.keys_under(folder_of(media_id)):
            if other != key:
                self.objects.delete(other)

"""What a worker does for highlights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from emoscope.api import media
from emoscope.api.findings import FindingsOf
from emoscope.api.media import NotAnalysed
from emoscope.db.engine import SessionFactory, reading
from emoscope.db.models import Medium
from emoscope.domain.findings import Findings
from emoscope.domain.video import MediaLimits, Progress, ReportProgress
from emoscope.errors import BadMedia, Cancelled, DamagedMedia
from emoscope.highlights import repository
from emoscope.highlights.service import KIND
from emoscope.jobs.running import Attempt, Outcome
from emoscope.pipelines.highlight_bounds import settled
from emoscope.pipelines.highlights import Moment, choose
from emoscope.rendering.reel import Part, write_reel
from emoscope.storage.objects import Objects


class AnalysedAgain(BadMedia):
    code = "analysed_again"
    title = "Being analysed again"


@dataclass(frozen=True, slots=True)
class HighlightMaking:
    """The handler of `make_highlights` jobs."""

    sessions: SessionFactory
    objects: Objects
    limits: MediaLimits
    findings_of: FindingsOf

    def __call__(self, attempt: Attempt) -> Outcome:
        with reading(self.sessions) as session:
            medium = media.find(session, KIND, attempt.subject_id)
            wanted = repository.wished(session, attempt.subject_id, attempt.job_id)
        if medium is None:
            raise Cancelled("The video was deleted.")
        if wanted is None:  # another list took its place before this one's turn came
            return Outcome(write=lambda _: None, discard=lambda: None, tidy=lambda: None)
        run_id, parts = wanted
        findings = self._findings(medium) if parts is None else None
        if self.objects.head(medium.object_key) is None:
            raise DamagedMedia("The stored file is gone; upload the video again.")
        target = attempt.work_dir / "reel.mp4"
        with self.objects.as_file(medium.object_key, attempt.work_dir) as source:
            moments = parts if findings is None else self._found(source, medium, findings, attempt.report)
            shown = [Part(moment.start_ms, moment.end_ms) for moment in moments or ()]
            if shown:
                write_reel(source, target, shown, self.limits, attempt.report)
        return self._stored(attempt, run_id, moments or (), target)

    def _findings(self, medium: Medium) -> Findings:
        try:
            return self.findings_of(medium)
        except NotAnalysed as error:
            raise AnalysedAgain(
                "The video is being analysed again; ask for highlights when that is done."
            ) from error

    def _found(
        self, source: Path, medium: Medium, findings: Findings, report: ReportProgress
    ) -> Sequence[Moment]:
        report(Progress("choosing", 0.0))
        chosen = choose(findings, medium.start_ms, medium.end_ms)
        return settled(
            source, chosen, findings.segments, self.limits, lambda: report(Progress("choosing", 0.0))
        )

    def _stored(self, attempt: Attempt, run_id: str, moments: Sequence[Moment], target: Path) -> Outcome:
        """Stores the reel under its job's name, so that an attempt that was killed leaves nothing beside."""
        attempt.report(Progress("storing", 0.99))
        video_id, key = attempt.subject_id, ""
        if moments:
            key = f"media/{video_id}/runs/{run_id}/highlights/{attempt.job_id}.mp4"
            self.objects.put(key, target)
        unwanted: list[str] = []

        def write(session: Session) -> None:
            kept, before = repository.fulfil(session, video_id, attempt.job_id, run_id, moments, key)
            unwanted.append(before if kept else key)

        return Outcome(
            write=write,
            discard=lambda: self._erase([key]),
            tidy=lambda: self._erase(unwanted),
        )

    def _erase(self, keys: Sequence[str]) -> None:
        for key in keys:
            if key:
                self.objects.delete(key)

"""The files of media that were sent as an address: fetched by the worker before it analyses them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import update

from emoscope.db.engine import SessionFactory, reading
from emoscope.db.models import Medium
from emoscope.domain.video import ReportProgress, share_of
from emoscope.errors import Cancelled
from emoscope.fetching.download import Accept
from emoscope.fetching.fetch import Fetcher
from emoscope.fetching.sites import Wanted
from emoscope.jobs.running import Attempt
from emoscope.storage.objects import Objects

FETCHING_SHARE = 0.2
"""The part of a job's progress that stands for fetching."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Puts the file of a medium into storage, where it is not there yet; `bytes_at_most` bounds it."""

    sessions: SessionFactory
    objects: Objects
    fetcher: Fetcher
    bytes_at_most: int

    def ready(
        self, attempt: Attempt, medium: Medium, wanted: Wanted, accept: Accept, bytes_at_most: int = 0
    ) -> tuple[Medium, ReportProgress]:
        """The medium with its file in storage, and where to report what follows.

        `accept` names the ending of a file by its first bytes, `bytes_at_most` lowers the limit. Raises
        SourceFault when the file cannot be had, Cancelled when the medium was deleted meanwhile. A file
        that was fetched stays, so that another attempt does not fetch it again.
        """
        if medium.object_key:
            return medium, attempt.report
        folder = attempt.work_dir / "source"
        folder.mkdir()
        limit = min(self.bytes_at_most, bytes_at_most or self.bytes_at_most)
        report = share_of(attempt.report, 0, FETCHING_SHARE)
        fetched = self.fetcher.fetch(medium.source_url, folder, wanted, limit, accept, report)
        key = f"media/{medium.id}/source-{attempt.run_id}.{fetched.ending}"
        size = fetched.path.stat().st_size
        self.objects.put(key, fetched.path)
        fetched.path.unlink()
        return self._recorded(medium.id, key, size, fetched.name), share_of(attempt.report, FETCHING_SHARE, 1)

    def _recorded(self, medium_id: str, key: str, size_bytes: int, name: str) -> Medium:
        with self.sessions.begin() as session:
            mine = session.execute(
                update(Medium)
                .where(Medium.id == medium_id, Medium.object_key == "")
                .values(object_key=key, size_bytes=size_bytes, file_name=name)
            )
        if mine.rowcount != 1:  # type: ignore[attr-defined]
            self.objects.delete(key)  # deleted, or another worker was first
        with reading(self.sessions) as session:
            medium = session.get(Medium, medium_id)
        if medium is None:
            raise Cancelled("The medium was deleted while its file was fetched.")
        return medium

"""What is known of a medium, put together from the slices that store it."""

from __future__ import annotations

from dataclasses import dataclass

from emoscope.api import media
from emoscope.db.engine import SessionFactory
from emoscope.db.models import Medium
from emoscope.domain.findings import Findings
from emoscope.storage.objects import Objects


@dataclass(frozen=True, slots=True)
class FindingsLoader:
    """Loads findings of any kind of medium; see `api.findings.FindingsOf`."""

    sessions: SessionFactory
    objects: Objects

    def __call__(self, medium: Medium) -> Findings:
        if medium.status != "completed":
            raise media.not_analysed(medium)
        raise media.MediumNotFound(medium.kind)

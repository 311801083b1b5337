"""How slices that look at whole media get at them without knowing the slices that store them."""

from __future__ import annotations

from typing import Protocol

from emoscope.db.models import Medium
from emoscope.domain.findings import Findings


def of_medium(medium: Medium) -> Findings:
    """What every medium's findings begin with; all that was found is still empty."""
    return Findings(
        medium_id=medium.id,
        user_id=medium.user_id,
        kind=medium.kind,
        title=medium.title,
        description=medium.description or "",
        created_at=medium.created_at,
        duration_ms=medium.duration_ms,
        object_key=medium.object_key,
        source_url=medium.source_url,
    )


class FindingsOf(Protocol):
    """Loads what is known of a medium, edits included.

    Raises `api.media.NotAnalysed` where there are no results yet and `api.media.MediumNotFound` where they
    went away meanwhile. Composed in `emoscope.findings`, which knows all kinds.
    """

    def __call__(self, medium: Medium) -> Findings: ...

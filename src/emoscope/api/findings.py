"""How slices that look at whole media get at them without knowing the slices that store them."""

from __future__ import annotations

from typing import Protocol

from emoscope.db.models import Medium
from emoscope.domain.findings import Findings


class FindingsOf(Protocol):
    """Loads what is known of a medium, edits included.

    Raises `api.media.NotAnalysed` where there are no results yet and `api.media.MediumNotFound` where they
    went away meanwhile. Composed in `emoscope.findings`, which knows all kinds.
    """

    def __call__(self, medium: Medium) -> Findings: ...

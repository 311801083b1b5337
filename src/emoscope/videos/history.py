"""From the log of a video's edits to those that are in effect."""

from __future__ import annotations

from collections.abc import Iterable

from emoscope.api import edit_history
from emoscope.api.edit_history import REANALYSIS, REDO, UNDO, Entry, History, LogRow
from emoscope.videos.corrections import KINDS

__all__ = ["REANALYSIS", "REDO", "UNDO", "Entry", "History", "replay"]


def replay(rows: Iterable[LogRow]) -> History:
    """The history that a log, oldest row first, tells."""
    return edit_history.replay(rows, KINDS)

"""Parts of recordings, for which videos and audios have the same rules."""

from __future__ import annotations

from emoscope.api.media import BadUpload

SHORTEST_PART_MS = 1000


def check_part(start_ms: int, end_ms: int) -> None:
    """Raises BadUpload for a part that is not at least a second long, or open at its end."""
    if start_ms < 0 or end_ms < 0:
        raise BadUpload("start_millis and end_millis must not be negative.")
    if start_ms and not end_ms:
        raise BadUpload("end_millis is required where start_millis is given.")
    if end_ms and end_ms - start_ms < SHORTEST_PART_MS:
        raise BadUpload(f"end_millis must be at least {SHORTEST_PART_MS} greater than start_millis.")

"""Media times as players show them."""

from __future__ import annotations


def clock(at_ms: float) -> str:
    """1:02 for a minute and two seconds, 1:00:02 from an hour on; rounded down."""
    minutes, seconds = divmod(int(at_ms) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"

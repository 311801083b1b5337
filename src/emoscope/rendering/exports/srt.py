"""SubRip subtitles, the speaker's name before the words."""

from __future__ import annotations

from emoscope.domain.findings import Findings
from emoscope.rendering.exports.captions import captions
from emoscope.rendering.exports.spoken import time


def write(findings: Findings) -> bytes:
    """UTF-8. Turns without words have no cue; cues of different speakers may overlap."""
    cues = [
        f"{number}\n{time(turn.start_ms, ',')} --> {time(turn.end_ms, ',')}\n{turn.name}: {turn.text}\n"
        for number, turn in enumerate(captions(findings), 1)
    ]
    return "\n".join(cues).encode()

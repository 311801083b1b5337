"""SubRip subtitles: one cue a turn, the speaker's name before the words."""

from __future__ import annotations

from emoscope.domain.findings import Findings
from emoscope.rendering.exports.spoken import time, turns


def write(findings: Findings) -> bytes:
    """UTF-8. Turns without words have no cue; cues of different speakers may overlap."""
    spoken = [turn for turn in turns(findings) if turn.text]
    cues = [
        f"{number}\n{time(turn.start_ms, ',')} --> {time(turn.end_ms, ',')}\n{turn.name}: {turn.text}\n"
        for number, turn in enumerate(spoken, 1)
    ]
    return "\n".join(cues).encode()

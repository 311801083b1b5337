"""Rich Transcription Time Marked (NIST RT-09 evaluation plan, appendix A): who speaks when, a line a turn."""

from __future__ import annotations

from emoscope.domain.findings import Findings
from emoscope.rendering.exports.spoken import turns


def write(findings: Findings) -> bytes:
    """UTF-8. White space of names becomes an underscore; two names that are alike then get their numbers."""
    labels = _labels({turn.speaker_id: turn.name for turn in turns(findings)})
    lines = [
        f"SPEAKER {findings.medium_id} 1 {_seconds(turn.start_ms)} {_seconds(turn.end_ms - turn.start_ms)} "
        f"<NA> <NA> {labels[turn.speaker_id]} <NA> <NA>\n"
        for turn in turns(findings)
    ]
    return "".join(lines).encode()


def _seconds(ms: int) -> str:
    return f"{ms / 1000:.3f}"


def _labels(names: dict[int, str]) -> dict[int, str]:
    labels = {number: "_".join(name.split()) for number, name in names.items()}
    several = list(labels.values())
    return {
        number: label if several.count(label) == 1 else f"{label}_{number}"
        for number, label in labels.items()
    }

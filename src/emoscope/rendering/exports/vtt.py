"""WebVTT captions with voices (W3C, "WebVTT: The Web Video Text Tracks Format")."""

from __future__ import annotations

from emoscope.domain.findings import Findings
from emoscope.rendering.exports.captions import captions
from emoscope.rendering.exports.spoken import time


def write(findings: Findings) -> bytes:
    """UTF-8. The speaker of each cue is in a `<v>` tag; cues of different speakers may overlap."""
    cues = [
        f"{time(turn.start_ms, '.')} --> {time(turn.end_ms, '.')}\n"
        f"<v {_escaped(turn.name)}>{_escaped(turn.text)}</v>\n"
        for turn in captions(findings)
    ]
    return "\n".join(["WEBVTT\n", *cues]).encode()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

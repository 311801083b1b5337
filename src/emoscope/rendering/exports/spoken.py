"""What the formats for speech share: who says what when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from emoscope.domain.audio import SpokenWord
from emoscope.domain.findings import Findings

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Turn:
    """A stretch of speech of at least 1 ms; `name` and `text` are one line each, `text` empty where nothing
    was understood. `words` are those of the text, empty where their times are not known."""

    start_ms: int
    end_ms: int
    speaker_id: int
    name: str
    text: str
    words: tuple[SpokenWord, ...] = ()


def turns(findings: Findings) -> Iterator[Turn]:
    """All stretches of speech in order of time."""
    for segment in sorted(findings.segments, key=lambda one: (one.start_ms, one.index)):
        end_ms = max(segment.end_ms, segment.start_ms + 1)
        name = speaker_name(findings, segment.speaker_id)
        yield Turn(segment.start_ms, end_ms, segment.speaker_id, name, one_line(segment.text), segment.words)


def speaker_name(findings: Findings, speaker_id: int) -> str:
    speaker = findings.speaker(speaker_id)
    return one_line(speaker.name if speaker else "") or f"speaker_{speaker_id}"


def one_line(text: str) -> str:
    """Without line breaks and without what no text format takes."""
    return " ".join(plain(text).split())


def plain(text: str) -> str:
    """Without the control signs and halves of signs that XML cannot hold."""
    return _NOT_IN_XML.sub("", text)


def time(ms: int, point: str) -> str:
    """Hours with two places at least, minutes, seconds, and thousandths behind `point`."""
    seconds, thousandths = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{point}{thousandths:03}"

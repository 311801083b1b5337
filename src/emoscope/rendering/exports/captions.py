"""Turns cut to captions that can be read while they stand, where the times of words are known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from emoscope.domain.audio import SpokenWord
from emoscope.domain.findings import Findings
from emoscope.rendering.exports.spoken import Turn, one_line, turns

LONGEST_MS = 7000
LONGEST_TEXT = 84
"""Two lines of 42 signs, as broadcasters have it."""
_ENDS = {".": 1.0, "?": 1.0, "!": 1.0, "\u2026": 1.0, ",": 0.5, ";": 0.7, ":": 0.7}
"""Seconds of pause that an end mark is worth as a place to cut."""


def captions(findings: Findings) -> Iterator[Turn]:
    """Turns with words in order of time. One that is longer than a caption may be is cut in its pauses and
    behind its end marks, unless its words were changed since their times were found."""
    for turn in turns(findings):
        if not turn.text:
            continue
        if _text(turn.words) != turn.text:
            yield turn
            continue
        parts = _cut(turn.words)
        for number, part in enumerate(parts):
            first, last = number == 0, number == len(parts) - 1
            start_ms = turn.start_ms if first else part[0].start_ms
            end_ms = turn.end_ms if last else part[-1].end_ms
            yield replace(turn, start_ms=start_ms, end_ms=max(end_ms, start_ms + 1), text=_text(part))


def _text(words: Sequence[SpokenWord]) -> str:
    return one_line(" ".join(word.text for word in words))


def _cut(words: Sequence[SpokenWord]) -> list[Sequence[SpokenWord]]:
    whole = _text(words)
    length_ms = words[-1].end_ms - words[0].start_ms
    if len(words) == 1 or (len(whole) <= LONGEST_TEXT and length_ms <= LONGEST_MS):
        return [words]
    place = max(range(1, len(words)), key=lambda place: _merit(words, place, len(whole)))
    return [*_cut(words[:place]), *_cut(words[place:])]


def _merit(words: Sequence[SpokenWord], place: int, length: int) -> float:
    """How good it is to cut before a word: the pause there, more behind an end mark, less near the edges."""
    before = words[place - 1]
    pause_s = max(0, words[place].start_ms - before.end_ms) / 1000
    share = len(_text(words[:place])) / length
    return (0.1 + pause_s + _ENDS.get(before.text[-1:], 0.0)) * min(share, 1 - share)

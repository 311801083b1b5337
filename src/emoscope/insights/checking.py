"""Whether the numbers in a model's answer are among the figures that it was given."""

from __future__ import annotations

import re
from collections.abc import Iterable

_CLOCK = re.compile(r"\b(?:(\d{1,2}):)?(\d{1,2}):(\d{2})\b")
_NUMBER = re.compile(r"(?<![\w.])[-+\u2212]?\d+(?:[.,]\d+)?")
_ANY_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", re.IGNORECASE)
_SMALL = 10
"""Counting to ten and numbering lists is no figure."""
_SHOWN = 5


def unsupported(answer: str, given: Iterable[str]) -> list[str]:
    """Times and numbers of the answer that no number of the given texts accounts for.

    A number is accounted for by one that rounds to it, itself, as a percentage of it, or turned from
    milliseconds to seconds or minutes; a time by one within a second. A number may be accounted for by
    chance, so that this finds invented figures often, not always.
    """
    known = {float(number) for text in given for number in _ANY_NUMBER.findall(text)}
    clocks = {
        _seconds(match) for text in given for match in _CLOCK.finditer(text)
    }  # times that were asked about
    missing = [
        match[0]
        for match in _CLOCK.finditer(answer)
        if not any(abs(value / 1000 - _seconds(match)) <= 1 for value in known)
        and _seconds(match) not in clocks
    ]
    rest = _CLOCK.sub(" ", answer)
    missing += [match[0] for match in _NUMBER.finditer(rest) if not _accounted(match[0], known)]
    return list(dict.fromkeys(missing))[:_SHOWN]


def _seconds(match: re.Match[str]) -> int:
    return int(match[1] or 0) * 3600 + int(match[2]) * 60 + int(match[3])


def _accounted(text: str, known: Iterable[float]) -> bool:
    plain = text.replace(",", ".").replace("\u2212", "-")
    number = abs(float(plain))
    if number <= _SMALL and number.is_integer():
        return True
    half = 0.5 * 10 ** -len(plain.partition(".")[2]) + 1e-9
    return any(
        abs(abs(value) * scale - number) <= half
        for value in known
        for scale in (1, 100, 1 / 1000, 1 / 60_000)
    )

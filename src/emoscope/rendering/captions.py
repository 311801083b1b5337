"""What is being said at which moment, in lines short enough to be read on a picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from emoscope.rendering.lettering import clusters

MOST_LINES = 2

WidthOf = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words that somebody said from `start_ms` to `end_ms`."""

    start_ms: int
    end_ms: int
    text: str


@dataclass(frozen=True, slots=True)
class Caption:
    """Lines to be shown from `start_ms` to `end_ms`."""

    start_ms: int
    end_ms: int
    lines: tuple[str, ...]


def captions(spoken: Sequence[Spoken], width_of: WidthOf, most: float) -> list[Caption]:
    """Captions of at most two lines, each at most `most` wide by `width_of`, in order of time.

    What does not fit at once is shown in parts; each gets the share of the time that its letters have in the
    whole, since nothing finer is known of when a word was said.
    """
    found = []
    for part in sorted(spoken, key=lambda one: one.start_ms):
        lines = wrapped(part.text, width_of, most)
        letters = [len(line) for line in lines]
        said, total = 0, max(1, sum(letters))
        for first in range(0, len(lines), MOST_LINES):
            behind = said + sum(letters[first : first + MOST_LINES])
            length = part.end_ms - part.start_ms
            begin, end = (part.start_ms + round(length * share / total) for share in (said, behind))
            found.append(Caption(begin, end, tuple(lines[first : first + MOST_LINES])))
            said = behind
    return found


def wrapped(text: str, width_of: WidthOf, most: float) -> list[str]:
    """The text in lines, broken between words, or inside those that are wider than a line (as all text is in
    scripts that write without spaces)."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if width_of(longer) <= most:
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = _broken(word, width_of, most)
        lines += full
    return [*lines, line] if line else lines


def _broken(word: str, width_of: WidthOf, most: float) -> list[str]:
    parts = [""]
    for cluster in clusters(word):
        if parts[-1] and width_of(parts[-1] + cluster) > most:
            parts.append("")
        parts[-1] += cluster
    return parts


class Running:
    """The captions of moments asked for in ascending order."""

    def __init__(self, shown: Sequence[Caption]) -> None:
        self._shown = shown
        self._next = 0

    def at(self, time_ms: int) -> tuple[str, ...]:
        """The lines to show; where two people speak at once, those of who began last."""
        while self._next < len(self._shown) and self._shown[self._next].start_ms <= time_ms:
            self._next += 1
        for caption in reversed(self._shown[max(0, self._next - 8) : self._next]):
            if time_ms < caption.end_ms:
                return caption.lines
        return ()

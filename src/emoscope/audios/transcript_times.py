"""Times for written transcripts, from when speech was heard in the recording."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from emoscope.audios.transcript_formats import BadTranscript, Cue
from emoscope.pipelines.transcripts import word_count

OVERHANG_MS = 1000
"""So much later than the recording a segment may end; it then ends with the recording."""
WORD_MS = 400
"""How long a word takes where no speech was heard."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Timed:
    """A cue with its times in milliseconds."""

    cue: Cue
    start_ms: int
    end_ms: int


def timed(cues: Sequence[Cue], heard: Sequence[Span], begin_ms: int, end_ms: int) -> list[Timed]:
    """Gives times to the cues of a recording from `begin_ms` to `end_ms` in which speech was `heard`.

    Times that are known stay. The cues from a known time up to the next share the speech heard between in
    proportion to their words, one after the other; where none was heard, a word takes WORD_MS. BadTranscript
    for cues beyond the recording.
    """
    for cue in cues:
        _require_inside(cue, begin_ms, end_ms)
    speech = [span for span in _joined(heard) if span[1] > begin_ms and span[0] < end_ms]
    found: list[Timed] = []
    for group, limit in _groups(cues, end_ms):
        head = group[0]
        if head.start_ms is not None and head.end_ms is not None:
            found.append(Timed(head, head.start_ms, min(head.end_ms, end_ms)))
        else:
            found += _shared(group, begin_ms, limit, speech)
    return found


def _require_inside(cue: Cue, begin_ms: int, end_ms: int) -> None:
    start = begin_ms if cue.start_ms is None else cue.start_ms
    if not begin_ms <= start < end_ms or (cue.end_ms or 0) > end_ms + OVERHANG_MS:
        raise BadTranscript(
            f"Line {cue.line}: its time is not within the recording, which is from {clock(begin_ms)} to "
            f"{clock(end_ms)}.",
            line=cue.line,
        )


def clock(moment_ms: int) -> str:
    """As hours, minutes, seconds and thousandths."""
    seconds, thousandths = divmod(moment_ms, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{thousandths:03d}"


def _groups(cues: Sequence[Cue], end_ms: int) -> Iterator[tuple[list[Cue], int]]:
    """Cues that share the time from a known one on, and where that time ends: with the next known one."""
    heads = [
        place
        for place, cue in enumerate(cues)
        if place == 0
        or cue.end_ms is not None
        or (cue.start_ms is not None and cue.start_ms != _last_known(cues, place))
    ]
    for place, behind in pairwise([*heads, len(cues)]):
        limit = cues[behind].start_ms if behind < len(cues) else end_ms
        yield list(cues[place:behind]), end_ms if limit is None else limit


def _last_known(cues: Sequence[Cue], place: int) -> int | None:
    return next((cue.start_ms for cue in reversed(cues[:place]) if cue.start_ms is not None), None)


def _shared(group: Sequence[Cue], begin_ms: int, limit: int, speech: Sequence[Span]) -> list[Timed]:
    stamp = group[0].start_ms
    first = begin_ms if stamp is None else stamp
    words = [max(1, word_count(cue.text)) for cue in group]
    spans = [(max(start, first), min(end, limit)) for start, end in speech if end > first and start < limit]
    if not spans:
        spans = [(first, max(first + 1, min(limit, first + WORD_MS * sum(words))))]
    behind = [0, *accumulate(end - start for start, end in spans)]
    cuts = [0, *(behind[-1] * done // sum(words) for done in accumulate(words))]
    found = []
    for number, cue in enumerate(group):
        opening = bisect_right(behind, cuts[number], hi=len(spans)) - 1
        closing = max(0, bisect_left(behind, cuts[number + 1], hi=len(spans)) - 1)
        start = spans[opening][0] + cuts[number] - behind[opening]
        end = spans[closing][0] + cuts[number + 1] - behind[closing]
        if number == 0 and stamp is not None:
            start = stamp
        found.append(Timed(cue, start, max(start + 1, end)))
    return found


def _joined(spans: Sequence[Span]) -> list[Span]:
    """In order, those that touch as one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found

"""Which segments of a transcript those are that a user sends to correct it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from emoscope.audios.timeline import Timeline
from emoscope.audios.transcript_edits import NEW_VALUES, Line, Transcript

SAME_SHARE = 0.5
"""Of one speaker's two segments, so much of the time in either must be shared for them to be the same one."""
NEARBY_MS = 500
"""Of two speakers' segments, ends at most so far apart make them the same one."""
DIVIDED_SHARE = 0.9
"""Where added segments share so much of one, they are what it was divided into."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A segment as it was sent. `was` are the times so far of the one it corrects, where they were sent."""

    start_ms: int
    end_ms: int
    speaker_id: int
    text: str
    was: tuple[int, int] | None = None


def corrections(sent: Sequence[Sent], before: Transcript) -> dict[str, Any]:
    """The body of a `correct_segments` edit.

    A sent segment corrects the one that has the times it says it had, else the one that has its own times,
    else the likest one (SAME_SHARE, NEARBY_MS), each at most one; what corrects none is added. A segment that
    is not corrected goes where sent ones of its own speaker take more than half of it, since nobody speaks
    twice at once, or where several added ones take nearly all of it (DIVIDED_SHARE). All others stay as they
    are.
    """
    matches = _matches(sent, before)
    corrected = {line.segment_id for line in matches.values()}
    added = [one for number, one in enumerate(sent) if number not in matches]
    changed = [_change(sent[number], line) for number, line in sorted(matches.items())]
    gone = [line for line in before.in_order() if line.segment_id not in corrected]
    gone = list(_superseded(gone, sent, added))
    return {
        "changed": [item for item in changed if len(item) > len(("segment", "before"))],
        "added": [
            {"segment": before.next_id - number, **{name: getattr(one, name) for name in NEW_VALUES}}
            for number, one in enumerate(added)
        ],
        "removed": [{"segment": line.segment_id, "before": line.as_json()} for line in gone],
    }


def _matches(sent: Sequence[Sent], before: Transcript) -> Mapping[int, Line]:
    """The numbers of those that correct a segment, with that segment."""
    lines = Timeline(before.lines.values())
    pairs = list(_named(sent, before))
    pairs += [
        (place, number, line.segment_id)
        for number, one in enumerate(sent)
        for line, shared in lines.during(one.start_ms, one.end_ms)
        if (place := _unlikeness(one, line, shared)) is not None
    ]
    return _each_once(pairs, before)


Pair = tuple[tuple[bool, bool, float, bool], int, int]
"""How unlike they are, the number of a sent segment, the id of a segment that is there."""


def _named(sent: Sequence[Sent], before: Transcript) -> Iterator[Pair]:
    """The pairs that the sender named by the times that the segment had."""
    there: dict[tuple[int, int], list[Line]] = {}
    for line in before.lines.values():
        there.setdefault((line.start_ms, line.end_ms), []).append(line)
    for number, one in enumerate(sent):
        for line in there.get(one.was, ()) if one.was else ():
            yield (False, False, 0.0, one.speaker_id != line.speaker_id), number, line.segment_id


def _each_once(pairs: Sequence[Pair], before: Transcript) -> Mapping[int, Line]:
    """The likest pairs, no segment in two of them."""
    found: dict[int, Line] = {}
    taken: set[int] = set()
    for _, number, segment_id in sorted(pairs):
        if number not in found and segment_id not in taken:
            found[number] = before.lines[segment_id]
            taken.add(segment_id)
    return found


def _unlikeness(one: Sent, line: Line, shared: int) -> tuple[bool, bool, float, bool] | None:
    """Less for what is liker; None for what cannot be the same."""
    same_times = (one.start_ms, one.end_ms) == (line.start_ms, line.end_ms)
    same_speaker = one.speaker_id == line.speaker_id
    overlap = shared / (max(one.end_ms, line.end_ms) - min(one.start_ms, line.start_ms))
    apart = max(abs(one.start_ms - line.start_ms), abs(one.end_ms - line.end_ms))
    if apart > NEARBY_MS and not (same_speaker and overlap >= SAME_SHARE):
        return None
    return True, not same_times, -overlap, not same_speaker


def _change(one: Sent, line: Line) -> dict[str, Any]:
    new = {name: getattr(one, name) for name in NEW_VALUES if getattr(one, name) != getattr(line, name)}
    return {"segment": line.segment_id, "before": line.as_json(), **new}


def _superseded(lines: Sequence[Line], sent: Sequence[Sent], added: Sequence[Sent]) -> Iterator[Line]:
    everything, new = Timeline(sent), Timeline(added)
    for line in lines:
        lasting = line.end_ms - line.start_ms
        around = list(everything.during(line.start_ms, line.end_ms))
        own = sum(shared for one, shared in around if one.speaker_id == line.speaker_id)
        parts = [shared for _, shared in new.during(line.start_ms, line.end_ms)]
        if 2 * own > lasting or (len(parts) > 1 and sum(parts) >= DIVIDED_SHARE * lasting):
            yield line

"""Which segments and speakers of two analyses of one audio are the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from emoscope.audios.timeline import Timeline
from emoscope.audios.transcript_edits import Line
from emoscope.domain.audio import SpeechSegment

SAME_SHARE = 0.5
"""Of the time that two segments take together, so much must be shared for them to be the same one; of the
time of the rarer of two speakers, so much must be the other's."""


@dataclass(frozen=True, slots=True)
class Matches:
    """What was called so before, by number, to what is called so now; `mostly` maps a speaker to the one who
    has most of their time now."""

    segments: Mapping[int, int]
    speakers: Mapping[int, int]
    mostly: Mapping[int, int]


def match_runs(before: Sequence[SpeechSegment], after: Sequence[SpeechSegment]) -> Matches:
    """Segments are the same where they are in time, speakers where they speak; each goes with one at most."""
    now = Timeline(_numbered(after))
    pairs: list[tuple[float, int, int]] = []
    together: Counter[tuple[int, int]] = Counter()
    for old in _numbered(before):
        for new, shared in now.during(old.start_ms, old.end_ms):
            if _channel(old) != _channel(new):
                continue
            together[old.speaker_id, new.speaker_id] += shared
            both = max(old.end_ms, new.end_ms) - min(old.start_ms, new.start_ms)
            if shared >= SAME_SHARE * both:
                pairs.append((-shared / both, old.segment_id, new.segment_id))
    by_time = sorted((shared, old, new) for (old, new), shared in together.items())
    mostly = {old: new for _, old, new in by_time}
    return Matches(_one_to_one(pairs), _speakers(before, after, together), mostly)


def _numbered(segments: Sequence[SpeechSegment]) -> list[Line]:
    return [
        Line(number, one.start_ms, one.end_ms, one.speaker_id, one.text, one)
        for number, one in enumerate(segments)
    ]


def _channel(line: Line) -> int | None:
    return line.predicted.channel if line.predicted else None


def _speakers(
    before: Sequence[SpeechSegment], after: Sequence[SpeechSegment], together: Mapping[tuple[int, int], int]
) -> Mapping[int, int]:
    old_times, new_times = _times(before), _times(after)
    return _one_to_one(
        [
            (-shared, old, new)
            for (old, new), shared in together.items()
            if shared >= SAME_SHARE * min(old_times[old], new_times[new])
        ]
    )


def _times(segments: Sequence[SpeechSegment]) -> Counter[int]:
    times: Counter[int] = Counter()
    for one in segments:
        times[one.speaker_id] += one.end_ms - one.start_ms
    return times


def _one_to_one(pairs: Sequence[tuple[float, int, int]]) -> Mapping[int, int]:
    """Of pairs with how bad they are, the best first; none twice."""
    found: dict[int, int] = {}
    taken: set[int] = set()
    for _, old, new in sorted(pairs):
        if old not in found and new not in taken:
            found[old] = new
            taken.add(new)
    return found

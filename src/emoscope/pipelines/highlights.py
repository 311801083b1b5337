"""The moments of a video that stand out: where what a face, a voice or words show is strong, unusual and new.

The rules, with all figures, are in docs/highlights.md.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from emoscope.domain.findings import Findings, SegmentFindings
from emoscope.pipelines.highlight_signs import FACE, Sign, signs

SHORTEST_MS, LONGEST_MS = 3000, 15_000
"""How long a moment is, in milliseconds; shorter only where the whole video is."""

MOST_MS, LEAST_MOST_MS, MOST_SHARE = 60_000, 6000, 0.2
"""How long all moments are together at most: a fifth of the video, which counts as 6 seconds where it is
less and as a minute where it is more."""

LEAST_VIDEO_MS = 500
LEAST_SCORE = 0.25
_LEAD_MS, _TRAIL_MS = 1000, 500
_LONGEST_SIGN_MS = 9000
_APART_MS = 1000
_LARGEST_STEP_MS = 2500
_LARGEST_TRIM_MS = 600
_BREATH_MS = 120


@dataclass(frozen=True, slots=True)
class Moment:
    """A part of a video, in milliseconds of the source, with how much it stands out, in [0, 1], and the signs
    of that, strongest first. Both are empty for a part that somebody chose by hand."""

    start_ms: int
    end_ms: int
    score: float = 0.0
    signs: tuple[Sign, ...] = ()

    @property
    def length_ms(self) -> int:
        return self.end_ms - self.start_ms


def choose(findings: Findings, start_ms: int = 0, end_ms: int = 0) -> tuple[Moment, ...]:
    """The moments that stand out between start_ms and end_ms (0: the end), in order of time, none of them
    touching another. A calm video has few or none."""
    end = min(end_ms or findings.duration_ms, findings.duration_ms)
    part = _Part(start_ms, max(start_ms, end), findings.segments)
    if part.length_ms < LEAST_VIDEO_MS:
        return ()
    budget = max(LEAST_MOST_MS, min(MOST_MS, round(MOST_SHARE * part.length_ms)))
    moments: list[Moment] = []
    for sign in sorted(signs(findings), key=lambda one: -one.score):
        if sign.score < LEAST_SCORE:
            break
        moments = _with(moments, part, sign, budget)
    return tuple(sorted(moments, key=lambda one: one.start_ms))


def _with(moments: list[Moment], part: _Part, sign: Sign, budget: int) -> list[Moment]:
    """The moments with one more: joined to those it touches where that does not become too long, else only
    supporting them; left out where there is no room for it."""
    room = budget - sum(one.length_ms for one in moments)
    new = part.around(sign, LONGEST_MS)
    near = [one for one in moments if _touch(one, new)]
    if not near:
        shorter = part.around(sign, min(room, LONGEST_MS))
        fits = min(SHORTEST_MS, part.length_ms) <= shorter.length_ms <= room
        return [*moments, shorter] if fits and shorter.length_ms > 0 else moments
    joined = _joined([*near, new])
    if joined.length_ms <= min(LONGEST_MS, room + sum(one.length_ms for one in near)):
        return [*(one for one in moments if one not in near), joined]
    return [_seconded(one, sign) if one in near else one for one in moments]


def _touch(one: Moment, other: Moment) -> bool:
    return one.start_ms < other.end_ms + _APART_MS and other.start_ms < one.end_ms + _APART_MS


def _joined(moments: Sequence[Moment]) -> Moment:
    found: list[Sign] = []
    for moment in moments:
        found += [sign for sign in moment.signs if all(not sign.says_the_same(known) for known in found)]
    # Signs of different senses support each other, as in the probability that any of them is right.
    strongest = {
        kind: max(s.score for s in found if s.modality == kind) for kind in {s.modality for s in found}
    }
    score = 1 - math.prod(1 - value for value in strongest.values())
    found.sort(key=lambda sign: -sign.score)
    start, end = min(one.start_ms for one in moments), max(one.end_ms for one in moments)
    return Moment(start, end, score, tuple(found))


def _seconded(moment: Moment, sign: Sign) -> Moment:
    """The moment, supported by a sign that lies in it."""
    if not moment.start_ms <= sign.at_ms < moment.end_ms:
        return moment
    return _joined([moment, replace(moment, score=sign.score, signs=(sign,))])


@dataclass(frozen=True, slots=True)
class _Part:
    """What is to be chosen from."""

    start_ms: int
    end_ms: int
    segments: Sequence[SegmentFindings]

    @property
    def length_ms(self) -> int:
        return self.end_ms - self.start_ms

    def around(self, sign: Sign, most_ms: int) -> Moment:
        """The moment that shows a sign: with a little of what was before it, and cut where nobody speaks."""
        lead, trail = (_LEAD_MS, _TRAIL_MS) if sign.modality == FACE else (_BREATH_MS, _BREATH_MS)
        start = sign.start_ms - lead
        end = max(min(sign.end_ms, sign.start_ms + _LONGEST_SIGN_MS) + trail, start + SHORTEST_MS)
        start, end = self._inside(start, min(end, start + most_ms))
        quiet_start, quiet_end = (
            self._pause_for_start(start, sign.at_ms),
            self._pause_for_end(end, sign.at_ms),
        )
        for from_ms, to_ms in ((quiet_start, quiet_end), (quiet_start, end), (start, quiet_end)):
            if SHORTEST_MS <= to_ms - from_ms <= most_ms:
                start, end = from_ms, to_ms
                break
        start, end = self._inside(start, end)
        return Moment(start, end, sign.score, (sign,))

    def _inside(self, start: int, end: int) -> tuple[int, int]:
        """What of it lies in the part, with more on the other side where that would be too short."""
        start, end = max(self.start_ms, start), min(self.end_ms, end)
        start = max(self.start_ms, min(start, end - SHORTEST_MS))
        return start, min(self.end_ms, max(end, start + SHORTEST_MS))

    def _pause_for_start(self, start: int, at_ms: int) -> int:
        for segment in self.segments:
            if segment.start_ms < start < segment.end_ms:
                if start - segment.start_ms <= _LARGEST_STEP_MS:
                    return segment.start_ms - self._breath_before(segment)
                if segment.end_ms - start <= _LARGEST_TRIM_MS and segment.end_ms < at_ms:
                    return segment.end_ms
        return start

    def _pause_for_end(self, end: int, at_ms: int) -> int:
        for segment in self.segments:
            if segment.start_ms < end < segment.end_ms:
                if end - segment.start_ms <= _LARGEST_TRIM_MS and segment.start_ms > at_ms:
                    return segment.start_ms
                if segment.end_ms - end <= _LARGEST_STEP_MS:
                    return segment.end_ms + self._breath_after(segment)
        return end

    def _breath_before(self, segment: SegmentFindings) -> int:
        """Half of the pause before a segment, at most a breath."""
        ends = [one.end_ms for one in self.segments if one.start_ms < segment.start_ms]
        return max(0, min(_BREATH_MS, (segment.start_ms - max(ends, default=0)) // 2))

    def _breath_after(self, segment: SegmentFindings) -> int:
        starts = [one.start_ms for one in self.segments if one.end_ms > segment.end_ms]
        return max(0, min(_BREATH_MS, (min(starts, default=self.end_ms) - segment.end_ms) // 2))

"""Where exactly to cut moments out of a file: with the shots, and between words where somebody speaks on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from emoscope.domain.findings import SegmentFindings
from emoscope.domain.video import MediaLimits
from emoscope.media.decode import decode
from emoscope.media.sound_parts import RATE, sound_part
from emoscope.pipelines.highlights import LONGEST_MS, SHORTEST_MS, Moment
from emoscope.pipelines.shots import ShotDetector

_CUT_REACH_MS = 500
_RUN_UP_MS = 300
_WORD_REACH_MS = 600
_STEP_MS, _DIP_MS = 10, 60
_DIP = 0.5
"""A pause between words is at most half as loud as what is around it."""


def settled(
    path: Path,
    moments: Sequence[Moment],
    segments: Sequence[SegmentFindings],
    limits: MediaLimits,
    again: Callable[[], None] = lambda: None,
) -> tuple[Moment, ...]:
    """The moments, given in order of time, each with its beginning and its end moved a little.

    A cut inside somebody's speech goes to the nearest pause between words within 0.6 s; one outside speech to
    a change of shots within 0.5 s, so that no sliver of another shot is left. It stays where there is
    neither, where the moment would become too short or too long, or would meet its neighbour. `again` is
    called often; it may raise.
    """
    found = list(moments)
    for index in range(len(found)):
        moment = found[index]
        lowest = found[index - 1].end_ms if index else 0
        highest = found[index + 1].start_ms if index + 1 < len(found) else 1 << 40
        start = _better(path, moment.start_ms, segments, limits, again)
        if start >= lowest and _fits(replace(moment, start_ms=start)):
            found[index] = moment = replace(moment, start_ms=start)
        end = _better(path, moment.end_ms, segments, limits, again)
        if end <= highest and _fits(replace(moment, end_ms=end)):
            found[index] = replace(moment, end_ms=end)
    return tuple(found)


def _fits(moment: Moment) -> bool:
    shows_it = all(moment.start_ms <= sign.at_ms < moment.end_ms for sign in moment.signs[:1])
    return shows_it and SHORTEST_MS <= moment.length_ms <= LONGEST_MS


def _better(
    path: Path,
    time_ms: int,
    segments: Sequence[SegmentFindings],
    limits: MediaLimits,
    again: Callable[[], None],
) -> int:
    if time_ms <= 0:
        return time_ms
    if any(segment.start_ms < time_ms < segment.end_ms for segment in segments):
        return pause_near(path, time_ms, limits)
    cuts = [one for one in _cuts_near(path, time_ms, limits, again) if abs(one - time_ms) <= _CUT_REACH_MS]
    return min(cuts, key=lambda one: abs(one - time_ms), default=time_ms)


def _cuts_near(path: Path, time_ms: int, limits: MediaLimits, again: Callable[[], None]) -> list[int]:
    detector, found = ShotDetector(), []
    begin = max(0, time_ms - _CUT_REACH_MS - _RUN_UP_MS)
    for frame in decode(path, limits, start_ms=begin, end_ms=time_ms + _CUT_REACH_MS + 1):
        again()
        if detector.begins(frame.picture(), frame.timestamp_ms):
            found.append(frame.timestamp_ms)
    return found


def pause_near(path: Path, time_ms: int, limits: MediaLimits) -> int:
    """The middle of the quietest 60 ms within 0.6 s of a time, if they are much quieter than the rest; else
    the time itself."""
    first, count = (time_ms - _WORD_REACH_MS) * RATE // 1000, 2 * _WORD_REACH_MS * RATE // 1000
    sound = np.concatenate(list(sound_part(path, limits, first, count)), axis=1).mean(axis=0)
    power = np.square(sound, dtype=np.float64).reshape(-1, _STEP_MS * RATE // 1000).mean(axis=1)
    width = _DIP_MS // _STEP_MS
    level = np.sqrt(np.convolve(power, np.ones(width) / width, "valid"))
    quietest = int(level.argmin())
    if level[quietest] > _DIP * float(np.median(level)):
        return time_ms
    return max(0, time_ms - _WORD_REACH_MS + quietest * _STEP_MS + _DIP_MS // 2)

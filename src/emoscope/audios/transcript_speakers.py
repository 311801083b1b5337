"""Whose voice each part of a written transcript is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from emoscope.audios.timeline import Timeline
from emoscope.audios.transcript_edits import Line, Transcript
from emoscope.audios.transcript_times import Timed

Times = Counter[int]
"""Milliseconds by speaker_id."""


def attributed(cues: Sequence[Timed], before: Transcript) -> dict[str, Any]:
    """The body of a `replace_transcript` edit: lines with speakers, and the names of those that get one.

    A name is that of a known speaker where it was given to one, or is the label of one (`speaker_N`); small
    and large letters are alike. Another name goes to the nameless speaker who was heard for more than half
    of its time, each to one; else it is that of somebody new. Parts without a name are the words of whoever
    was heard most in that time.
    """
    shown = Timeline(before.in_order())
    heard = [_heard(one, shown) for one in cues]
    speakers = _by_name(cues, heard, before)
    lines = [
        {
            "segment": before.next_id - number,
            "start_ms": one.start_ms,
            "end_ms": one.end_ms,
            "speaker_id": speakers[_key(one)] if one.cue.speaker else _most(times, one, shown),
            "text": one.cue.text,
        }
        for number, (one, times) in enumerate(zip(cues, heard, strict=True))
    ]
    written = {_key(one): one.cue.speaker for one in reversed(cues) if one.cue.speaker}
    known = _labels(before)
    names = {str(speaker): written[key] for key, speaker in speakers.items() if key not in known}
    return {"lines": lines, "names": names}


def _key(one: Timed) -> str:
    return one.cue.speaker.casefold()


def _labels(before: Transcript) -> Mapping[str, int]:
    """What speakers go by, in small letters; names come before labels."""
    present = before.speakers()[::-1]
    labels = {f"speaker_{speaker}": speaker for speaker in present}
    return labels | {before.names[one].casefold(): one for one in present if one in before.names}


def _by_name(cues: Sequence[Timed], heard: Sequence[Times], before: Transcript) -> Mapping[str, int]:
    """Each name that is written, in small letters, to its speaker."""
    shared: dict[str, Times] = defaultdict(Counter)
    lasting: Counter[str] = Counter()
    for one, times in zip(cues, heard, strict=True):
        if one.cue.speaker:
            shared[_key(one)].update(times)
            lasting[_key(one)] += one.end_ms - one.start_ms
    labels = _labels(before)
    found = {name: labels[name] for name in lasting if name in labels}
    free = set(before.speakers()) - before.names.keys() - set(found.values())
    pairs = [(time, name, speaker) for name, own in shared.items() for speaker, time in own.items()]
    for time, name, speaker in sorted(pairs, key=lambda pair: (-pair[0], pair[2], pair[1])):
        if name not in found and speaker in free and 2 * time > lasting[name]:
            found[name] = speaker
            free.discard(speaker)
    for name in lasting:
        if name not in found:
            found[name] = max([before.next_speaker - 1, *found.values()]) + 1
    return found


def _heard(one: Timed, shown: Timeline[Line]) -> Times:
    times: Times = Counter()
    for line, shared in shown.during(one.start_ms, one.end_ms):
        times[line.speaker_id] += shared
    return times


def _most(times: Times, one: Timed, shown: Timeline[Line]) -> int:
    """Who was heard most, else who was heard nearest; 0 where nobody was."""
    if times:
        return min(times, key=lambda speaker: (-times[speaker], speaker))
    nearest = shown.nearest(one.start_ms, one.end_ms)
    return nearest.speaker_id if nearest else 0

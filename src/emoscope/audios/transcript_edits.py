"""What edits do to the segments and speakers of an audio: their fold over predictions, which never change.

A segment has an id that stays its own: its number in the analysis from 0 on, or, where it was put in by hand,
a number below 0. Users see places in order of time instead, which close up when a segment goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from emoscope.domain.audio import SpeechSegment

CORRECT, REPLACE, DELETE, RENAME, MERGE = (
    "correct_segments", "replace_transcript", "delete_segment", "rename_speakers", "merge_speakers",
)  # fmt: skip
"""The kinds of edits. Their bodies, a line being {segment (its id), start_ms, end_ms, speaker_id, text}:

correct_segments: changed: [{segment, before: line, and what of start_ms, end_ms, speaker_id, text is new}],
added: [line], removed: [{segment, before: line}]; replace_transcript: lines: [line], names: {speaker_id:
name}; delete_segment: segment, before: line; rename_speakers: names: {speaker_id: name}; merge_speakers:
into, speakers: [speaker_id]. Keys of `names` are text, as JSON wants it.
"""

KINDS = (CORRECT, REPLACE, DELETE, RENAME, MERGE)
TEXT, TIMES, SPEAKER, ADDED = "text", "times", "speaker", "added"
"""What of a segment was changed by hand; ADDED: all of it is."""
NEW_VALUES = ("start_ms", "end_ms", "speaker_id", "text")


def brings_words_or_times(kind: str) -> bool:
    """Whether edits of a kind can put in words or times that no analysis has scored."""
    return kind in {CORRECT, REPLACE}


@dataclass(frozen=True, slots=True)
class Line:
    """A segment as the edits make it, without scores. `predicted` is what it was found as, None: by hand."""

    segment_id: int
    start_ms: int
    end_ms: int
    speaker_id: int
    text: str
    predicted: SpeechSegment | None = None
    speaker_by_hand: bool = False

    @property
    def changed(self) -> tuple[str, ...]:
        found = self.predicted
        if found is None:
            return (ADDED,)
        changes = {
            TEXT: self.text != found.text,
            TIMES: (self.start_ms, self.end_ms) != (found.start_ms, found.end_ms),
            SPEAKER: self.speaker_by_hand,
        }
        return tuple(name for name, is_changed in changes.items() if is_changed)

    def as_json(self) -> dict[str, Any]:
        values = {name: getattr(self, name) for name in NEW_VALUES}
        return {"segment": self.segment_id, **values}


@dataclass(slots=True)
class Transcript:
    """The fold of edits. `merged` maps a speaker that was merged away to the one it went into; `next_id` is
    an id that no segment put in by hand has had, `next_speaker` a speaker_id that nobody has had."""

    lines: dict[int, Line]
    names: dict[int, str] = field(default_factory=dict)
    merged: dict[int, int] = field(default_factory=dict)
    next_id: int = -1
    next_speaker: int = 0

    def in_order(self) -> list[Line]:
        """As shown: by time; of those that begin and end together, the one found first."""
        return sorted(self.lines.values(), key=_place)

    @property
    def text(self) -> str:
        """The words of all segments, a line each."""
        return "\n".join(line.text for line in self.in_order() if line.text)

    def speakers(self) -> list[int]:
        """Those who say something, ascending."""
        return sorted({line.speaker_id for line in self.lines.values()})

    def resolve(self, speaker_id: int) -> int:
        """The speaker that `speaker_id` was merged into, else itself."""
        return self.merged.get(speaker_id, speaker_id)


def _place(line: Line) -> tuple[int, int, bool, int]:
    return line.start_ms, line.end_ms, line.segment_id < 0, abs(line.segment_id)


def unedited(segments: Sequence[SpeechSegment]) -> Transcript:
    """The transcript as it was predicted."""
    lines = {
        number: Line(number, one.start_ms, one.end_ms, one.speaker_id, one.text, one)
        for number, one in enumerate(segments)
    }
    return Transcript(lines, next_speaker=max((one.speaker_id for one in segments), default=-1) + 1)


def fold(segments: Sequence[SpeechSegment], edits: Iterable[tuple[str, Mapping[str, Any]]]) -> Transcript:
    """What edits, given as (kind, body) in order, make of predicted segments."""
    transcript = unedited(segments)
    for kind, body in edits:
        apply(transcript, kind, body)
    return transcript


def apply(transcript: Transcript, kind: str, body: Mapping[str, Any]) -> None:
    """One more edit, which must have been checked."""
    _APPLY[kind](transcript, body)


def _correct(kept: Transcript, body: Mapping[str, Any]) -> None:
    for item in body["removed"]:
        kept.lines.pop(item["segment"])
    for item in body["changed"]:
        line = kept.lines[item["segment"]]
        new = {name: item[name] for name in NEW_VALUES if name in item}
        by_hand = line.speaker_by_hand or "speaker_id" in new
        kept.lines[line.segment_id] = replace(line, speaker_by_hand=by_hand, **new)
        _meet(kept, new.get("speaker_id", line.speaker_id))
    _add(kept, body["added"])


def _replace(kept: Transcript, body: Mapping[str, Any]) -> None:
    kept.lines.clear()
    _add(kept, body["lines"])
    _rename(kept, body)


def _add(kept: Transcript, lines: Iterable[Mapping[str, Any]]) -> None:
    for item in lines:
        number, values = item["segment"], {name: item[name] for name in NEW_VALUES}
        kept.lines[number] = Line(number, **values)
        kept.next_id = min(kept.next_id, number - 1)
        _meet(kept, item["speaker_id"])


def _meet(kept: Transcript, speaker_id: int) -> None:
    kept.next_speaker = max(kept.next_speaker, speaker_id + 1)


def _delete(kept: Transcript, body: Mapping[str, Any]) -> None:
    kept.lines.pop(body["segment"])


def _rename(kept: Transcript, body: Mapping[str, Any]) -> None:
    kept.names |= {int(speaker): name for speaker, name in body["names"].items()}


def _merge(kept: Transcript, body: Mapping[str, Any]) -> None:
    into: int = body["into"]
    for speaker in body["speakers"]:
        kept.lines = {
            number: replace(line, speaker_id=into) if line.speaker_id == speaker else line
            for number, line in kept.lines.items()
        }
        name = kept.names.pop(speaker, None)
        if name is not None:
            kept.names.setdefault(into, name)
        kept.merged = {old: into if now == speaker else now for old, now in kept.merged.items()}
        kept.merged[speaker] = into


_APPLY = {CORRECT: _correct, REPLACE: _replace, DELETE: _delete, RENAME: _rename, MERGE: _merge}

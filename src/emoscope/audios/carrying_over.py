"""Edits after a new analysis: each is kept where its segments and speakers are found again, and named where
they are not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from emoscope.api.edit_history import REANALYSIS, History
from emoscope.api.media import BadEdit
from emoscope.audios import repository, rescoring, showing
from emoscope.audios.errors import LastSegment, SegmentNotFound, SpeakerNotFound
from emoscope.audios.run_matching import Matches, match_runs
from emoscope.audios.transcript_edits import (
    CORRECT,
    DELETE,
    MERGE,
    NEW_VALUES,
    RENAME,
    REPLACE,
    Transcript,
    apply,
    unedited,
)
from emoscope.audios.transcript_times import clock
from emoscope.db import edits
from emoscope.db.audio_models import AudioRecord
from emoscope.db.models import Medium
from emoscope.domain.audio import AudioPredictions, SpeechSegment
from emoscope.errors import EmoscopeError
from emoscope.storage.objects import Objects

Body = Mapping[str, Any]
Placed = tuple[dict[str, Any], str]
"""A body that speaks of the new analysis, and what of the edit was lost, empty where nothing was."""

_ATTEMPTS = 3


def store_run(
    session: Session,
    objects: Objects,
    audio_id: str,
    run_id: str,
    found: AudioPredictions,
    segments_key: str,
) -> None:
    """Puts a run's results in the place of those before it, and the audio's edits onto them. The audio must
    be locked (`db.edits.lock`)."""
    history = showing.history_of(session, audio_id)
    before = _segments(session, objects, audio_id) if history.in_order() else ()
    repository.replace_predictions(session, audio_id, run_id, found, segments_key)
    if not history.in_order():
        return
    items = place(history, match_runs(before, found.segments), unedited(found.segments))
    medium = session.get_one(Medium, audio_id)
    edits.append(session, audio_id, medium.user_id, REANALYSIS, {"run_id": run_id, "edits": items})
    rescoring.ask(session, audio_id, _ATTEMPTS)


def _segments(session: Session, objects: Objects, audio_id: str) -> Sequence[SpeechSegment]:
    """Of the run before; nothing where its objects were lost: then no segment can be found again."""
    try:
        return showing.predicted(objects, session.get_one(AudioRecord, audio_id)).segments
    except FileNotFoundError:
        return ()


def place(history: History, matches: Matches, transcript: Transcript) -> list[dict[str, Any]]:
    """The items of a REANALYSIS row: the edits are made again, in order, on the new, yet unedited run."""
    replaying = _Replay(dict(matches.segments), dict(matches.speakers), matches.mostly, transcript)
    items: list[dict[str, Any]] = []
    for entry in history.in_order():
        try:
            body, lost = _PLACE[entry.kind](replaying, entry.body)
        except EmoscopeError as error:
            items.append({"edit": entry.number, "body": None, "reason": error.message})
            continue
        apply(transcript, entry.kind, body)
        items.append({"edit": entry.number, "body": body, "reason": lost})
    return items


@dataclass(slots=True)
class _Replay:
    """`segments` and `speakers` map what was called so to what is called so now; ids of segments that were
    put in by hand stay their own. `mostly` is as in Matches."""

    segments: dict[int, int]
    speakers: dict[int, int]
    mostly: Mapping[int, int]
    transcript: Transcript

    def segment(self, item: Body) -> int:
        """The id of a segment that an edit names; SegmentNotFound."""
        found = self.segments.get(item["segment"])
        if found is None or found not in self.transcript.lines:
            raise SegmentNotFound(f"The new analysis finds no segment {_span(item['before'])}.")
        return found

    def somebody(self, old: int) -> int:
        """A speaker, who is somebody new if not found again, under the old number if it is free."""
        if old not in self.speakers:
            taken = {*self.transcript.speakers(), *self.speakers.values()}
            free = old not in taken and old >= self.transcript.next_speaker
            self.speakers[old] = old if free else max([*taken, self.transcript.next_speaker - 1]) + 1
        return self.speakers[old]

    def lines(self, several: Iterable[Body]) -> list[dict[str, Any]]:
        """Lines put in by hand."""
        found = [{**line, "speaker_id": self.somebody(line["speaker_id"])} for line in several]
        self.segments |= {line["segment"]: line["segment"] for line in found}
        return found


def _correct(replaying: _Replay, body: Body) -> Placed:
    changed, removed, lost = [], [], []
    for item in body["changed"]:
        try:
            changed.append(_changed(replaying, item))
        except EmoscopeError as error:
            lost.append(error.message)
    for item in body["removed"]:
        number = replaying.segments.get(item["segment"])
        if number is not None and number in replaying.transcript.lines:
            removed.append({"segment": number, "before": replaying.transcript.lines[number].as_json()})
    added = replaying.lines(body["added"])
    if lost and not changed and not added:
        raise SegmentNotFound(lost[0])
    # What was removed went because of what was corrected: it stays where part of that is lost.
    return {"changed": changed, "added": added, "removed": [] if lost else removed}, _first_of(lost)


def _changed(replaying: _Replay, item: Body) -> dict[str, Any]:
    number = replaying.segment(item)
    line = replaying.transcript.lines[number]
    new = {name: item[name] for name in NEW_VALUES if name in item}
    if "text" in new and _words(line.text) not in (_words(item["before"]["text"]), _words(new["text"])):
        raise BadEdit(f"The new analysis understands other words {_span(item['before'])}.")
    if "speaker_id" in new:
        new["speaker_id"] = replaying.somebody(new["speaker_id"])
    start, end = new.get("start_ms", line.start_ms), new.get("end_ms", line.end_ms)
    if end <= start:
        raise BadEdit(f"The new analysis has other times for the segment {_span(item['before'])}.")
    return {"segment": number, "before": line.as_json(), **new}


def _replace(replaying: _Replay, body: Body) -> Placed:
    names = {str(replaying.somebody(int(old))): name for old, name in body["names"].items()}
    return {"lines": replaying.lines(body["lines"]), "names": names}, ""


def _delete(replaying: _Replay, body: Body) -> Placed:
    number = replaying.segment(body)
    if len(replaying.transcript.lines) == 1:
        raise LastSegment("The new analysis has this segment alone, and at least one must remain.")
    return {"segment": number, "before": replaying.transcript.lines[number].as_json()}, ""


def _rename(replaying: _Replay, body: Body) -> Placed:
    names = {int(old): name for old, name in body["names"].items()}
    kept = {str(replaying.speakers[old]): name for old, name in names.items() if old in replaying.speakers}
    lost = [_not_found(old) for old in names if old not in replaying.speakers]
    if not kept:
        raise SpeakerNotFound(lost[0])
    return {"names": kept}, _first_of(lost)


def _merge(replaying: _Replay, body: Body) -> Placed:
    everyone = [body["into"], *body["speakers"]]
    into, *others = [replaying.speakers[old] for old in everyone if old in replaying.speakers] or [-1]
    lost = [old for old in everyone if old not in replaying.speakers]
    taken_for = [old for old in lost if replaying.mostly.get(old) == into]
    if not others and not taken_for:
        raise SpeakerNotFound(f"{_not_found(lost[0])} So there is nothing to merge.")
    replaying.speakers |= dict.fromkeys(everyone, into)
    words = [_not_found(old) for old in lost if old not in taken_for]
    words += [f"The new analysis takes speaker {old} for speaker {into}." for old in taken_for]
    return {"into": into, "speakers": sorted(set(others))}, _first_of(words)


def _not_found(speaker: int) -> str:
    return f"The new analysis does not find speaker {speaker} again."


def _span(before: Body) -> str:
    return f"from {clock(before['start_ms'])} to {clock(before['end_ms'])}"


def _words(text: str) -> list[str]:
    """What is compared of words: neither their case nor punctuation."""
    return re.findall(r"\w+", text.casefold())


def _first_of(lost: Sequence[str]) -> str:
    if not lost:
        return ""
    return lost[0] if len(lost) == 1 else f"{lost[0]} The same holds for {len(lost) - 1} more."


_PLACE: Mapping[str, Callable[[_Replay, Body], Placed]] = {
    CORRECT: _correct, REPLACE: _replace, DELETE: _delete, RENAME: _rename, MERGE: _merge,
}  # fmt: skip

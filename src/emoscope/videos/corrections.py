"""What a video's edits do to the rows of its frame table: their fold, in a compact form.

The predictions themselves are never changed. A row of the frame table is named by its frame and the face_id
that the analysis gave it (the predicted face); edits speak of the face_ids that are shown. The fold keeps,
for each predicted face, as which face it is shown from which frame on; it grows with the edits alone.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from emoscope.domain.emotions import EMOTIONS

RENAME, MERGE, DELETE, REASSIGN, EMOTION, NOTE, SPLIT, LINK_SPEAKERS = (
    "rename", "merge", "delete", "reassign", "emotions", "note", "split", "link_speakers",
)  # fmt: skip
"""The kinds of edits. Their bodies, in which frames are lists of [first, last], both included:

rename: names: [{face_id, name}]; merge: into, faces; delete: faces; reassign: from, to, frames;
emotions: frame, face_id, emotions (label to share, summing to 1); note: frame, face_id (0: the frame), text;
split: face_id, first_frame, last_frame, new_face_id; link_speakers: links: [{face_id, speaker_id, name}] (an
empty name leaves that of the face as it is), unlinked: faces, automatic.
"""

KINDS = (RENAME, MERGE, DELETE, REASSIGN, EMOTION, NOTE, SPLIT, LINK_SPEAKERS)
AUTOMATIC = "automatic"
"""Stands in the place of a user's id in edits that no user made."""
GONE = 0
"""What a row is shown as that is not shown any more."""


@dataclass(slots=True)
class Shown:
    """As which face a predicted face is shown: `faces[i]` from frame `starts[i]` until `starts[i + 1]`."""

    starts: list[int]
    faces: list[int]

    def at(self, frame: int) -> int:
        return self.faces[bisect_right(self.starts, frame) - 1]

    def change(self, old: int, new: int) -> None:
        self.faces = [new if face == old else face for face in self.faces]

    def change_between(self, first: int, last: int, old: int, new: int) -> None:
        """In the frames from `first` to `last`, both included."""
        for index in range(self._cut(first), self._cut(last + 1)):
            if self.faces[index] == old:
                self.faces[index] = new

    def _cut(self, frame: int) -> int:
        """The index of the piece that begins with `frame`, made where there is none."""
        index = bisect_left(self.starts, frame)
        if index == len(self.starts) or self.starts[index] != frame:
            self.starts.insert(index, frame)
            self.faces.insert(index, self.faces[index - 1])
        return index

    def pieces(self) -> list[tuple[int, int]]:
        """(first frame, face), no two neighbours alike."""
        found: list[tuple[int, int]] = []
        for start, face in zip(self.starts, self.faces, strict=True):
            if not found or found[-1][1] != face:
                found.append((start, face))
        return found


@dataclass(slots=True)
class Corrections:
    """The fold of edits. Keys (frame, face) name a row by its predicted face.

    `merged` maps a face that was merged away to the one it went into; `scores` holds shares in the order of
    EMOTIONS; `next_face_id` is a number that no face has had. `speakers` maps a face to its voice, each voice
    to one face at most; those of `matched` were linked automatically, the others by hand.
    """

    shown: dict[int, Shown]
    next_face_id: int
    names: dict[int, str] = field(default_factory=dict)
    merged: dict[int, int] = field(default_factory=dict)
    scores: dict[tuple[int, int], list[float]] = field(default_factory=dict)
    notes: dict[tuple[int, int], str] = field(default_factory=dict)
    frame_notes: dict[int, str] = field(default_factory=dict)
    speakers: dict[int, int] = field(default_factory=dict)
    matched: set[int] = field(default_factory=set)

    def rows_at(self, frame: int, face_id: int) -> list[int]:
        """The predicted faces that are shown as `face_id` in a frame, whether or not they are seen there."""
        return [predicted for predicted, shown in self.shown.items() if shown.at(frame) == face_id]

    def resolve(self, face_id: int) -> int:
        """The face that `face_id` was merged into, else itself."""
        return self.merged.get(face_id, face_id)

    def versions(self) -> dict[int, str]:
        """For each face that is shown a digest of all that its rows and its voice are."""
        parts: dict[int, list[Any]] = {}
        for predicted, shown in sorted(self.shown.items()):
            pieces = shown.pieces()
            ends = [start for start, _ in pieces[1:]] + [None]
            for (start, face), end in zip(pieces, ends, strict=True):
                parts.setdefault(face, []).append([predicted, start, end])
        for (frame, predicted), shares in sorted(self.scores.items()):
            parts.setdefault(self.shown[predicted].at(frame), []).append([frame, predicted, shares])
        return {
            face: _digest([found, self.speakers.get(face)]) for face, found in parts.items() if face != GONE
        }

    @property
    def changes_rows(self) -> bool:
        return bool(self.scores) or any(
            set(shown.faces) != {predicted} for predicted, shown in self.shown.items()
        )

    def rows_version(self) -> str:
        """A digest of all that bears on faces and figures; empty where nothing does."""
        kept = self.to_json()
        return _digest([kept["shown"], kept["scores"]]) if self.changes_rows else ""

    def drawn_version(self) -> str:
        """A digest of all that pictures show; empty where that is the prediction."""
        kept = self.to_json()
        parts = [kept["shown"], kept["scores"], kept["names"]]
        return _digest(parts) if self.changes_rows or self.names else ""

    def to_json(self) -> dict[str, Any]:
        pieces = {predicted: shown.pieces() for predicted, shown in sorted(self.shown.items())}
        return {
            "shown": [[predicted, found] for predicted, found in pieces.items()],
            "next_face_id": self.next_face_id,
            "names": sorted(self.names.items()),
            "merged": sorted(self.merged.items()),
            "scores": [[*row, shares] for row, shares in sorted(self.scores.items())],
            "notes": [[*row, text] for row, text in sorted(self.notes.items())],
            "frame_notes": sorted(self.frame_notes.items()),
            "speakers": sorted(self.speakers.items()),
            "matched": sorted(self.matched),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Corrections:
        return cls(
            shown={
                predicted: Shown([start for start, _ in pieces], [face for _, face in pieces])
                for predicted, pieces in kept["shown"]
            },
            next_face_id=kept["next_face_id"],
            names=dict(kept["names"]),
            merged=dict(kept["merged"]),
            scores={(frame, face): shares for frame, face, shares in kept["scores"]},
            notes={(frame, face): text for frame, face, text in kept["notes"]},
            frame_notes=dict(kept["frame_notes"]),
            speakers=dict(kept.get("speakers", [])),  # views of earlier versions know no voices
            matched=set(kept.get("matched", [])),
        )


def uncorrected(face_ids: Iterable[int]) -> Corrections:
    """What no edit does to a video in which these faces were found."""
    faces = list(face_ids)
    return Corrections({face: Shown([0], [face]) for face in faces}, max(faces, default=0) + 1)


def fold(face_ids: Iterable[int], edits: Iterable[tuple[str, Mapping[str, Any]]]) -> Corrections:
    """What edits, given as (kind, body) in order, do to a video in which these faces were found."""
    corrections = uncorrected(face_ids)
    for kind, body in edits:
        apply(corrections, kind, body)
    return corrections


def apply(corrections: Corrections, kind: str, body: Mapping[str, Any]) -> None:
    """One more edit, which must have been checked."""
    _APPLY[kind](corrections, body)


def _rename(kept: Corrections, body: Mapping[str, Any]) -> None:
    kept.names |= {item["face_id"]: item["name"] for item in body["names"]}


def _merge(kept: Corrections, body: Mapping[str, Any]) -> None:
    into: int = body["into"]
    for face in body["faces"]:
        _change(kept, face, into)
        name = kept.names.pop(face, None)
        if name is not None:
            kept.names.setdefault(into, name)
        if (speaker := kept.speakers.pop(face, None)) is not None and into not in kept.speakers:
            kept.speakers[into] = speaker
            kept.matched |= {into} if face in kept.matched else set()
        kept.matched.discard(face)
        kept.merged = {old: into if now == face else now for old, now in kept.merged.items()} | {face: into}


def _delete(kept: Corrections, body: Mapping[str, Any]) -> None:
    for face in body["faces"]:
        _change(kept, face, GONE)
        kept.names.pop(face, None)
        kept.speakers.pop(face, None)
        kept.matched.discard(face)


def _change(kept: Corrections, old: int, new: int) -> None:
    for shown in kept.shown.values():
        shown.change(old, new)


def _reassign(kept: Corrections, body: Mapping[str, Any]) -> None:
    _change_between(kept, body["frames"], body["from"], body["to"])


def _split(kept: Corrections, body: Mapping[str, Any]) -> None:
    new: int = body["new_face_id"]
    _change_between(kept, [(body["first_frame"], body["last_frame"])], body["face_id"], new)
    kept.next_face_id = max(kept.next_face_id, new + 1)


def _change_between(kept: Corrections, frames: Sequence[Sequence[int]], old: int, new: int) -> None:
    for shown in kept.shown.values():
        if old in shown.faces:
            for first, last in frames:
                shown.change_between(first, last, old, new)


def _emotions(kept: Corrections, body: Mapping[str, Any]) -> None:
    frame, shares = body["frame"], [float(body["emotions"][name]) for name in EMOTIONS]
    kept.scores |= {(frame, face): shares for face in kept.rows_at(frame, body["face_id"])}


def _note(kept: Corrections, body: Mapping[str, Any]) -> None:
    frame, text = body["frame"], body["text"]
    if not body["face_id"]:
        kept.frame_notes[frame] = text
        return
    kept.notes |= {(frame, face): text for face in kept.rows_at(frame, body["face_id"])}


def _link_speakers(kept: Corrections, body: Mapping[str, Any]) -> None:
    for face in body["unlinked"]:
        kept.speakers.pop(face, None)
        kept.matched.discard(face)
    for link in body["links"]:
        face, speaker = link["face_id"], link["speaker_id"]
        kept.speakers = {other: voice for other, voice in kept.speakers.items() if voice != speaker}
        kept.speakers[face] = speaker
        kept.matched = (kept.matched & kept.speakers.keys()) - {face}
        if body["automatic"]:
            kept.matched.add(face)
        if link["name"]:
            kept.names[face] = link["name"]


_APPLY = {
    RENAME: _rename, MERGE: _merge, DELETE: _delete, REASSIGN: _reassign, SPLIT: _split,
    EMOTION: _emotions, NOTE: _note, LINK_SPEAKERS: _link_speakers,
}  # fmt: skip


def _digest(parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts, separators=(",", ":")).encode()).hexdigest()[:16]

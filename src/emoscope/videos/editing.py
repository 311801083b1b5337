"""What a user can correct in a video. Every correction is a row of the log; the view is made anew with it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from emoscope.api import media
from emoscope.api.keys import Identity
from emoscope.api.media import BadEdit, Desk
from emoscope.api.names import clean_name, is_odd
from emoscope.db import edits
from emoscope.db.engine import reading
from emoscope.db.models import VideoRecord
from emoscope.domain.emotions import EMOTIONS
from emoscope.storage.objects import Objects
from emoscope.videos import personality_store, repository
from emoscope.videos.corrections import DELETE, EMOTION, MERGE, NOTE, REASSIGN, RENAME, SPLIT, fold
from emoscope.videos.edit_checks import Sightings, check
from emoscope.videos.edited_view import SUMMARY_COLUMNS, View, summarised
from emoscope.videos.history import REDO, UNDO, Entry, History, replay
from emoscope.videos.service import KIND
from emoscope.videos.tables import whole_table, whole_timeline

NOTE_LENGTH = 5000
_LINE_BREAKS = "\n\r\t"


@dataclass(slots=True)
class Draft:
    """A video that one transaction alone is editing; `history` and `view` are from before the edit."""

    session: Session
    objects: Objects
    user_id: str
    record: VideoRecord
    history: History
    view: View

    def add(self, kind: str, body: dict[str, Any]) -> None:
        """Checks an edit, writes it to the log, and makes the view anew."""
        check(kind, body, self.view.corrections, sightings(self.objects, self.record))
        self.write(kind, body, [*self.history.effective, (kind, body)])

    def write(
        self, kind: str, body: dict[str, Any], effective: Sequence[tuple[str, Mapping[str, Any]]]
    ) -> None:
        edits.append(self.session, self.record.media_id, self.user_id, kind, body)
        rebuild(self.session, self.objects, self.record, effective)


@contextmanager
def opened(desk: Desk, user: Identity, video_id: str, *, admins_too: bool = False) -> Iterator[Draft]:
    """The video, if it is the user's and analysed; nothing is kept of the edit when the block raises."""
    with desk.sessions.begin() as session:
        allowed = media.readable if admins_too else media.owned
        medium = allowed(session, user, KIND, video_id)
        draft = draft_of(session, desk.objects, user.user_id, medium.id)
        if draft is None:
            raise media.not_analysed(medium)
        yield draft


def draft_of(session: Session, objects: Objects, user_id: str, video_id: str) -> Draft | None:
    """The video to be edited in this transaction, None where it is not analysed."""
    edits.lock(session, video_id)
    record = session.get(VideoRecord, video_id)
    if record is None:
        return None
    history = replay(edits.of_medium(session, video_id))
    return Draft(session, objects, user_id, record, history, repository.view_of(session, record))


def sightings(objects: Objects, record: VideoRecord) -> Sightings:
    return Sightings.of(whole_table(objects, record, "frame", "face_id"), whole_timeline(objects, record))


def rebuild(
    session: Session,
    objects: Objects,
    record: VideoRecord,
    effective: Sequence[tuple[str, Mapping[str, Any]]],
) -> None:
    """Makes and keeps what edits, given in order as (kind, body), make of the predictions."""
    predicted, before = repository.predicted(session, record), repository.view_of(session, record)
    corrections = fold((face.face_id for face in predicted.faces), effective)
    old, new = before.corrections.versions(), corrections.versions()
    # What was worked out about a face from rows and a voice that it no longer has.
    personality_store.clear(session, record.media_id, [face for face in old if old[face] != new.get(face)])
    if not effective:
        repository.replace_view(session, record, None)
        return
    if corrections.rows_version() == before.corrections.rows_version():
        summary = before.summary  # names and notes change no figure
    else:
        rows = whole_table(objects, record, *SUMMARY_COLUMNS)
        timeline = whole_timeline(objects, record)
        summary = summarised(rows, timeline, record.fps, corrections, predicted)
    repository.replace_view(session, record, View(corrections, summary))


def rename(
    desk: Desk, user: Identity, video_id: str, names: Sequence[tuple[int, str]]
) -> list[tuple[int, str]]:
    """Names faces; a face that was merged into another stands for that one. Returns (face_id, name)."""
    if not names:
        raise BadEdit("No name is given; send a list of face_id and name.")
    clean = [(face, clean_name(name)) for face, name in names]
    with opened(desk, user, video_id) as draft:
        resolved = [(draft.view.corrections.resolve(face), name) for face, name in clean]
        draft.add(RENAME, {"names": [{"face_id": face, "name": name} for face, name in resolved]})
        return resolved


def merge(desk: Desk, user: Identity, video_id: str, into: int, faces: Sequence[int]) -> list[int]:
    """Makes `faces` one person with `into`. Returns those merged."""
    others = _face_list(faces)
    with opened(desk, user, video_id) as draft:
        draft.add(MERGE, {"into": into, "faces": others})
    return others


def delete(desk: Desk, user: Identity, video_id: str, faces: Sequence[int]) -> list[int]:
    """Takes faces out of all results; LastFace where none would remain. Returns those deleted."""
    gone = _face_list(faces)
    with opened(desk, user, video_id) as draft:
        draft.add(DELETE, {"faces": gone})
    return gone


def reassign(
    desk: Desk, user: Identity, video_id: str, old: int, new: int, frames: Sequence[int]
) -> list[int]:
    """Says that `old` is `new` in some frames. Returns the frames, ascending."""
    wanted = sorted(set(frames))
    if not wanted:
        raise BadEdit("No frame is given; send frame_ids as numbers with commas between.")
    with opened(desk, user, video_id) as draft:
        draft.add(REASSIGN, {"from": old, "to": new, "frames": as_ranges(wanted)})
    return wanted


def set_emotions(
    desk: Desk, user: Identity, video_id: str, frame: int, face_id: int, scores: Mapping[str, float]
) -> dict[str, float]:
    """Sets the emotions of a face in a frame. Returns them as shares that sum to 1."""
    shares = _shares(scores)
    with opened(desk, user, video_id) as draft:
        draft.add(EMOTION, {"frame": frame, "face_id": face_id, "emotions": shares})
    return shares


def write_note(desk: Desk, user: Identity, video_id: str, frame: int, face_id: int, text: str) -> None:
    """Puts a note on a face in a frame, or on the frame (face 0), in the place of the one before."""
    if len(text) > NOTE_LENGTH or any(is_odd(sign) and sign not in _LINE_BREAKS for sign in text):
        raise BadEdit(f"A note has at most {NOTE_LENGTH} characters and no control characters.")
    with opened(desk, user, video_id) as draft:
        draft.add(NOTE, {"frame": frame, "face_id": face_id, "text": text.strip()})


def split(desk: Desk, user: Identity, video_id: str, face_id: int, first: int, last: int) -> int:
    """Makes a new person of a face from frame `first` to `last`, both included. Returns its number."""
    with opened(desk, user, video_id) as draft:
        new: int = draft.view.corrections.next_face_id
        ends = {"first_frame": first, "last_frame": last}
        draft.add(SPLIT, {"face_id": face_id, **ends, "new_face_id": new})
        return new


def undo(desk: Desk, user: Identity, video_id: str) -> tuple[Entry, History]:
    """Takes back the newest edit in effect. Returns it, and how things stand then."""
    with opened(desk, user, video_id) as draft:
        entry = draft.history.to_undo()
        draft.write(UNDO, {"edit": entry.number}, draft.history.effective[:-1])
        return entry, replay(edits.of_medium(draft.session, video_id))


def redo(desk: Desk, user: Identity, video_id: str) -> tuple[Entry, History]:
    """Brings back the edit that was undone last. Returns it, and how things stand then."""
    with opened(desk, user, video_id) as draft:
        entry = draft.history.to_redo()
        draft.write(REDO, {"edit": entry.number}, [*draft.history.effective, (entry.kind, entry.body)])
        return entry, replay(edits.of_medium(draft.session, video_id))


def history_of(desk: Desk, user: Identity, video_id: str) -> History:
    """All edits of a video that the user may read."""
    with reading(desk.sessions) as session:
        medium = media.readable(session, user, KIND, video_id)
        return replay(edits.of_medium(session, medium.id))


def as_ranges(ascending: Sequence[int]) -> list[list[int]]:
    """[first, last] of each run of whole numbers without a gap."""
    runs = groupby(enumerate(ascending), key=lambda item: item[1] - item[0])
    groups = [[number for _, number in run] for _, run in runs]
    return [[group[0], group[-1]] for group in groups]


def _face_list(faces: Sequence[int]) -> list[int]:
    if not faces:
        raise BadEdit("No face is given; send numbers of faces with commas between.")
    return sorted(set(faces))


def _shares(scores: Mapping[str, float]) -> dict[str, float]:
    values = [float(scores[name]) for name in EMOTIONS]
    if any(not math.isfinite(value) or value < 0 for value in values):
        raise BadEdit("Emotion scores must be numbers from 0 on.")
    largest = max(values)
    if largest == 0:
        raise BadEdit("All emotion scores are 0; at least one must be above.")
    scaled = [value / largest for value in values]  # first, so that no sum is too large to be a number
    return {name: value / sum(scaled) for name, value in zip(EMOTIONS, scaled, strict=True)}

"""Edits after a new analysis: each is kept where its subject is found again, and named where it is not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from emoscope.api.media import BadEdit
from emoscope.db import edits
from emoscope.db.models import Medium, VideoRecord
from emoscope.domain.video import VideoPredictions
from emoscope.errors import EmoscopeError
from emoscope.storage.objects import Objects
from emoscope.videos import face_matching, personality_store, repository
from emoscope.videos.corrections import (
    DELETE,
    EMOTION,
    LINK_SPEAKERS,
    MERGE,
    NOTE,
    REASSIGN,
    RENAME,
    SPLIT,
    Corrections,
    apply,
    uncorrected,
)  # fmt: skip
from emoscope.videos.edit_checks import Sightings, check
from emoscope.videos.editing import as_ranges, rebuild, sightings
from emoscope.videos.errors import FaceNotFound
from emoscope.videos.face_matching import Matches, match_faces
from emoscope.videos.history import REANALYSIS, History, replay
from emoscope.videos.repository import StoredKeys
from emoscope.videos.tables import whole_table

Body = Mapping[str, Any]
Placed = tuple[dict[str, Any], str]
"""A body that speaks of the new analysis, and what of the edit was lost, empty where nothing was."""


def store_run(
    session: Session,
    objects: Objects,
    video_id: str,
    run_id: str,
    found: VideoPredictions,
    keys: StoredKeys,
) -> None:
    """Puts a run's results in the place of those before it, and the video's edits onto them."""
    edits.lock(session, video_id)
    history = replay(edits.of_medium(session, video_id))
    old = _Run.newest(session, objects, video_id) if history.in_order() else None
    repository.replace_predictions(session, video_id, run_id, found, keys)
    personality_store.clear(session, video_id)
    session.flush()
    if old is None:
        return
    new = _Run.newest(session, objects, video_id)
    corrections = uncorrected(new.embeddings)
    items = place(history, _match(old, new), corrections, sightings(objects, new.record))
    medium = session.get_one(Medium, video_id)
    edits.append(session, video_id, medium.user_id, REANALYSIS, {"run_id": run_id, "edits": items})
    rebuild(session, objects, new.record, replay(edits.of_medium(session, video_id)).effective)


@dataclass(frozen=True, slots=True)
class _Run:
    """What is compared of an analysis."""

    record: VideoRecord
    rows: pl.DataFrame
    embeddings: Mapping[int, NDArray[np.float32]]
    identity_model: str

    @classmethod
    def newest(cls, session: Session, objects: Objects, video_id: str) -> _Run:
        record = session.get_one(VideoRecord, video_id)
        people = repository.people(session, video_id)
        embeddings = {face.face_id: np.frombuffer(face.embedding, "<f4") for face in people}
        try:
            rows = whole_table(objects, record, *face_matching.COLUMNS)
        except FileNotFoundError:  # the objects were lost: then nobody can be found again by place
            rows = pl.DataFrame(schema=dict.fromkeys(face_matching.COLUMNS, pl.Int32()))
        return cls(record, rows, embeddings, record.models.get("face-identity", ""))


def _match(old: _Run, new: _Run) -> Matches:
    comparable = old.identity_model == new.identity_model != ""
    return match_faces(
        old.rows, new.rows, old.embeddings if comparable else {}, new.embeddings if comparable else {}
    )


def place(
    history: History, matches: Matches, corrections: Corrections, seen: Sightings
) -> list[dict[str, Any]]:
    """The items of a REANALYSIS row: the edits are made again, in order, on the new, yet uncorrected run."""
    replaying = _Replay(dict(matches.same), matches.mostly, corrections, seen)
    items: list[dict[str, Any]] = []
    for entry in history.in_order():
        try:
            body, lost = _PLACE[entry.kind](replaying, entry.body)
            check(entry.kind, body, corrections, seen)
        except EmoscopeError as error:
            items.append({"edit": entry.number, "body": None, "reason": error.message})
            continue
        apply(corrections, entry.kind, body)
        items.append({"edit": entry.number, "body": body, "reason": lost})
    return items


@dataclass(slots=True)
class _Replay:
    """`faces` maps what a face was called, edits included, to what it is called now."""

    faces: dict[int, int]
    mostly: Mapping[int, int]
    corrections: Corrections
    seen: Sightings

    def face(self, old: int) -> int:
        if old not in self.faces:
            raise FaceNotFound(f"The new analysis does not find face {old} again.")
        return self.faces[old]

    def found(self, faces: list[int]) -> tuple[list[int], str]:
        """What the faces are now, those that are; FaceNotFound where none is. And words on the others."""
        lost = [face for face in faces if face not in self.faces]
        if len(lost) == len(faces):
            raise FaceNotFound(f"The new analysis does not find {_faces(lost)} again.")
        words = f"The new analysis does not find {_faces(lost)} again." if lost else ""
        return [self.faces[face] for face in faces if face in self.faces], words


def _rename(replaying: _Replay, body: Body) -> Placed:
    names = {item["face_id"]: item["name"] for item in body["names"]}
    _, lost = replaying.found(list(names))
    kept = [
        {"face_id": replaying.faces[face], "name": name}
        for face, name in names.items()
        if face in replaying.faces
    ]
    return {"names": kept}, lost


def _merge(replaying: _Replay, body: Body) -> Placed:
    everyone = [body["into"], *body["faces"]]
    now, lost = replaying.found(everyone)
    into, *others = now
    replaying.faces[body["into"]] = into
    one_by_now = [
        face for face in everyone if face not in replaying.faces and replaying.mostly.get(face) == into
    ]
    if not others and not one_by_now:
        raise BadEdit(f"{lost} So there is nothing to merge face {into} with.")
    words = f"The new analysis takes {_faces(one_by_now)} for face {into}." if one_by_now else lost
    return {"into": into, "faces": others}, words


def _delete(replaying: _Replay, body: Body) -> Placed:
    faces, lost = replaying.found(list(body["faces"]))
    return {"faces": faces}, lost


def _reassign(replaying: _Replay, body: Body) -> Placed:
    old, new = replaying.face(body["from"]), replaying.face(body["to"])
    wanted = np.concatenate([np.arange(first, last + 1) for first, last in body["frames"]])
    there = replaying.seen.frames_of(replaying.corrections, old)
    taken = replaying.seen.frames_of(replaying.corrections, new)
    frames = np.setdiff1d(np.intersect1d(wanted, there), taken)
    if not frames.size:
        raise FaceNotFound(f"The new analysis sees face {old} without face {new} in none of these frames.")
    left = wanted.size - frames.size
    lost = f"{left} of {wanted.size} frames are left out: face {old} is not alone there." if left else ""
    return {"from": old, "to": new, "frames": as_ranges(frames.tolist())}, lost


def _split(replaying: _Replay, body: Body) -> Placed:
    new = replaying.corrections.next_face_id
    placed = {**body, "face_id": replaying.face(body["face_id"]), "new_face_id": new}
    check(SPLIT, placed, replaying.corrections, replaying.seen)
    replaying.faces[body["new_face_id"]] = new
    return placed, ""


def _link_speakers(replaying: _Replay, body: Body) -> Placed:
    """Voices keep their numbers: the same sound gives the same voices."""
    linked = [link["face_id"] for link in body["links"]]
    _, lost = replaying.found([*linked, *body["unlinked"]])
    links = [
        {**link, "face_id": replaying.faces[link["face_id"]]}
        for link in body["links"]
        if link["face_id"] in replaying.faces
    ]
    unlinked = [replaying.faces[face] for face in body["unlinked"] if face in replaying.faces]
    return {**body, "links": links, "unlinked": unlinked}, lost


def _in_frame(replaying: _Replay, body: Body) -> Placed:
    return {**body, "face_id": replaying.face(body["face_id"]) if body["face_id"] else 0}, ""


def _faces(faces: list[int]) -> str:
    return ("face " if len(faces) == 1 else "faces ") + ", ".join(str(face) for face in faces)


_PLACE: Mapping[str, Callable[[_Replay, Body], Placed]] = {
    RENAME: _rename, MERGE: _merge, DELETE: _delete, REASSIGN: _reassign, SPLIT: _split,
    EMOTION: _in_frame, NOTE: _in_frame, LINK_SPEAKERS: _link_speakers,
}  # fmt: skip

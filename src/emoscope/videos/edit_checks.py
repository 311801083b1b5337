"""Whether an edit can be made: of the video as it is shown, before the edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from emoscope.api.media import BadEdit
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
)  # fmt: skip
from emoscope.videos.errors import FaceAlreadyInFrame, FaceNotFound, FrameNotFound, LastFace

_SHOWN_FRAMES = 5
"""So many frames are named where many are at fault."""


@dataclass(frozen=True, slots=True)
class Sightings:
    """The frames, ascending, in which each predicted face was seen, and the frames that there are."""

    frames: Mapping[int, NDArray[np.int32]]
    timeline: NDArray[np.int32]

    @classmethod
    def of(cls, rows: pl.DataFrame, timeline: pl.DataFrame) -> Sightings:
        """From the columns `frame` and `face_id` of a frame table and `frame` of its timeline."""
        by_face = rows.sort("frame").partition_by("face_id", as_dict=True)
        return cls(
            {int(str(face)): part["frame"].to_numpy() for (face,), part in by_face.items()},
            timeline["frame"].sort().to_numpy(),
        )

    def has_frame(self, frame: int) -> bool:
        return _holds(self.timeline, frame)

    def frames_of(self, corrections: Corrections, face_id: int) -> NDArray[np.int32]:
        """The frames in which a face is shown."""
        parts = [
            frames[
                np.array(shown.faces)[np.searchsorted(np.array(shown.starts), frames, "right") - 1] == face_id
            ]
            for shown, frames in self._shown(corrections)
            if face_id in shown.faces
        ]
        return np.unique(np.concatenate(parts)) if parts else np.array([], dtype=np.int32)

    def is_in(self, corrections: Corrections, face_id: int, frame: int) -> bool:
        """Whether a face is shown in a frame."""
        return any(
            shown.at(frame) == face_id and _holds(frames, frame) for shown, frames in self._shown(corrections)
        )

    def faces(self, corrections: Corrections) -> set[int]:
        """All faces that are shown somewhere."""
        found: set[int] = set()
        for shown, frames in self._shown(corrections):
            bounds = np.searchsorted(frames, [*shown.starts, frames[-1] + 1])
            seen = np.diff(bounds) > 0
            found |= {face for face, is_seen in zip(shown.faces, seen, strict=True) if is_seen}
        return found - {0}

    def _shown(self, corrections: Corrections) -> list[tuple[Any, NDArray[np.int32]]]:
        return [(corrections.shown[face], frames) for face, frames in self.frames.items()]


def check(kind: str, body: Mapping[str, Any], corrections: Corrections, seen: Sightings) -> None:
    """Raises what is wrong with an edit (bodies: see `corrections`) whose body is right in form."""
    _CHECKS[kind](body, corrections, seen)


def require_faces(face_ids: Sequence[int], corrections: Corrections, seen: Sightings) -> set[int]:
    """All faces that are shown; FaceNotFound where one of `face_ids` is not among them."""
    known = seen.faces(corrections)
    for face_id in face_ids:
        if face_id not in known:
            raise face_not_found(face_id, known, corrections)
    return known


def face_not_found(face_id: int, known: set[int], corrections: Corrections) -> FaceNotFound:
    into = corrections.resolve(face_id)
    fate = f" (it was merged into face {into})" if into != face_id else ""
    faces = ", ".join(str(face) for face in sorted(known)) or "none"
    return FaceNotFound(f"The video has no face {face_id}{fate}; its faces: {faces}.")


def _rename(body: Mapping[str, Any], corrections: Corrections, seen: Sightings) -> None:
    faces = [item["face_id"] for item in body["names"]]
    require_faces(faces, corrections, seen)
    if len(set(faces)) < len(faces):
        twice = next(face for face in faces if faces.count(face) > 1)
        raise BadEdit(f"Face {twice} is named more than once; send one name for each face.")


def _merge(body: Mapping[str, Any], corrections: Corrections, seen: Sightings) -> None:
    if body["into"] in body["faces"]:
        raise BadEdit(f"Face {body['into']} cannot be merged into itself.")
    require_faces([body["into"], *body["faces"]], corrections, seen)


def _delete(body: Mapping[str, Any], corrections: Corrections, seen: Sightings) -> None:
    known = require_faces(body["faces"], corrections, seen)
    if not known - set(body["faces"]):
        raise LastFace("At least one face must remain; leave one of the faces out.")


def _reassign(body: Mapping[str, Any], corrections: Corrections, seen: Sightings) -> None:
    old, new = body["from"], body["to"]
    if old == new:
        raise BadEdit(f"The face is face {old} already; give another number as the new one.")
    require_faces([old, new], corrections, seen)
    frames = spread(body["frames"], seen)
    absent = np.setdiff1d(frames, seen.frames_of(corrections, old))
    if absent.size:
        raise FaceNotFound(f"Face {old} is not seen in {_named(absent)}.")
    taken = np.intersect1d(frames, seen.frames_of(corrections, new))
    if taken.size:
        raise FaceAlreadyInFrame(f"Face {new} is already in {_named(taken)}; leave those out.")


def spread(ranges: Sequence[Sequence[int]], seen: Sightings) -> NDArray[np.int64]:
    """The frames of ranges, one by one; FrameNotFound where the video lacks one."""
    last = int(seen.timeline[-1]) if seen.timeline.size else -1
    if any(end > last for _, end in ranges):
        raise FrameNotFound(f"The last frame of the video is {last}; asked for was {ranges[-1][1]}.")
    return np.concatenate([np.arange(first, end + 1) for first, end in ranges])


def _emotions(body: Mapping[str, Any], corrections: Corrections, seen: Sightings) -> None:
    _require_in_frame(body, corrections, seen)


def _note(body: Mapping[str, Any], corrections: Corrections, seen: Sightings) -> None:
    if body["face_id"]:
        _require_in_frame(body, corrections, seen)
    else:
        _require_frame(body["frame"], seen)


def _split(body: Mapping[str, Any], corrections: Corrections, seen: Sightings) -> None:
    face, first, last = body["face_id"], body["first_frame"], body["last_frame"]
    require_faces([face], corrections, seen)
    if last < first:
        raise BadEdit(f"last_frame is {last}, before first_frame {first}.")
    frames = seen.frames_of(corrections, face)
    inside = int(np.count_nonzero((frames >= first) & (frames <= last)))
    if not inside:
        raise FaceNotFound(f"Face {face} is not seen between frames {first} and {last}.")
    if inside == frames.size:
        raise BadEdit(f"Face {face} is seen in frames {first} to {last} only, so there is nothing to split.")


def _link_speakers(body: Mapping[str, Any], corrections: Corrections, seen: Sightings) -> None:
    require_faces([*(link["face_id"] for link in body["links"]), *body["unlinked"]], corrections, seen)
    for subject in ("face_id", "speaker_id"):
        numbers = [link[subject] for link in body["links"]]
        if len(set(numbers)) < len(numbers):
            raise BadEdit(f"A {subject} is linked more than once; each face has one voice.")


def _require_in_frame(body: Mapping[str, Any], corrections: Corrections, seen: Sightings) -> None:
    face, frame = body["face_id"], body["frame"]
    _require_frame(frame, seen)
    require_faces([face], corrections, seen)
    if not seen.is_in(corrections, face, frame):
        raise FaceNotFound(f"Face {face} is not seen in frame {frame}.")


def _require_frame(frame: int, seen: Sightings) -> None:
    if not seen.has_frame(frame):
        last = int(seen.timeline[-1]) if seen.timeline.size else -1
        raise FrameNotFound(f"The video has no frame {frame}; its last one is {last}.")


def _holds(ascending: NDArray[np.int32], value: int) -> bool:
    index = int(np.searchsorted(ascending, value))
    return index < ascending.size and int(ascending[index]) == value


def _named(frames: NDArray[Any]) -> str:
    first = ", ".join(str(frame) for frame in frames[:_SHOWN_FRAMES])
    more = f" and {frames.size - _SHOWN_FRAMES} more" if frames.size > _SHOWN_FRAMES else ""
    return f"frame {first}" if frames.size == 1 else f"frames {first}{more}"


_CHECKS = {
    RENAME: _rename, MERGE: _merge, DELETE: _delete, REASSIGN: _reassign, SPLIT: _split,
    EMOTION: _emotions, NOTE: _note, LINK_SPEAKERS: _link_speakers,
}  # fmt: skip

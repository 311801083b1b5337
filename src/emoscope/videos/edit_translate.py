"""The history of edits as the API tells it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from emoscope.api.translate import time_of
from emoscope.domain.affect import dominant
from emoscope.videos import edit_schemas as wire
from emoscope.videos.corrections import DELETE, EMOTION, MERGE, NOTE, REASSIGN, RENAME, SPLIT
from emoscope.videos.history import REANALYSIS, REDO, UNDO, UNPLACED, Entry, History

Body = Mapping[str, Any]


def history(video_id: str, found: History, before: int | None, page_size: int) -> wire.EditHistory:
    """The newest `page_size` rows of the log, or those before row number `before`."""
    newest = [entry for entry in reversed(found.entries) if before is None or entry.number < before]
    return wire.EditHistory(
        id=video_id,
        edits=[item(entry) for entry in newest[:page_size]],
        count=len(found.entries),
        unplaced=sum(entry.status == UNPLACED for entry in found.entries),
        can_undo=bool(found.done),
        can_redo=bool(found.undone),
    )


def step(video_id: str, done: str, entry: Entry, found: History) -> wire.EditStep:
    now = next(one for one in found.entries if one.number == entry.number)
    return wire.EditStep(
        id=video_id,
        message=f"{done}: {_WORDS[entry.kind](entry.body)}",
        edit=item(now),
        can_undo=bool(found.done),
        can_redo=bool(found.undone),
    )


def item(entry: Entry) -> wire.EditItem:
    # What a reanalysis made of each edit is told with that edit.
    details = {"run_id": entry.body["run_id"]} if entry.kind == REANALYSIS else dict(entry.body)
    return wire.EditItem(
        number=entry.number,
        kind=entry.kind,
        summary=_WORDS[entry.kind](entry.body),
        details=details,
        status=entry.status,
        reason=entry.reason,
        user_id=entry.user_id,
        created_at=time_of(entry.created_at),
    )


def _rename(body: Body) -> str:
    names = ", ".join(f"face {one['face_id']} {one['name']}" for one in body["names"])
    return f"Named {names}"


def _merge(body: Body) -> str:
    return f"Merged {faces(body['faces'])} into face {body['into']}"


def _delete(body: Body) -> str:
    return f"Deleted {faces(body['faces'])}"


def _reassign(body: Body) -> str:
    count = sum(last - first + 1 for first, last in body["frames"])
    return f"Made face {body['from']} face {body['to']} in {count} {'frame' if count == 1 else 'frames'}"


def _emotions(body: Body) -> str:
    return f"Set face {body['face_id']} in frame {body['frame']} to mostly {dominant(body['emotions'])}"


def _note(body: Body) -> str:
    place = (
        f"face {body['face_id']} in frame {body['frame']}" if body["face_id"] else f"frame {body['frame']}"
    )
    return f"Wrote a note on {place}" if body["text"] else f"Removed the note on {place}"


def _split(body: Body) -> str:
    frames = f"frames {body['first_frame']} to {body['last_frame']}"
    return f"Made face {body['face_id']} face {body['new_face_id']} in {frames}"


def _reanalysis(body: Body) -> str:
    lost = sum(one["body"] is None for one in body["edits"])
    total = len(body["edits"])
    return f"Analysed again; {total - lost} of {total} {'edit' if total == 1 else 'edits'} found their place"


def faces(numbers: Sequence[int]) -> str:
    return ("face " if len(numbers) == 1 else "faces ") + ", ".join(str(number) for number in numbers)


_WORDS: Mapping[str, Callable[[Body], str]] = {
    RENAME: _rename, MERGE: _merge, DELETE: _delete, REASSIGN: _reassign, EMOTION: _emotions, NOTE: _note,
    SPLIT: _split, REANALYSIS: _reanalysis,
    UNDO: lambda body: f"Undid edit {body['edit']}",
    REDO: lambda body: f"Redid edit {body['edit']}",
}  # fmt: skip

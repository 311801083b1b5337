"""The history of edits as the API tells it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from emoscope.api import edit_log
from emoscope.api import edit_schemas as wire
from emoscope.api.edit_history import Entry, History
from emoscope.domain.affect import dominant
from emoscope.videos.corrections import (
    DELETE,
    EMOTION,
    LINK_SPEAKERS,
    MERGE,
    NOTE,
    REASSIGN,
    RENAME,
    SPLIT,
)  # fmt: skip

Body = Mapping[str, Any]


def history(video_id: str, found: History, before: int | None, page_size: int) -> wire.EditHistory:
    """The newest `page_size` rows of the log, or those before row number `before`."""
    return edit_log.history(video_id, found, _WORDS, before, page_size)


def step(video_id: str, done: str, entry: Entry, found: History) -> wire.EditStep:
    return edit_log.step(video_id, done, entry, found, _WORDS)


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


def _link_speakers(body: Body) -> str:
    pairs = (f"speaker {one['speaker_id']} with face {one['face_id']}" for one in body["links"])
    parts = [f"{'Matched' if body['automatic'] else 'Linked'} {', '.join(pairs)}"] if body["links"] else []
    if body["unlinked"]:
        parts.append(f"{'took' if parts else 'Took'} the speaker from {faces(body['unlinked'])}")
    return "; ".join(parts)


def faces(numbers: Sequence[int]) -> str:
    return ("face " if len(numbers) == 1 else "faces ") + ", ".join(str(number) for number in numbers)


_WORDS: Mapping[str, Callable[[Body], str]] = {
    RENAME: _rename, MERGE: _merge, DELETE: _delete, REASSIGN: _reassign, EMOTION: _emotions, NOTE: _note,
    SPLIT: _split, LINK_SPEAKERS: _link_speakers,
}  # fmt: skip

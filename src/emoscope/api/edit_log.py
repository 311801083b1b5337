"""The history of edits as the API tells it. What an edit was is put in words by those who know its kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from emoscope.api import edit_schemas as wire
from emoscope.api.edit_history import REANALYSIS, REDO, UNDO, UNPLACED, Entry, History
from emoscope.api.translate import time_of

Body = Mapping[str, Any]
InWords = Mapping[str, Callable[[Body], str]]
"""The kind of an edit to what puts its body in words."""
LONGEST_LIST = 200
"""Of what an edit is about; longer ones are told by their length."""


def history(
    medium_id: str, found: History, words: InWords, before: int | None, page_size: int
) -> wire.EditHistory:
    """The newest `page_size` rows of the log, or those before row number `before`."""
    newest = [entry for entry in reversed(found.entries) if before is None or entry.number < before]
    return wire.EditHistory(
        id=medium_id,
        edits=[item(entry, words) for entry in newest[:page_size]],
        count=len(found.entries),
        unplaced=sum(entry.status == UNPLACED for entry in found.entries),
        can_undo=bool(found.done),
        can_redo=bool(found.undone),
    )


def step(medium_id: str, done: str, entry: Entry, found: History, words: InWords) -> wire.EditStep:
    now = next(one for one in found.entries if one.number == entry.number)
    return wire.EditStep(
        id=medium_id,
        message=f"{done}: {in_words(entry, words)}",
        edit=item(now, words),
        can_undo=bool(found.done),
        can_redo=bool(found.undone),
    )


def item(entry: Entry, words: InWords) -> wire.EditItem:
    # What a reanalysis made of each edit is told with that edit.
    details = {"run_id": entry.body["run_id"]} if entry.kind == REANALYSIS else entry.body
    return wire.EditItem(
        number=entry.number,
        kind=entry.kind,
        summary=in_words(entry, words),
        details={name: _told(value) for name, value in details.items()},
        status=entry.status,
        reason=entry.reason,
        user_id=entry.user_id,
        created_at=time_of(entry.created_at),
    )


def _told(value: Any) -> Any:
    is_long = isinstance(value, list) and len(value) > LONGEST_LIST
    return len(value) if is_long else value


def in_words(entry: Entry, words: InWords) -> str:
    return {**_ABOUT_EDITS, **words}[entry.kind](entry.body)


def _reanalysis(body: Body) -> str:
    lost = sum(one["body"] is None for one in body["edits"])
    total = len(body["edits"])
    return f"Analysed again; {total - lost} of {total} {'edit' if total == 1 else 'edits'} found their place"


_ABOUT_EDITS: InWords = {
    UNDO: lambda body: f"Undid edit {body['edit']}",
    REDO: lambda body: f"Redid edit {body['edit']}",
    REANALYSIS: _reanalysis,
}

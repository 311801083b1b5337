"""From the log of a medium's edits to those that are in effect, for every kind of medium."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from emoscope.errors import EmoscopeError

UNDO, REDO, REANALYSIS = "undo", "redo", "reanalysis"
"""Kinds of the log's rows that are about other rows. The bodies of the first two: edit (a number); of the
last: run_id, edits: [{edit, body (null where it could not be placed), reason}]."""

APPLIED, UNDONE, REPLACED, UNPLACED = "applied", "undone", "replaced", "unplaced"
"""What can have become of an edit: in effect; undone; undone and then followed by another edit, so that it
cannot come back; without its subject in a later analysis."""


class NothingToUndo(EmoscopeError):
    code = "nothing_to_undo"
    status = 409
    title = "Nothing to undo"


class NothingToRedo(EmoscopeError):
    code = "nothing_to_redo"
    status = 409
    title = "Nothing to redo"


class LogRow(Protocol):
    """A row of the log, as `db.models.Edit` has it."""

    number: int
    user_id: str
    kind: str
    body: dict[str, Any]
    created_at: datetime


@dataclass(slots=True)
class Entry:
    """An edit and what has become of it. `body` speaks of the newest analysis, unless it is unplaced."""

    number: int
    user_id: str
    kind: str
    body: Mapping[str, Any]
    created_at: datetime
    status: str
    reason: str = ""


@dataclass(slots=True)
class History:
    """One line of edits: `done` in order, `undone` with the next to redo last, `entries` all there are."""

    done: list[Entry] = field(default_factory=list)
    undone: list[Entry] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    @property
    def effective(self) -> list[tuple[str, Mapping[str, Any]]]:
        return [(entry.kind, entry.body) for entry in self.done]

    def in_order(self) -> list[Entry]:
        """Those in effect, then those that can be redone."""
        return [*self.done, *reversed(self.undone)]

    def to_undo(self) -> Entry:
        """The newest edit in effect; NothingToUndo where there is none."""
        if not self.done:
            raise NothingToUndo("No edit is in effect, so there is nothing to undo.")
        return self.done[-1]

    def to_redo(self) -> Entry:
        """The edit that was undone last; NothingToRedo where none can come back."""
        if not self.undone:
            raise NothingToRedo("No edit was undone since the newest one, so there is nothing to redo.")
        return self.undone[-1]


def replay(rows: Iterable[LogRow], kinds: Collection[str]) -> History:
    """The history that a log, oldest row first, tells; `kinds` are those that correct something."""
    history = History()
    for row in rows:
        entry = Entry(row.number, row.user_id, row.kind, row.body, row.created_at, APPLIED)
        history.entries.append(entry)
        if row.kind in kinds:
            for dropped in history.undone:
                dropped.status = REPLACED
            history.undone.clear()
            history.done.append(entry)
        elif row.kind == UNDO:
            history.undone.append(history.done.pop())
            history.undone[-1].status = UNDONE
        elif row.kind == REDO:
            history.done.append(history.undone.pop())
            history.done[-1].status = APPLIED
        elif row.kind == REANALYSIS:
            _carry_over(history, {item["edit"]: item for item in row.body["edits"]})
    return history


def _carry_over(history: History, items: Mapping[int, Mapping[str, Any]]) -> None:
    for entry in history.in_order():
        item = items[entry.number]
        entry.reason = item["reason"]
        if item["body"] is None:
            entry.status = UNPLACED
        else:
            entry.body = item["body"]
    history.done = [entry for entry in history.done if entry.status != UNPLACED]
    history.undone = [entry for entry in history.undone if entry.status != UNPLACED]

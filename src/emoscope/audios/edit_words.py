"""Edits of transcripts in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from emoscope.api.edit_log import InWords
from emoscope.audios.transcript_edits import CORRECT, DELETE, MERGE, RENAME, REPLACE
from emoscope.audios.transcript_times import clock

Body = Mapping[str, Any]


def _correct(body: Body) -> str:
    parts = [
        f"{done} {count} {'segment' if count == 1 else 'segments'}"
        for done, count in (
            ("Corrected", len(body["changed"])),
            ("added", len(body["added"])),
            ("removed", len(body["removed"])),
        )
        if count
    ]
    told = ", ".join(parts)
    return told[:1].upper() + told[1:]


def _replace(body: Body) -> str:
    count = len(body["lines"])
    return f"Replaced the transcript by {count} {'segment' if count == 1 else 'segments'}"


def _delete(body: Body) -> str:
    before = body["before"]
    return f"Deleted the segment from {clock(before['start_ms'])} to {clock(before['end_ms'])}"


def _rename(body: Body) -> str:
    return "Named " + ", ".join(f"speaker {speaker} {name}" for speaker, name in body["names"].items())


def _merge(body: Body) -> str:
    if not body["speakers"]:  # a later analysis took them for one by itself
        return f"Merged nobody into speaker {body['into']}"
    return f"Merged {speakers(body['speakers'])} into speaker {body['into']}"


def speakers(numbers: Sequence[int]) -> str:
    return ("speaker " if len(numbers) == 1 else "speakers ") + ", ".join(str(number) for number in numbers)


WORDS: InWords = {CORRECT: _correct, REPLACE: _replace, DELETE: _delete, RENAME: _rename, MERGE: _merge}

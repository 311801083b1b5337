"""Reading server-sent events as a client does."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any


@dataclass
class Event:
    name: str
    data: dict[str, Any]
    id: str


def events_in(text: str) -> list[Event]:
    """The events of a whole stream; comments are passed over."""
    found = []
    for block in text.split("\n\n"):
        lines = [line for line in block.split("\n") if line and not line.startswith(":")]
        if not lines:
            continue
        fields = dict(line.split(": ", 1) for line in lines)
        assert set(fields) == {"event", "data", "id"}, block
        found.append(Event(fields["event"], json.loads(fields["data"]), fields["id"]))
    return found

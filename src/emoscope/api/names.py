"""Names that users give to people."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

from emoscope.api.media import BadEdit

NAME_LENGTH = 200


def clean_name(name: str) -> str:
    """A name as it is kept; BadEdit where it cannot be one."""
    clean = unicodedata.normalize("NFC", name).strip()
    if not clean:
        raise BadEdit("A name is empty; to take a name back, undo the edit that gave it.")
    if len(clean) > NAME_LENGTH:
        raise BadEdit(f"A name has {len(clean)} characters; at most {NAME_LENGTH} are accepted.")
    if any(is_odd(sign) for sign in clean):
        raise BadEdit("A name must not contain control characters or line breaks.")
    return clean


def is_odd(sign: str) -> bool:
    """Whether a character is no text: control, half of a pair, a line break, or one that turns the direction
    of what follows and so could make a name read as another."""
    turning = "\u202a" <= sign <= "\u202e" or "\u2066" <= sign <= "\u2069"
    return turning or unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"}


def distinct(numbers: Iterable[int], names: Mapping[int, str], unnamed: str) -> dict[int, str]:
    """What each is called where no two may be called alike: its name, or `unnamed` with its number, and
    behind it a count where that was taken."""
    everyone = list(numbers)
    labels = {number: f"{unnamed}_{number}" for number in everyone if number not in names}
    taken = set(labels.values())
    for number in (number for number in everyone if number in names):
        name, count = names[number], 1
        while (label := name if count == 1 else f"{name} ({count})") in taken:
            count += 1
        taken.add(label)
        labels[number] = label
    return labels

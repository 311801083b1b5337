"""What a report says beside the findings themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Story:
    """The findings in words: a summary of some sentences, turning points as time in ms and a sentence, and
    a sentence for each pair of face, voice and words that was compared."""

    summary: str
    turns: tuple[tuple[int, str], ...] = ()
    agreement: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pictures:
    """Encoded pictures (JPEG, PNG, WebP): those of people by face_id, and an image itself.

    One that cannot be read is left out.
    """

    faces: Mapping[int, bytes] = field(default_factory=dict)
    medium: bytes = b""

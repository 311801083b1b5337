"""Which voice is whose face, and what speaks for it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Speech:
    """A voice speaks from `start_ms` to `end_ms`."""

    start_ms: int
    end_ms: int
    speaker_id: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a pair. `shared_s` is how long the voice speaks alone with the face in view.

    `contrast` in [0, 1] is the probability that the mouth moves more at a moment with the voice than without
    it (0.5: no difference), `synchrony` in [-1, 1] the correlation of its opening with the loudness; None
    where they could not be told. `strength` is both together in standard deviations from chance.
    """

    face_id: int
    speaker_id: int
    shared_s: float
    movement: float
    contrast: float | None
    synchrony: float | None
    strength: float


@dataclass(frozen=True, slots=True)
class Link:
    """A voice that is a face's. `score` in [0.5, 1] is how surely the evidence for it exceeds that for the
    next best face."""

    face_id: int
    speaker_id: int
    score: float


@dataclass(frozen=True, slots=True)
class Refusal:
    """A voice that was given to nobody, and why."""

    speaker_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class SpeakerMatches:
    """`links` in order of speaker_id; every other voice is among `refusals`."""

    links: tuple[Link, ...]
    refusals: tuple[Refusal, ...]
    evidence: tuple[Evidence, ...]

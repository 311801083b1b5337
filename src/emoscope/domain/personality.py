"""Apparent personality: how a person comes across in a recording, in the terms of the Big Five."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

TRAITS: tuple[str, ...] = (
    "openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Observed:
    """A cue as it was seen or heard: its value in the cue's own unit, and on how much (seconds, words) it
    rests."""

    value: float
    amount: float


@dataclass(frozen=True, slots=True)
class CueShare:
    """What a cue did to an impression. `z` is its distance from the norm in standard deviations, `reliance`
    in [0, 1] how far it was relied on, `pull` by trait what it added (positive: upwards), before squashing.
    """

    name: str
    value: float
    amount: float
    z: float
    reliance: float
    pull: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Impression:
    """The five traits in [0, 1], 0.5 being the norm, and for each and on the whole how much can be made of
    it, in [0, 1]. A trait that no cue speaks to is 0.5 with confidence 0."""

    traits: Mapping[str, float]
    confidences: Mapping[str, float]
    confidence: float
    cues: tuple[CueShare, ...]


@dataclass(frozen=True, slots=True)
class TimedImpression:
    """The impression of the part from `start_ms` to `end_ms`, which is number `number` from 1 on."""

    number: int
    start_ms: int
    end_ms: int
    impression: Impression

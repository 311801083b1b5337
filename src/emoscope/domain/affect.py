"""Arithmetic on emotion shares and affect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from emoscope.domain.emotions import Affect


def dominant(emotions: Mapping[str, float]) -> str:
    """The emotion with the largest share; of equals the first in the order of the labels."""
    return max(emotions, key=lambda name: emotions[name])


def mean_emotions(several: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Label to mean share; `several` must not be empty."""
    return {name: sum(one[name] for one in several) / len(several) for name in several[0]}


def mean_affect(several: Sequence[Affect]) -> Affect:
    """The mean of each dimension; `several` must not be empty."""
    n = len(several)
    return Affect(
        valence=sum(one.valence for one in several) / n,
        arousal=sum(one.arousal for one in several) / n,
        intensity=sum(one.intensity for one in several) / n,
    )

"""Voices along time: a hidden Markov model whose states are the speakers, over steps of UNIT_S."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

UNIT_S = 0.1
"""Step in which speakers are assigned to time."""
_NEAR = 3

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TimelineSettings:
    """Chosen on conversations of the tuning speakers (training/speaker_embedding/README.md).

    `sharpness` scales cosines to logarithms of probabilities; `switch` is the probability of a change of
    speaker within UNIT_S of running speech, `switch_at_pause` that across a pause. `least_s` is the speech a
    speaker must have.
    """

    sharpness: float = 10.0
    switch: float = 0.005
    switch_at_pause: float = 0.15
    least_s: float = 1.5


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """Embeddings (n, size) of unit length of windows, where they lie in seconds, (n, 2), in order of time,
    and in which part of the speech, (n,): between two parts is a pause or a change of speaker."""

    spans: NDArray[np.float64]
    vectors: Vectors
    parts: NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """Steps of UNIT_S of speech: `times` their middles, `parts` as for windows, `after_pause` whether there
    was no speech right before or another's, `changed` whether a change of speaker is heard about here."""

    times: NDArray[np.float64]
    parts: NDArray[np.intp]
    after_pause: NDArray[np.bool_]
    changed: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Assignment:
    """`probabilities` (units, speakers), summing to 1 over speakers, `centres` (speakers, size) of unit
    length; `evidence` is the logarithm of how well the model explains the sound, comparable between
    assignments of the same windows to the same number of speakers."""

    probabilities: NDArray[np.float64]
    centres: Vectors
    evidence: float = 0.0

    @property
    def speakers(self) -> int:
        return len(self.centres)


class Timeline:
    """Windows and the steps of speech they speak for."""

    def __init__(self, windows: Windows, units: Units, settings: TimelineSettings) -> None:
        self.windows, self.units, self._settings = windows, units, settings
        self._near, self._share = _weights(windows, units)

    def assigned(self, centres: Vectors, rounds: int = 3) -> Assignment:
        """Speakers along time, then their centres from their time, so many times; those without time are
        dropped."""
        evidence, settings = 0.0, self._settings
        count = len(self.units.times)
        probabilities = np.ones((count, 1))
        for _ in range(rounds):
            likeness = self.windows.vectors @ centres.T
            scores = sum(
                self._share[:, column, None] * likeness[self._near[:, column]] for column in range(2 * _NEAR)
            )
            probabilities, evidence = along_time(
                settings.sharpness * np.asarray(scores, np.float64), self.units.after_pause, settings
            )
            kept = probabilities.sum(axis=0) * UNIT_S >= min(settings.least_s, 0.5 * UNIT_S * count)
            if not kept.all() and kept.any():
                whole = probabilities[:, kept].sum(axis=1, keepdims=True)
                probabilities = probabilities[:, kept] / whole.clip(1e-9)
            centres = unit_length(self.of_windows(probabilities).T @ self.windows.vectors)
        return Assignment(probabilities, centres, evidence)

    def of_windows(self, probabilities: NDArray[np.float64]) -> Vectors:
        """How much of each window is each speaker's, (windows, speakers)."""
        count = len(self.windows.vectors)
        found = np.zeros((count, probabilities.shape[1]), np.float32)
        for speaker in range(probabilities.shape[1]):
            for column in range(2 * _NEAR):
                weights = self._share[:, column] * probabilities[:, speaker]
                found[:, speaker] += np.bincount(self._near[:, column], weights, count)
        return found


def unit_length(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), np.float32)


def along_time(
    scores: NDArray[np.float64], after_pause: NDArray[np.bool_], settings: TimelineSettings
) -> tuple[NDArray[np.float64], float]:
    """Forward-backward over the units: (units, speakers) and the evidence."""
    count, speakers = scores.shape
    if speakers == 1 or not count:
        return np.ones(scores.shape), float(scores.sum())
    peaks = scores.max(axis=1, keepdims=True)
    seen = np.exp(scores - peaks) + 1e-12
    switch = np.where(after_pause, settings.switch_at_pause, settings.switch)
    stay, change = 1 - switch, switch / speakers
    forward, sizes = np.empty_like(seen), np.empty(count)
    state = seen[0] / speakers
    for t in range(count):
        if t:
            state = seen[t] * (stay[t] * forward[t - 1] + change[t])
        sizes[t] = state.sum()
        forward[t] = state / sizes[t]
    backward = np.empty_like(seen)
    backward[-1] = 1.0
    for t in range(count - 2, -1, -1):
        ahead = seen[t + 1] * backward[t + 1]
        behind = stay[t + 1] * ahead + change[t + 1] * ahead.sum()
        backward[t] = behind / behind.sum()
    found = forward * backward
    return found / found.sum(axis=1, keepdims=True), float(np.log(sizes).sum() + peaks.sum())


def _weights(windows: Windows, units: Units) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """For each unit the windows around it, those of its own part if there are any, and how near their middles
    are, summing to 1: (units, 6) each."""
    middles = windows.spans.mean(axis=1)
    behind = np.searchsorted(middles, units.times)
    near = np.clip(behind[:, None] + np.arange(-_NEAR, _NEAR), 0, len(middles) - 1)
    half = np.maximum(0.4, np.diff(windows.spans, axis=1)[:, 0] / 2)[near]
    closeness = np.maximum(0, 1 - np.abs(middles[near] - units.times[:, None]) / half) + 1e-4
    same = np.concatenate([np.zeros((len(near), 1), bool), near[:, 1:] == near[:, :-1]], axis=1)
    closeness[same] = 0
    own = closeness * (windows.parts[near] == units.parts[:, None])
    closeness = np.where(own.any(axis=1, keepdims=True), own, closeness)
    return near, (closeness / closeness.sum(axis=1, keepdims=True)).astype(np.float32)

"""Which voices are the same person's: clusterings of windows, judged by how much they explain.

The windows of one recording are joined by average linkage (cosine) to ever fewer clusters. Each number of
clusters is one hypothesis: its windows are assigned anew along time by a hidden Markov model whose states
are the speakers, then it is asked whether the two most alike speakers still differ. Their likeness is the
mean cosine between them over the geometric mean of those within them, so that noise and narrow channels,
which move all cosines, move it little.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

UNIT_S = 0.1
"""Step in which speakers are assigned to time."""
_SPARE = 4
"""Clusters tried beyond the number of speakers: some hold nothing but outliers."""

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ClusteringSettings:
    """Chosen on conversations of the tuning speakers (benchmarks/speech.py).

    `same_voice` is the likeness from which two clusters are one person. `sharpness` scales cosines to
    logarithms of probabilities; `switch` is the probability of a change of speaker within UNIT_S of running
    speech, `switch_at_pause` that across a pause. `least_s` is the speech a speaker must have,
    `speech_per_speaker_s` that from which one speaker more is looked for at all, `most` how many are looked
    for unless asked for more.
    """

    same_voice: float = 0.86
    sharpness: float = 18.0
    switch: float = 0.005
    switch_at_pause: float = 0.15
    least_s: float = 1.5
    speech_per_speaker_s: float = 3.0
    most: int = 10


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """Embeddings (n, 256) of windows and where they lie in seconds, (n, 2), in order of time."""

    spans: NDArray[np.float64]
    vectors: Vectors


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """Steps of UNIT_S of speech: `times` their middles, `after_pause` whether there was none right before."""

    times: NDArray[np.float64]
    after_pause: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Assignment:
    """`probabilities` (units, speakers), summing to 1 over speakers, `centres` (speakers, 256) of unit
    length."""

    probabilities: NDArray[np.float64]
    centres: Vectors

    @property
    def speakers(self) -> int:
        return len(self.centres)


def assign_speakers(
    windows: Windows,
    units: Units,
    *,
    least: int = 1,
    most: int = 0,
    settings: ClusteringSettings = ClusteringSettings(),
) -> Assignment:
    """The most speakers that are all told apart, at least `least`, at most `most` (0: settings.most).

    Raises ValueError where there are no windows.
    """
    if not len(windows.vectors):
        raise ValueError("Speakers cannot be assigned without windows.")
    enough = max(1, int(len(units.times) * UNIT_S / settings.speech_per_speaker_s))
    bound = min(most or max(settings.most, least), max(least, enough), len(windows.vectors))
    weights = _weights(windows, units)
    tree = _Tree(windows)
    best: Assignment | None = None
    for count in range(1, min(bound + _SPARE, len(windows.vectors)) + 1):
        found = _reassigned(windows, units, weights, tree.centres(count), settings)
        if found.speakers > bound or (best is not None and found.speakers <= best.speakers):
            continue  # clusters that get no time are outliers, not speakers
        if best is None or best.speakers < least or _told_apart(found, windows, weights, settings):
            best = found
    assert best is not None  # noqa: S101 - the first always is
    return best


class _Tree:
    """Average linkage of at most some thousand nodes: of a longer recording, the windows of each stretch are
    first joined among themselves."""

    _AT_ONCE = 1200
    _PER_STRETCH = 60

    def __init__(self, windows: Windows) -> None:
        vectors = windows.vectors
        self._nodes, self._sizes = vectors, np.ones(len(vectors))
        if len(vectors) > self._AT_ONCE:
            parts = [
                self._joined(vectors[at : at + self._AT_ONCE]) for at in range(0, len(vectors), self._AT_ONCE)
            ]
            self._nodes = np.concatenate([nodes for nodes, _ in parts])
            self._sizes = np.concatenate([sizes for _, sizes in parts])
        self._links = self._linkage(self._nodes) if len(self._nodes) > 1 else None

    def centres(self, count: int) -> Vectors:
        """Means of the clusters when cut to `count`."""
        if self._links is None or count == 1:
            labels = np.zeros(len(self._nodes), int)
        else:
            labels = fcluster(self._links, count, "maxclust") - 1
        sums = [
            (self._nodes[labels == label] * self._sizes[labels == label, None]).sum(axis=0)
            for label in range(labels.max() + 1)
        ]
        return _unit(np.array(sums, np.float32))

    def _joined(self, vectors: Vectors) -> tuple[Vectors, NDArray[np.float64]]:
        if len(vectors) <= self._PER_STRETCH:
            return vectors, np.ones(len(vectors))
        labels = fcluster(self._linkage(vectors), self._PER_STRETCH, "maxclust") - 1
        sizes = np.bincount(labels)
        sums = np.zeros((len(sizes), vectors.shape[1]), np.float32)
        np.add.at(sums, labels, vectors)
        return _unit(sums), sizes.astype(np.float64)

    @staticmethod
    def _linkage(vectors: Vectors) -> NDArray[np.float64]:
        distances = np.maximum(0, 1 - vectors @ vectors.T)  # of equal ones, rounding makes it negative
        return np.asarray(linkage(distances[np.triu_indices(len(vectors), 1)], "average"))


def _unit(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), np.float32)


def _weights(windows: Windows, units: Units) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """For each unit the windows around it, and how near their middles are, summing to 1: (units, 6) each."""
    middles = windows.spans.mean(axis=1)
    behind = np.searchsorted(middles, units.times)
    near = np.clip(behind[:, None] + np.arange(-3, 3), 0, len(middles) - 1)
    half = np.maximum(0.4, np.diff(windows.spans, axis=1)[:, 0] / 2)[near]
    closeness = np.maximum(0, 1 - np.abs(middles[near] - units.times[:, None]) / half) + 1e-4
    same = np.concatenate([np.zeros((len(near), 1), bool), near[:, 1:] == near[:, :-1]], axis=1)
    closeness[same] = 0
    return near, (closeness / closeness.sum(axis=1, keepdims=True)).astype(np.float32)


def _reassigned(
    windows: Windows,
    units: Units,
    weights: tuple[NDArray[np.intp], NDArray[np.float32]],
    centres: Vectors,
    settings: ClusteringSettings,
) -> Assignment:
    """Speakers along time, their centres from their time, three times over; those without time are
    dropped."""
    near, share = weights
    probabilities = np.ones((len(units.times), 1))
    for _ in range(3):
        likeness = windows.vectors @ centres.T
        scores = settings.sharpness * np.einsum("uw,uws->us", share, likeness[near])
        probabilities = _along_time(scores.astype(np.float64), units.after_pause, settings)
        kept = probabilities.sum(axis=0) * UNIT_S >= min(settings.least_s, 0.5 * UNIT_S * len(units.times))
        if not kept.all() and kept.any():
            centres = centres[kept]
            probabilities = probabilities[:, kept] / probabilities[:, kept].sum(axis=1, keepdims=True).clip(
                1e-9
            )
        centres = _unit(_of_windows(probabilities, near, share, len(windows.vectors)).T @ windows.vectors)
    return Assignment(probabilities, centres)


def _of_windows(
    probabilities: NDArray[np.float64], near: NDArray[np.intp], share: NDArray[np.float32], count: int
) -> Vectors:
    """How much of each window is each speaker's, (windows, speakers)."""
    found = np.zeros((count, probabilities.shape[1]), np.float32)
    for column in range(near.shape[1]):
        np.add.at(found, near[:, column], share[:, column, None] * probabilities)
    return found


def _along_time(
    scores: NDArray[np.float64], after_pause: NDArray[np.bool_], settings: ClusteringSettings
) -> NDArray[np.float64]:
    """Forward-backward over the units, (units, speakers)."""
    count, speakers = scores.shape
    if speakers == 1 or not count:
        return np.ones(scores.shape)
    seen = np.exp(scores - scores.max(axis=1, keepdims=True)) + 1e-12
    switch = np.where(after_pause, settings.switch_at_pause, settings.switch)
    forward = np.empty_like(seen)
    forward[0] = seen[0] / seen[0].sum()
    for t in range(1, count):
        state = seen[t] * ((1 - switch[t]) * forward[t - 1] + switch[t] / speakers)
        forward[t] = state / state.sum()
    backward = np.ones(speakers)
    found = np.empty((count, speakers))
    found[-1] = forward[-1]
    for t in range(count - 2, -1, -1):
        ahead = seen[t + 1] * backward
        backward = (1 - switch[t + 1]) * ahead + switch[t + 1] * ahead.sum() / speakers
        backward /= backward.sum()
        both = forward[t] * backward
        found[t] = both / both.sum()
    return np.asarray(found)


def _told_apart(
    found: Assignment,
    windows: Windows,
    weights: tuple[NDArray[np.intp], NDArray[np.float32]],
    settings: ClusteringSettings,
) -> bool:
    """Whether no two speakers are so alike that they are taken for one."""
    return bool(likeness_of(found, windows, weights) < settings.same_voice)


def likeness_of(
    found: Assignment, windows: Windows, weights: tuple[NDArray[np.intp], NDArray[np.float32]]
) -> float:
    """The likeness of the two most alike speakers, about 0.5-0.8 for different people and 0.9-1 for one."""
    share = _of_windows(found.probabilities, *weights, len(windows.vectors))
    share = np.where(share > 0.8 * share.sum(axis=1, keepdims=True), share, 0)
    mean = share.T @ windows.vectors / np.maximum(share.sum(axis=0), 1e-9)[:, None]
    between = mean @ mean.T
    # Within a speaker: the mean cosine of a window to the others' mean, without its neighbours in time.
    within = np.array([_within(share[:, speaker], windows) for speaker in range(found.speakers)])
    if not np.isfinite(within).any():
        return 1.0  # nothing to compare with
    typical = np.nanmean(within)
    within = np.where(np.isfinite(within), within, typical)
    likeness = between / np.sqrt(within[:, None] * within[None])
    np.fill_diagonal(likeness, -1)
    return float(likeness.max())


def _within(share: NDArray[np.float32], windows: Windows, sample: int = 300) -> float:
    """Mean cosine of the windows of one speaker that do not touch each other in time."""
    own = np.flatnonzero(share > 0)
    if len(own) > sample:
        own = own[np.linspace(0, len(own) - 1, sample).astype(int)]
    if len(own) < 2:
        return float("nan")
    begins, ends = windows.spans[own].T
    apart = begins[:, None] >= ends[None]
    if not apart.any():
        return float("nan")
    vectors = windows.vectors[own]
    return float((vectors @ vectors.T)[apart].mean())

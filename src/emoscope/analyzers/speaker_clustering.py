"""Which voices are the same person's: one speaker is split into two, time and again, until two are alike.

Each number of speakers is one hypothesis, made from the one before it: the windows of every speaker are cut
in two (Ward's linkage), the cuts that explain most are tried along time by a hidden Markov model whose states
are the speakers, and the one that explains the sound best is kept. Then it is asked whether all speakers
still differ. The likeness of two is the mean cosine between them over the geometric mean of those within
them, so that noise and narrow channels, which move all cosines, move it little. Two voices may be more alike
where another model hears them take turns.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

from emoscope.analyzers.speaker_timeline import (
    UNIT_S,
    Assignment,
    Timeline,
    TimelineSettings,
    Units,
    Vectors,
    Windows,
    unit_length,
)

_CLOSELY_S = 2.0


@dataclass(frozen=True, slots=True)
class ClusteringSettings:
    """Chosen on conversations of the tuning speakers (training/speaker_embedding/README.md).

    `same_voice` is the likeness from which two clusters are one person, `same_voice_in_turn` that from which
    they are even though they are heard to take turns: at `heard_changes` of the moments at which one follows
    the other, and at half of them at least. `speech_per_speaker_s` is the speech
    from which one speaker more is looked for at all, `most` how many are looked for unless asked for more.
    `cuts` are tried along time for each further speaker; the search ends after `patience` hypotheses in a row
    in which two speakers are alike.
    """

    same_voice: float = 0.65
    same_voice_in_turn: float = 0.8
    heard_changes: int = 3
    speech_per_speaker_s: float = 3.0
    most: int = 10
    cuts: int = 3
    patience: int = 2
    timeline: TimelineSettings = field(default_factory=TimelineSettings)


def assign_speakers(
    windows: Windows,
    units: Units,
    *,
    least: int = 1,
    most: int = 0,
    settings: ClusteringSettings = ClusteringSettings(),
) -> Assignment:
    """The most speakers that are all told apart, at least `least` where that many can be had, at most `most`
    (0: settings.most).

    Raises ValueError where there are no windows.
    """
    if not len(windows.vectors):
        raise ValueError("Speakers cannot be assigned without windows.")
    enough = max(1, int(len(units.times) * UNIT_S / settings.speech_per_speaker_s))
    bound = min(most or max(settings.most, least), max(least, enough), len(windows.vectors))
    timeline = Timeline(windows, units, settings.timeline)
    chosen, failures = None, 0
    for found in _hypotheses(timeline, settings.cuts):
        if found.speakers > bound:
            break
        if chosen is None or found.speakers <= least or _differ(found, timeline, settings):
            chosen, failures = found, 0
        else:
            failures += 1
        if failures >= settings.patience and chosen.speakers >= least:
            break
    assert chosen is not None  # noqa: S101 - one speaker always is a hypothesis
    return chosen


def _hypotheses(timeline: Timeline, cuts: int) -> Iterator[Assignment]:
    """The best explanation by 1, 2, 3 ... speakers, as long as one more can be had."""
    nodes = _Nodes(timeline.windows)
    found = timeline.assigned(unit_length(timeline.windows.vectors.sum(axis=0, keepdims=True)))
    while True:
        yield found
        share = timeline.of_windows(found.probabilities)
        tried = [timeline.assigned(centres, rounds=1) for centres in nodes.cut(share, found.centres, cuts)]
        tried.sort(key=lambda one: (-one.speakers, -one.evidence))
        settled = (timeline.assigned(one.centres) for one in tried)
        larger = next((one for one in settled if one.speakers > found.speakers), None)
        if larger is None:
            return
        found = larger


class _Nodes:
    """At most some thousand groups of windows: of a longer recording, the windows of each stretch are first
    joined among themselves by average linkage (cosine)."""

    _AT_ONCE = 1200
    _PER_STRETCH = 60
    _FEWEST = 6

    def __init__(self, windows: Windows) -> None:
        vectors = windows.vectors
        self._groups = np.arange(len(vectors))
        if len(vectors) > self._AT_ONCE:
            first = 0
            for at in range(0, len(vectors), self._AT_ONCE):
                several = slice(at, at + self._AT_ONCE)
                self._groups[several] = first + self._joined(vectors[several])
                first = int(self._groups[several].max()) + 1
        self._sizes = np.bincount(self._groups).astype(np.float32)
        sums = np.zeros((len(self._sizes), vectors.shape[1]), np.float32)
        np.add.at(sums, self._groups, vectors)
        self._vectors = unit_length(sums)

    def cut(self, share: Vectors, centres: Vectors, most: int) -> list[Vectors]:
        """Centres of one speaker more, `most` times at most: one speaker cut in two, those first that bring
        the windows nearest to their centres. `share` (windows, speakers) says whose they are."""
        owned = np.zeros((len(self._sizes), share.shape[1]), np.float32)
        np.add.at(owned, self._groups, share)
        owners = owned.argmax(axis=1)
        found: list[tuple[float, int, Vectors]] = []
        for speaker in range(len(centres)):
            own = np.flatnonzero(owners == speaker)
            if len(own) < self._FEWEST:
                continue
            vectors, sizes = self._vectors[own], self._sizes[own]
            halves = self._halves(vectors, sizes)
            gain = sizes @ ((vectors @ halves.T).max(axis=1) - vectors @ centres[speaker])
            rest = np.delete(centres, speaker, axis=0)
            found.append((float(gain), speaker, np.concatenate([rest, halves])))
        found.sort(key=lambda one: -one[0])
        return [centres for _, _, centres in found[:most]]

    @staticmethod
    def _halves(vectors: Vectors, sizes: Vectors) -> Vectors:
        squares = np.maximum(0, 2 - 2 * vectors @ vectors.T)  # of equal ones, rounding makes it negative
        links = linkage(np.sqrt(squares[np.triu_indices(len(vectors), 1)]), "ward")
        first = fcluster(links, 2, "maxclust") == 1
        sums = [sizes[which] @ vectors[which] for which in (first, ~first)]
        return unit_length(np.array(sums, np.float32))

    def _joined(self, vectors: Vectors) -> NDArray[np.intp]:
        if len(vectors) <= self._PER_STRETCH:
            return np.arange(len(vectors))
        distances = np.maximum(0, 1 - vectors @ vectors.T)
        links = linkage(distances[np.triu_indices(len(vectors), 1)], "average")
        return np.asarray(fcluster(links, self._PER_STRETCH, "maxclust") - 1, np.intp)


def _differ(found: Assignment, timeline: Timeline, settings: ClusteringSettings) -> bool:
    """Whether all speakers are different people."""
    likeness = likeness_of(found, timeline)
    if likeness.max() < settings.same_voice:
        return True
    if likeness.max() >= settings.same_voice_in_turn:
        return False
    return all(
        _take_turns(found, timeline.units, pair, settings.heard_changes)
        for pair in np.argwhere(np.triu(likeness >= settings.same_voice, 1))
    )


def _take_turns(found: Assignment, units: Units, pair: NDArray[np.intp], least: int) -> bool:
    """Whether most of the changes between these two that follow each other closely are heard as such."""
    speakers = found.probabilities.argmax(axis=1)
    before, after = speakers[:-1], speakers[1:]
    changes = (np.diff(units.times) <= _CLOSELY_S) & (before != after)
    changes &= np.isin(before, pair) & np.isin(after, pair)
    heard = int((changes & units.changed[1:]).sum())
    return heard >= least and 2 * heard >= int(changes.sum())


def likeness_of(found: Assignment, timeline: Timeline) -> NDArray[np.float64]:
    """How alike any two speakers are, (speakers, speakers), -1 on the diagonal."""
    if found.speakers == 1:
        return np.array([[-1.0]])
    windows = timeline.windows
    share = _clear(timeline.of_windows(found.probabilities))
    if not share.any(axis=0).all():
        return np.ones((found.speakers, found.speakers))  # who is nowhere the likeliest is nobody
    mean = share.T @ windows.vectors / np.maximum(share.sum(axis=0), 1e-9)[:, None]
    between = mean @ mean.T
    # Within a speaker: the mean cosine of a window to the others' mean, without its neighbours in time.
    within = np.array([_within(share[:, speaker], windows) for speaker in range(found.speakers)])
    if not np.isfinite(within).any():
        return np.ones((found.speakers, found.speakers))  # nothing to compare with
    typical = np.nanmean(within)
    within = np.maximum(np.where(np.isfinite(within), within, typical), 0.05)
    likeness = np.asarray(between / np.sqrt(within[:, None] * within[None]), np.float64)
    np.fill_diagonal(likeness, -1)
    return likeness


def _clear(share: Vectors) -> Vectors:
    """The share of each window, (windows, speakers), where it is clear whose it is. Of speakers whose windows
    nowhere are, those in which they are likeliest: two halves of one voice may share all of it evenly."""
    clear = np.where(share > 0.8 * share.sum(axis=1, keepdims=True), share, 0)
    likeliest = np.where(share == share.max(axis=1, keepdims=True), share, 0)
    return np.asarray(np.where(clear.any(axis=0), clear, likeliest), np.float32)


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

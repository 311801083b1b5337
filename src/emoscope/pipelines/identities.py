"""Which tracks are the same person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from emoscope.domain.faces import Box
from emoscope.pipelines.views import FinishedTrack

SAME_PERSON_DISTANCE = 0.5
"""Mean distance of embeddings below which two groups of tracks count as one person, whoever else is there."""

_PLAIN_DISTANCE = 0.57
_PLAIN_LEAD = 0.15
_WELL_SEEN = 0.7
"""Up to that distance they do if one was never seen well and each is nearer to the other than to everybody
else, by the lead. How these were chosen: docs/models/face-identity.md."""

_CONTINUED_DISTANCE = 0.7
_CONTINUED_GAP_MS = 2000
_CONTINUED_GROWTH = 1.6

_SURE_DISTANCE = 0.38
"""Below this nobody doubts that two views are one person; used to thin out very many tracks."""

_MANY_TRACKS = 600
_FLEETING_MS = 250
_FLEETING_SCORE = 0.8
_FACELESS_MS = 1000

Group = list[FinishedTrack]


@dataclass(slots=True)
class Identity:
    """The tracks of one person."""

    tracks: list[FinishedTrack]

    @property
    def screen_time_ms(self) -> int:
        return _screen_time_ms(self.tracks)

    @property
    def first_ms(self) -> int:
        return min(track.first_ms for track in self.tracks)

    @property
    def best(self) -> FinishedTrack:
        return max(self.tracks, key=lambda track: track.best_quality)

    def embedding(self) -> tuple[float, ...]:
        """Unit-length mean of the views' embeddings, empty where there is none."""
        vectors = _embeddings(self.tracks)
        if not len(vectors):
            return ()
        mean = vectors.mean(axis=0)
        return tuple(float(value) for value in mean / max(1e-9, float(np.linalg.norm(mean))))


def identify(tracks: Sequence[FinishedTrack], lasting_ms: int) -> list[Identity]:
    """People in order of screen time. Tracks that are in none of them were too short and too unsure.

    A track that goes on where another ended is joined to it; the rest is average-link clustering on the
    distance of embeddings. Tracks seen at the same time are different people. `lasting_ms` is the length of
    what was analysed: in a very short video a short track is not fleeting.
    """
    kept = [track for track in tracks if not _is_fleeting(track, lasting_ms)]
    groups = _continued(kept)
    seen = [group for group in groups if len(_embeddings(group))]
    faceless = [
        group for group in groups
        if not len(_embeddings(group)) and _screen_time_ms(group) >= min(_FACELESS_MS, lasting_ms // 2)
    ]  # fmt: skip
    if len(seen) > _MANY_TRACKS:
        seen = _thinned(seen)
    people = [Identity(group) for group in [*_clustered(seen), *faceless]]
    return sorted(people, key=lambda person: (-person.screen_time_ms, person.first_ms))


def _is_fleeting(track: FinishedTrack, lasting_ms: int) -> bool:
    return track.screen_time_ms < min(_FLEETING_MS, lasting_ms // 2) and track.best_score < _FLEETING_SCORE


def _continued(tracks: Sequence[FinishedTrack]) -> list[Group]:
    """Chains of tracks of which each begins where, and soon after, the one before it ended.

    A face that turned away, or was cut by the frame's edge, looks unlike itself; so place and time count
    here, and looks only have to leave it possible. Where two could go on, neither is joined.
    """
    chains: list[Group] = []
    for track in sorted(tracks, key=lambda item: item.first_ms):
        fit = [chain for chain in chains if _goes_on(chain[-1], track)]
        if len(fit) == 1:
            fit[0].append(track)
        else:
            chains.append([track])
    return chains


def _goes_on(ended: FinishedTrack, begun: FinishedTrack) -> bool:
    gap_ms = begun.first_ms - ended.last_ms
    if begun.shot != ended.shot or not 0 < gap_ms <= _CONTINUED_GAP_MS:
        return False
    a, b = ended.last_box, begun.first_box
    size = max(a.w, a.h)
    near = np.hypot(a.x + a.w / 2 - b.x - b.w / 2, a.y + a.h / 2 - b.y - b.h / 2) < size
    growth = _area(b) / max(1.0, _area(a))
    if not near or not 1 / _CONTINUED_GROWTH < growth**0.5 < _CONTINUED_GROWTH:
        return False
    if not len(ended.embeddings) or not len(begun.embeddings):
        return True
    return _mean_distance([ended], [begun]) < _CONTINUED_DISTANCE


def _thinned(groups: Sequence[Group]) -> list[Group]:
    """Groups joined, longest first, to the nearest one so near that there is no doubt."""
    homes: list[Group] = []
    centres: list[NDArray[np.float32]] = []
    for group in sorted(groups, key=lambda item: -_screen_time_ms(item)):
        centre = _embeddings(group).mean(axis=0)
        distances = np.linalg.norm(np.array(centres) - centre, axis=1) if centres else np.array([])
        near = [homes[i] for i in np.argsort(distances) if distances[i] < _SURE_DISTANCE]
        home = next((other for other in near if not _meet(other, group)), None)
        if home is not None:
            home += group
        else:
            homes.append(list(group))
            centres.append(centre)
    return homes


def _clustered(groups: Sequence[Group]) -> list[Group]:
    """Merge the nearest two groups until the nearest are no longer near."""
    clusters = _Clusters(groups)
    while (pair := clusters.nearest()) is not None:
        clusters.merge(*pair)
    while (pair := next(clusters.plain(), None)) is not None:
        clusters.merge(*pair)
    return [group for group in clusters.groups if group]


class _Clusters:
    """Groups, the mean distances of their embeddings, and which of them met and so must stay apart."""

    def __init__(self, groups: Sequence[Group]) -> None:
        count = len(groups)
        self.groups = [list(group) for group in groups]
        self._sizes = np.array([len(_embeddings(group)) for group in groups], dtype=np.float64)
        self._distances = np.full((count, count), np.inf)
        self._barred = np.eye(count, dtype=bool)
        for a in range(count):
            for b in range(a):
                self._distances[a, b] = self._distances[b, a] = _mean_distance(groups[a], groups[b])
                self._barred[a, b] = self._barred[b, a] = _meet(groups[a], groups[b])

    def nearest(self) -> tuple[int, int] | None:
        """The nearest two, if they are near enough whoever else there is."""
        if not self.groups:
            return None
        allowed = np.where(self._barred, np.inf, self._distances)
        a, b = divmod(int(np.argmin(allowed)), len(self.groups))
        return (a, b) if allowed[a, b] < SAME_PERSON_DISTANCE else None

    def plain(self) -> Iterator[tuple[int, int]]:
        """Pairs a little further apart that have nobody else nearly as near."""
        allowed = np.where(self._barred, np.inf, self._distances)
        pairs = np.argwhere(np.triu(allowed < _PLAIN_DISTANCE))
        for a, b in sorted(pairs.tolist(), key=lambda pair: float(allowed[pair[0], pair[1]])):
            others = np.delete(self._distances[[a, b]], [a, b], axis=1)
            known = others[np.isfinite(others)]
            unclear = min(_best_quality(self.groups[a]), _best_quality(self.groups[b])) < _WELL_SEEN
            if unclear and known.size and float(known.min()) - allowed[a, b] >= _PLAIN_LEAD:
                yield a, b

    def merge(self, a: int, b: int) -> None:
        """Put b into a."""
        sizes, distances = self._sizes, self._distances
        # Lance-Williams update of average linkage.
        row = (sizes[a] * distances[a] + sizes[b] * distances[b]) / (sizes[a] + sizes[b])
        distances[a], distances[:, a] = row, row
        distances[b], distances[:, b], distances[a, a] = np.inf, np.inf, np.inf
        barred = self._barred[a] | self._barred[b]
        self._barred[a], self._barred[:, a] = barred, barred
        self._barred[b], self._barred[:, b] = True, True
        sizes[a] += sizes[b]
        self.groups[a] += self.groups[b]
        self.groups[b] = []


def _meet(a: Sequence[FinishedTrack], b: Sequence[FinishedTrack]) -> bool:
    """Whether any two tracks are on screen at one time."""
    return any(x.first_frame <= y.last_frame and y.first_frame <= x.last_frame for x in a for y in b)


def _embeddings(tracks: Sequence[FinishedTrack]) -> NDArray[np.float32]:
    return np.concatenate([track.embeddings for track in tracks])


def _mean_distance(a: Sequence[FinishedTrack], b: Sequence[FinishedTrack]) -> float:
    left, right = _embeddings(a), _embeddings(b)
    return float(np.linalg.norm(left[:, None] - right[None], axis=2).mean())


def _best_quality(tracks: Sequence[FinishedTrack]) -> float:
    return max(track.best_quality for track in tracks)


def _screen_time_ms(tracks: Sequence[FinishedTrack]) -> int:
    return sum(track.screen_time_ms for track in tracks)


def _area(box: Box) -> float:
    return box.w * box.h

"""Which tracks are the same person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from emoscope.analyzers.face_identity import SAME_PERSON_DISTANCE
from emoscope.pipelines.views import FinishedTrack

_SURE_DISTANCE = 0.42
"""Below this nobody doubts that two views are one person; used to thin out very many tracks."""

_MANY_TRACKS = 600
_CANNOT_LINK = np.inf
_FLEETING_MS = 250
_FLEETING_SCORE = 0.8
_FACELESS_MS = 1000


@dataclass(slots=True)
class Identity:
    """The tracks of one person."""

    tracks: list[FinishedTrack]

    @property
    def screen_time_ms(self) -> int:
        return sum(track.screen_time_ms for track in self.tracks)

    @property
    def first_ms(self) -> int:
        return min(track.first_ms for track in self.tracks)

    @property
    def best(self) -> FinishedTrack:
        return max(self.tracks, key=lambda track: track.best_quality)

    def embedding(self) -> tuple[float, ...]:
        """Unit-length mean of the views' embeddings, empty where there is none."""
        vectors = [track.embeddings for track in self.tracks if len(track.embeddings)]
        if not vectors:
            return ()
        mean = np.concatenate(vectors).mean(axis=0)
        return tuple(float(value) for value in mean / max(1e-9, float(np.linalg.norm(mean))))


def identify(tracks: Sequence[FinishedTrack], lasting_ms: int) -> list[Identity]:
    """People in order of screen time. Tracks that are in none of them were too short and too unsure.

    Average-link clustering on the distance of embeddings; tracks seen at the same time are different people.
    `lasting_ms` is the length of what was analysed: in a very short video a short track is not fleeting.
    """
    kept = [track for track in tracks if not _is_fleeting(track, lasting_ms)]
    seen = [track for track in kept if len(track.embeddings)]
    faceless = [
        track for track in kept
        if not len(track.embeddings) and track.screen_time_ms >= min(_FACELESS_MS, lasting_ms // 2)
    ]  # fmt: skip
    groups = [[track] for track in seen]
    if len(groups) > _MANY_TRACKS:
        groups = _thinned(seen)
    people = [Identity(group) for group in [*_clustered(groups), *([track] for track in faceless)]]
    return sorted(people, key=lambda person: (-person.screen_time_ms, person.first_ms))


def _is_fleeting(track: FinishedTrack, lasting_ms: int) -> bool:
    return track.screen_time_ms < min(_FLEETING_MS, lasting_ms // 2) and track.best_score < _FLEETING_SCORE


def _thinned(tracks: Sequence[FinishedTrack]) -> list[list[FinishedTrack]]:
    """Tracks joined, longest first, to the nearest group so near that there is no doubt."""
    groups: list[list[FinishedTrack]] = []
    centres: list[NDArray[np.float32]] = []
    for track in sorted(tracks, key=lambda item: -item.screen_time_ms):
        centre = track.embeddings.mean(axis=0)
        distances = np.linalg.norm(np.array(centres) - centre, axis=1) if centres else np.array([])
        near = [groups[i] for i in np.argsort(distances) if distances[i] < _SURE_DISTANCE]
        home = next((group for group in near if not _meet(group, [track])), None)
        if home is not None:
            home.append(track)
        else:
            groups.append([track])
            centres.append(centre)
    return groups


def _clustered(groups: list[list[FinishedTrack]]) -> list[list[FinishedTrack]]:
    """Merge the nearest two groups until the nearest are no longer near."""
    count = len(groups)
    distances = np.full((count, count), _CANNOT_LINK)
    sizes = np.array([sum(len(track.embeddings) for track in group) for group in groups], dtype=np.float64)
    for a in range(count):
        for b in range(a):
            if not _meet(groups[a], groups[b]):
                distances[a, b] = distances[b, a] = _mean_distance(groups[a], groups[b])
    merged: list[list[FinishedTrack] | None] = list(groups)
    while count:
        a, b = divmod(int(np.argmin(distances)), count)
        if distances[a, b] >= SAME_PERSON_DISTANCE:
            break
        into, other = merged[a], merged[b]
        if into is None or other is None:
            break
        # Lance-Williams update of average linkage; an infinite distance stays infinite.
        row = (sizes[a] * distances[a] + sizes[b] * distances[b]) / (sizes[a] + sizes[b])
        distances[a], distances[:, a] = row, row
        distances[b], distances[:, b], distances[a, a] = _CANNOT_LINK, _CANNOT_LINK, _CANNOT_LINK
        sizes[a] += sizes[b]
        merged[a], merged[b] = into + other, None
    return [group for group in merged if group is not None]


def _meet(a: Sequence[FinishedTrack], b: Sequence[FinishedTrack]) -> bool:
    """Whether any two tracks are on screen at one time."""
    return any(x.first_frame <= y.last_frame and y.first_frame <= x.last_frame for x in a for y in b)


def _mean_distance(a: Sequence[FinishedTrack], b: Sequence[FinishedTrack]) -> float:
    left = np.concatenate([track.embeddings for track in a])
    right = np.concatenate([track.embeddings for track in b])
    return float(np.linalg.norm(left[:, None] - right[None], axis=2).mean())

"""Joining detections of successive frames into tracks of one face each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from emoscope.analyzers.face_detection import DetectedFace
from emoscope.domain.faces import Box

HIGH_SCORE = 0.5
_NEW_TRACK_SCORE = 0.5
_KEEP_LOST_MS = 1000
_NO_MATCH = 1e6
_VELOCITY_GAIN = 0.4
_LONGEST_PREDICTION_MS = 250
_DOUBTFUL_LOSS_MS = 200
_LOOKS_WEIGHT = 2.0
_SOMEBODY_ELSE = 0.75
_LEAD = 0.25
_JUST_ALIKE = 0.5
_FAR = 3.0

Look = Callable[[], NDArray[np.float32]]
"""Finds out what a face looked like: a vector that lies near others of the same person. Costly."""

Looks = Callable[[DetectedFace], Look]
"""The look of a face of the current frame, to be found out at once or later."""


@dataclass(slots=True)
class Track:
    """Centre and size of one face, and how they change per millisecond. `state` is (cx, cy, w, h).

    `look` tells what it looked like when nobody was near; it is only asked where two could be mixed up.
    """

    track_id: int
    state: NDArray[np.float64]
    velocity: NDArray[np.float64]
    seen_ms: int
    face: DetectedFace
    look: Look | None = None

    def predicted(self, time_ms: int) -> NDArray[np.float64]:
        """Where the face should be; the movement is only believed for a quarter of a second."""
        ahead = min(time_ms - self.seen_ms, _LONGEST_PREDICTION_MS)
        state: NDArray[np.float64] = self.state + self.velocity * ahead
        state[2:] = np.clip(state[2:], 0.7 * self.state[2:], 1.4 * self.state[2:])
        return state

    def follow(self, face: DetectedFace, time_ms: int) -> None:
        state = state_of(face.box)
        elapsed = max(1, time_ms - self.seen_ms)
        self.velocity += _VELOCITY_GAIN * ((state - self.state) / elapsed - self.velocity)
        self.state, self.seen_ms, self.face = state, time_ms, face


class Tracker:
    """Two rounds of matching, as in ByteTrack (Zhang et al. 2022): sure detections first, then unsure ones,
    which may continue a track (a face turned away or half hidden) but never begin one.

    Where a face could belong to several tracks, or a track had been lost, looks decide beside movement; and
    where movement leaves a track and a face over.
    """

    def __init__(self) -> None:
        self._tracks: list[Track] = []
        self._next_id = 1

    def update(
        self, faces: Sequence[DetectedFace], time_ms: int, looks: Looks | None = None
    ) -> list[tuple[int, DetectedFace]]:
        """Track ids with the faces given to them. Detections that belong to no track are left out."""
        self._tracks = [t for t in self._tracks if time_ms - t.seen_ms <= _KEEP_LOST_MS]
        seen = _Remembered(looks)
        sure = [face for face in faces if face.score >= HIGH_SCORE]
        unsure = [face for face in faces if face.score < HIGH_SCORE]
        matched = match(self._tracks, sure, time_ms, seen)
        taken = {id(track) for track, _ in matched}
        rest = [t for t in self._tracks if id(t) not in taken]
        matched += match(rest, unsure, time_ms, seen)
        taken = {id(track) for track, _ in matched}
        used = {id(face) for _, face in matched}
        left = [face for face in sure if id(face) not in used]
        matched += _by_looks([t for t in self._tracks if id(t) not in taken], left, time_ms, seen)
        used = {id(face) for _, face in matched}
        for track, face in matched:
            track.follow(face, time_ms)
        born = [
            self._begin(face, time_ms)
            for face in sure
            if id(face) not in used and face.score >= _NEW_TRACK_SCORE
        ]
        self._remember(seen, time_ms)
        found = [(track.track_id, face) for track, face in matched]
        return found + [(track.track_id, track.face) for track in born]

    def shift(self, dx: float, dy: float) -> None:
        """Move all tracks by so many pixels, as a moving camera moved the scene."""
        for track in self._tracks:
            track.state[:2] += (dx, dy)

    def forget(self) -> None:
        """End all tracks, as after a cut."""
        self._tracks = []

    def alive(self, time_ms: int) -> set[int]:
        """Ids of the tracks that may still go on at this time."""
        return {t.track_id for t in self._tracks if time_ms - t.seen_ms <= _KEEP_LOST_MS}

    def _begin(self, face: DetectedFace, time_ms: int) -> Track:
        track = Track(self._next_id, state_of(face.box), np.zeros(4), time_ms, face)
        self._next_id += 1
        self._tracks.append(track)
        return track

    def _remember(self, seen: _Remembered, time_ms: int) -> None:
        """Let tracks that stand alone keep how to find out what they look like now."""
        for track in (track for track in self._tracks if track.seen_ms == time_ms):
            near = any(
                other is not track and distance(track.state, other.state) < 1.3 for other in self._tracks
            )
            if track.look is None or (not near and track.face.score >= HIGH_SCORE):
                track.look = seen.of(track.face)


class _Remembered:
    """Looks of the faces of one frame, each found out at most once and only if asked for."""

    def __init__(self, looks: Looks | None) -> None:
        self._looks = looks
        self._known: dict[int, tuple[DetectedFace, Look]] = {}

    def of(self, face: DetectedFace) -> Look | None:
        if self._looks is None:
            return None
        if id(face) not in self._known:
            self._known[id(face)] = face, cache(self._looks(face))
        return self._known[id(face)][1]


def match(
    tracks: Sequence[Track],
    faces: Sequence[DetectedFace],
    time_ms: int,
    seen: _Remembered | None = None,
) -> list[tuple[Track, DetectedFace]]:
    """The cheapest pairing of tracks and faces; pairs that are too far apart are left out."""
    if not tracks or not faces:
        return []
    costs = np.array(
        [[_cost(track.predicted(time_ms), state_of(face.box)) for face in faces] for track in tracks]
    )
    if seen is not None:
        _add_looks(costs, tracks, faces, time_ms, seen)
    rows, columns = linear_sum_assignment(costs)
    return [
        (tracks[row], faces[column])
        for row, column in zip(rows, columns, strict=True)
        if costs[row, column] < _NO_MATCH
    ]


def _add_looks(
    costs: NDArray[Any],
    tracks: Sequence[Track],
    faces: Sequence[DetectedFace],
    time_ms: int,
    seen: _Remembered,
) -> None:
    """Where a pairing is open to doubt, make it the dearer the less the face looks like the track's.

    A face that plainly is another track's is kept from this one, even if that leaves this one without.
    """
    possible = costs < _NO_MATCH
    rivals = possible.sum(axis=0)[None, :] + possible.sum(axis=1)[:, None] > 2
    lost = np.array([time_ms - track.seen_ms > _DOUBTFUL_LOSS_MS for track in tracks])[:, None]
    unlike = np.full(costs.shape, np.inf)
    for row, column in np.argwhere(possible & (rivals | lost)):
        unlike[row, column] = _unlike(tracks[row], faces[column], seen)
    known = np.isfinite(unlike)
    costs[known & rivals] += _LOOKS_WEIGHT * unlike[known & rivals]
    others = known & (unlike > _SOMEBODY_ELSE)
    anothers = unlike.min(axis=0, initial=np.inf)[None, :] < unlike - _LEAD
    costs[others & (lost | anothers)] = _NO_MATCH


def _unlike(track: Track, face: DetectedFace, seen: _Remembered) -> float:
    """How far the face's looks are from the track's; infinite where there is no way to look."""
    now = seen.of(face)
    if track.look is None or now is None:
        return float("inf")
    return float(np.linalg.norm(track.look() - now()))


def _by_looks(
    tracks: Sequence[Track], faces: Sequence[DetectedFace], time_ms: int, seen: _Remembered
) -> list[tuple[Track, DetectedFace]]:
    """Pairs of what movement left over: a face further away than foreseen that looks like the track's."""
    found = []
    left = list(faces)
    for track in tracks:
        near = [
            (unlike, number)
            for number, face in enumerate(left)
            if distance(track.predicted(time_ms), state_of(face.box)) < _FAR
            and (unlike := _unlike(track, face, seen)) < _JUST_ALIKE
        ]
        if near:
            found.append((track, left.pop(min(near)[1])))
    return found


def state_of(box: Box) -> NDArray[np.float64]:
    return np.array([box.x + box.w / 2, box.y + box.h / 2, box.w, box.h])


def overlap(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    """Intersection over union of two boxes given as centre and size."""
    sides = np.minimum(a[:2] + a[2:] / 2, b[:2] + b[2:] / 2) - np.maximum(
        a[:2] - a[2:] / 2, b[:2] - b[2:] / 2
    )
    if sides.min() <= 0:
        return 0.0
    shared = float(sides[0] * sides[1])
    return shared / float(a[2] * a[3] + b[2] * b[3] - shared)


def distance(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    """From centre to centre, in sizes of the first."""
    return float(np.hypot(*(a[:2] - b[:2]))) / float(np.sqrt(max(1.0, a[2] * a[3])))


def _cost(expected: NDArray[np.float64], seen: NDArray[np.float64]) -> float:
    """1 - IoU plus the distance in face sizes: small faces may move so far that they overlap nowhere."""
    away = distance(expected, seen)
    growth = abs(float(np.log(max(1.0, seen[2] * seen[3]) / max(1.0, expected[2] * expected[3]))))
    if away > 1.0 or growth > np.log(4.0):
        return _NO_MATCH
    return 1.0 - overlap(expected, seen) + away + 0.3 * growth

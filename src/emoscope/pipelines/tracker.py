"""Joining detections of successive frames into tracks of one face each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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


@dataclass(slots=True)
class Track:
    """Centre and size of one face, and how they change per millisecond. `state` is (cx, cy, w, h)."""

    track_id: int
    state: NDArray[np.float64]
    velocity: NDArray[np.float64]
    seen_ms: int
    face: DetectedFace

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
    which may continue a track (a face turned away or half hidden) but never begin one."""

    def __init__(self) -> None:
        self._tracks: list[Track] = []
        self._next_id = 1

    def update(self, faces: Sequence[DetectedFace], time_ms: int) -> list[tuple[int, DetectedFace]]:
        """Track ids with the faces given to them. Detections that belong to no track are left out."""
        self._tracks = [t for t in self._tracks if time_ms - t.seen_ms <= _KEEP_LOST_MS]
        sure = [face for face in faces if face.score >= HIGH_SCORE]
        unsure = [face for face in faces if face.score < HIGH_SCORE]
        matched = match(self._tracks, sure, time_ms)
        taken = {id(track) for track, _ in matched}
        rest = [t for t in self._tracks if id(t) not in taken]
        matched += match(rest, unsure, time_ms)
        used = {id(face) for _, face in matched}
        for track, face in matched:
            track.follow(face, time_ms)
        born = [
            self._begin(face, time_ms)
            for face in sure
            if id(face) not in used and face.score >= _NEW_TRACK_SCORE
        ]
        found = [(track.track_id, face) for track, face in matched]
        return found + [(track.track_id, track.face) for track in born]

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


def match(
    tracks: Sequence[Track], faces: Sequence[DetectedFace], time_ms: int
) -> list[tuple[Track, DetectedFace]]:
    """The cheapest pairing of tracks and faces; pairs that are too far apart are left out."""
    if not tracks or not faces:
        return []
    costs = np.array(
        [[_cost(track.predicted(time_ms), state_of(face.box)) for face in faces] for track in tracks]
    )
    rows, columns = linear_sum_assignment(costs)
    return [
        (tracks[row], faces[column])
        for row, column in zip(rows, columns, strict=True)
        if costs[row, column] < _NO_MATCH
    ]


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


def _cost(expected: NDArray[np.float64], seen: NDArray[np.float64]) -> float:
    """1 - IoU plus the distance in face sizes: small faces may move so far that they overlap nowhere."""
    size = float(np.sqrt(max(1.0, expected[2] * expected[3])))
    distance = float(np.hypot(*(expected[:2] - seen[:2]))) / size
    growth = abs(float(np.log(max(1.0, seen[2] * seen[3]) / max(1.0, expected[2] * expected[3]))))
    if distance > 1.0 or growth > np.log(4.0):
        return _NO_MATCH
    return 1.0 - overlap(expected, seen) + distance + 0.3 * growth

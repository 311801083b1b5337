"""Faces on every analysed frame, with the detector run only where it is needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from emoscope.analyzers.face_detection import DetectedFace
from emoscope.domain.faces import Box
from emoscope.media.arrays import Picture
from emoscope.pipelines.models import FaceDetector
from emoscope.pipelines.shots import CutDetector
from emoscope.pipelines.tracker import HIGH_SCORE, Tracker, overlap, state_of

_LONGEST_HOP_MS = 130
_STEADY_OVERLAP = 0.55

TrackedFace = tuple[int, DetectedFace]
"""A track's id and the face as it is in one frame."""


@dataclass(frozen=True, slots=True)
class SampledFrame:
    """A frame that is analysed."""

    index: int
    timestamp_ms: int
    picture: Picture


@dataclass(frozen=True, slots=True)
class FrameFaces:
    """The faces of one analysed frame, each with its track."""

    frame: SampledFrame
    faces: tuple[TrackedFace, ...]


class FaceFollower:
    """Detects on every `stride`-th frame and interpolates between two detections that agree.

    They agree where both see the same number of faces, each overlapping itself well. Otherwise someone came,
    went or moved fast, and the frames between are searched too: entries and exits are exact to the frame.
    """

    def __init__(self, detector: FaceDetector, stride: int = 3) -> None:
        self._detector, self._stride = detector, max(1, stride)
        self._tracker, self._cuts = Tracker(), CutDetector()
        self._waiting: list[SampledFrame] = []
        self._last: FrameFaces | None = None

    def push(self, frame: SampledFrame) -> list[FrameFaces]:
        """Frames whose faces are now known, in order; a frame may wait for those after it."""
        done: list[FrameFaces] = []
        cut = self._cuts.is_cut(frame.picture)
        if cut:
            done += self.flush()
            self._tracker.forget()
            self._last = None
        self._waiting.append(frame)
        if self._is_due(frame):
            done += self._resolve()
        return done

    def flush(self) -> list[FrameFaces]:
        """The frames that still wait."""
        return self._resolve() if self._waiting else []

    def alive(self, time_ms: int) -> set[int]:
        """Ids of tracks that may still go on."""
        return self._tracker.alive(time_ms)

    def _is_due(self, frame: SampledFrame) -> bool:
        if self._last is None or len(self._waiting) >= self._stride:
            return True
        gap_ms = frame.timestamp_ms - self._last.frame.timestamp_ms
        return gap_ms * (len(self._waiting) + 1) / len(self._waiting) > _LONGEST_HOP_MS

    def _resolve(self) -> list[FrameFaces]:
        """Detect on the newest waiting frame and settle those before it."""
        waiting, self._waiting = self._waiting, []
        *between, newest = waiting
        faces = self._detector.analyze([newest.picture])[0]
        before = self._last
        if before is None or not _agree([face for _, face in before.faces], faces):
            done = [self._track(frame, self._detector.analyze([frame.picture])[0]) for frame in between]
            return [*done, self._track(newest, faces)]
        after = self._track(newest, faces)
        return [*(_interpolated(before, after, frame) for frame in between), after]

    def _track(self, frame: SampledFrame, faces: Sequence[DetectedFace]) -> FrameFaces:
        tracked = self._tracker.update(faces, frame.timestamp_ms)
        self._last = FrameFaces(frame, tuple(sorted(tracked, key=lambda item: item[0])))
        return self._last


def _agree(before: Sequence[DetectedFace], after: Sequence[DetectedFace]) -> bool:
    left = list(after)
    for face in before:
        state = state_of(face.box)
        best = max(left, key=lambda other: overlap(state, state_of(other.box)), default=None)
        if best is None or overlap(state, state_of(best.box)) < _STEADY_OVERLAP:
            return False
        left = [other for other in left if other is not best]
    return all(other.score < HIGH_SCORE for other in left)  # unsure ones begin no track


def _interpolated(before: FrameFaces, after: FrameFaces, frame: SampledFrame) -> FrameFaces:
    span_ms = max(1, after.frame.timestamp_ms - before.frame.timestamp_ms)
    share = (frame.timestamp_ms - before.frame.timestamp_ms) / span_ms
    known = dict(before.faces)
    faces = tuple(
        (track, _between(known[track], face, share)) for track, face in after.faces if track in known
    )
    return FrameFaces(frame, faces)


def _between(a: DetectedFace, b: DetectedFace, share: float) -> DetectedFace:
    def mix(first: float, second: float) -> float:
        return first + (second - first) * share

    box = Box(mix(a.box.x, b.box.x), mix(a.box.y, b.box.y), mix(a.box.w, b.box.w), mix(a.box.h, b.box.h))
    landmarks = (a.landmarks + (b.landmarks - a.landmarks) * share).astype(np.float32)
    return DetectedFace(box, mix(a.score, b.score), landmarks)

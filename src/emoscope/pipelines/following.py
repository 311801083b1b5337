"""Faces on every analysed frame, with the detector run only where it is needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from emoscope.analyzers.face_detection import DetectedFace
from emoscope.analyzers.face_identity import FaceEmbedder
from emoscope.domain.faces import Box
from emoscope.media.arrays import FloatArray, Picture
from emoscope.pipelines.models import FaceDetector
from emoscope.pipelines.shots import ShotDetector, glance, movement
from emoscope.pipelines.tracker import HIGH_SCORE, Look, Looks, Tracker, overlap, state_of
from emoscope.pipelines.views import cut_out

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
    """The faces of one analysed frame, each with its track. `shot` counts the shots of the video from 0."""

    frame: SampledFrame
    faces: tuple[TrackedFace, ...]
    shot: int = 0


class FaceFollower:
    """Detects on every `stride`-th frame and interpolates between two detections that agree.

    They agree where both see the same number of faces, each overlapping itself well. Otherwise someone came,
    went or moved fast, and the frames between are searched too: entries and exits are exact to the frame.
    """

    def __init__(self, detector: FaceDetector, stride: int = 3, identity: FaceEmbedder | None = None) -> None:
        self._detector, self._stride, self._identity = detector, max(1, stride), identity
        self._tracker, self._shots = Tracker(), ShotDetector()
        self._waiting: list[SampledFrame] = []
        self._last: FrameFaces | None = None
        self._glance: FloatArray | None = None
        self._shot = 0

    def push(self, frame: SampledFrame) -> list[FrameFaces]:
        """Frames whose faces are now known, in order; a frame may wait for those after it."""
        done: list[FrameFaces] = []
        if self._shots.begins(frame.picture, frame.timestamp_ms):
            done += self.flush()
            self._tracker.forget()
            self._last, self._glance = None, None
            self._shot += 1
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
        seen = glance(frame.picture)
        if self._glance is not None:
            dx, dy = movement(self._glance, seen)
            self._tracker.shift(dx * frame.picture.shape[1], dy * frame.picture.shape[0])
        self._glance = seen
        tracked = self._tracker.update(faces, frame.timestamp_ms, self._looks(frame.picture))
        self._last = FrameFaces(frame, tuple(sorted(tracked, key=lambda item: item[0])), self._shot)
        return self._last

    def _looks(self, picture: Picture) -> Looks | None:
        if self._identity is None:
            return None
        analyze = self._identity.analyze

        def of(face: DetectedFace) -> Look:
            view = cut_out(picture, face)  # now, so that the picture need not be kept
            return lambda: analyze([view])[0]

        return of


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
    return FrameFaces(frame, faces, after.shot)


def _between(a: DetectedFace, b: DetectedFace, share: float) -> DetectedFace:
    def mix(first: float, second: float) -> float:
        return first + (second - first) * share

    box = Box(mix(a.box.x, b.box.x), mix(a.box.y, b.box.y), mix(a.box.w, b.box.w), mix(a.box.h, b.box.h))
    landmarks = (a.landmarks + (b.landmarks - a.landmarks) * share).astype(np.float32)
    return DetectedFace(box, mix(a.score, b.score), landmarks)

"""From tracked faces to rows of the frame table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from emoscope.analyzers.abstention import is_uncertain
from emoscope.analyzers.circumplex import ExpressiveFace
from emoscope.analyzers.face_alignment import align
from emoscope.analyzers.face_detection import DetectedFace, Image
from emoscope.analyzers.face_mesh import FaceSpot
from emoscope.analyzers.face_quality import face_quality
from emoscope.domain.emotions import EMOTIONS, Affect
from emoscope.domain.faces import UNTOLD, FaceGeometry, ObservedFace
from emoscope.pipelines.following import FrameFaces
from emoscope.pipelines.geometry import geometry_of_frames
from emoscope.pipelines.models import FaceModels


@dataclass(frozen=True, slots=True)
class ScoredFace:
    """A face with its quality in [0, 1], emotion shares (8,), valence, arousal, intensity (3,), and what its
    geometry tells."""

    face: DetectedFace
    quality: float
    shares: NDArray[np.float64]
    affect: NDArray[np.float64]
    geometry: FaceGeometry

    @property
    def uncertain(self) -> bool:
        return is_uncertain(self.quality, self.shares)

    def observed(self, face_id: int) -> ObservedFace:
        valence, arousal, intensity = (float(value) for value in self.affect)
        return ObservedFace(
            face_id, self.face.box, self.face.score, self.quality, named_shares(self.shares),
            Affect(valence, arousal, intensity), self.geometry, self.uncertain,
        )  # fmt: skip

    def row(self, frame: int, timestamp_ms: int, track: int) -> tuple[Any, ...]:
        """A row of the frame table, with the track in place of the face_id."""
        box = self.face.box
        return (
            frame, timestamp_ms, track, box.x, box.y, box.w, box.h, self.face.score, self.quality,
            *self.shares.tolist(), *self.affect.tolist(), self.uncertain, *self.geometry.values(),
        )  # fmt: skip


def score_faces(pictures: Sequence[tuple[Image, DetectedFace]], models: FaceModels) -> list[ScoredFace]:
    """Align and score faces, each given with the picture it is in, in one batch."""
    spots = [FaceSpot(picture, face.landmarks) for picture, face in pictures]
    shapes = [UNTOLD] * len(spots) if models.geometry is None else models.geometry.analyze(spots)
    return _scored(pictures, shapes, models)


def score_frames(frames: Sequence[FrameFaces], models: FaceModels) -> list[list[tuple[int, ScoredFace]]]:
    """The scored faces of each frame, with their tracks."""
    flat = [(item.frame.picture, face) for item in frames for _, face in item.faces]
    by_track = geometry_of_frames(frames, models.geometry)
    shapes = [told[track] for told, item in zip(by_track, frames, strict=True) for track, _ in item.faces]
    scored = iter(_scored(flat, shapes, models))
    return [[(track, next(scored)) for track, _ in item.faces] for item in frames]


def _scored(
    pictures: Sequence[tuple[Image, DetectedFace]], shapes: Sequence[FaceGeometry], models: FaceModels
) -> list[ScoredFace]:
    if not pictures:
        return []
    aligned = [align(picture, face.landmarks) for picture, face in pictures]
    shares = models.expression.analyze(aligned)
    affects = models.affect.analyze([ExpressiveFace(*face) for face in zip(aligned, shares, strict=True)])
    return [
        ScoredFace(face, face_quality(view, face.landmarks), share, affect, shape)
        for (_, face), view, share, affect, shape in zip(
            pictures, aligned, shares, affects, shapes, strict=True
        )
    ]


def named_shares(shares: Sequence[float] | NDArray[np.float64]) -> Mapping[str, float]:
    """Shares by label, summing to 1 to the last digit that matters."""
    values = np.clip(np.asarray(shares, dtype=np.float64), 0.0, 1.0)
    values /= max(1e-12, float(values.sum()))
    return dict(zip(EMOTIONS, values.tolist(), strict=True))

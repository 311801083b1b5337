"""From tracked faces to rows of the frame table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from emoscope.analyzers.circumplex import affect_columns
from emoscope.analyzers.face_alignment import align
from emoscope.analyzers.face_detection import DetectedFace, Image
from emoscope.analyzers.face_quality import face_quality
from emoscope.domain.emotions import EMOTIONS, Affect
from emoscope.domain.faces import ObservedFace
from emoscope.pipelines.following import FrameFaces
from emoscope.pipelines.models import ExpressionScorer


@dataclass(frozen=True, slots=True)
class ScoredFace:
    """A face with its quality in [0, 1], emotion shares (8,) and valence, arousal, intensity (3,)."""

    face: DetectedFace
    quality: float
    shares: NDArray[np.float64]
    affect: NDArray[np.float64]

    def observed(self, face_id: int) -> ObservedFace:
        valence, arousal, intensity = (float(value) for value in self.affect)
        return ObservedFace(
            face_id, self.face.box, self.face.score, self.quality, named_shares(self.shares),
            Affect(valence, arousal, intensity),
        )  # fmt: skip

    def row(self, frame: int, timestamp_ms: int, track: int) -> tuple[Any, ...]:
        """A row of the frame table, with the track in place of the face_id."""
        box = self.face.box
        return (
            frame, timestamp_ms, track, box.x, box.y, box.w, box.h, self.face.score, self.quality,
            *self.shares.tolist(), *self.affect.tolist(),
        )  # fmt: skip


def score_faces(
    pictures: Sequence[tuple[Image, DetectedFace]], expression: ExpressionScorer
) -> list[ScoredFace]:
    """Align and score faces, each given with the picture it is in, in one batch."""
    if not pictures:
        return []
    aligned = [align(picture, face.landmarks) for picture, face in pictures]
    shares = expression.analyze(aligned)
    affects = affect_columns(shares)
    return [
        ScoredFace(face, face_quality(view, face.landmarks), share, affect)
        for (_, face), view, share, affect in zip(pictures, aligned, shares, affects, strict=True)
    ]


def score_frames(
    frames: Sequence[FrameFaces], expression: ExpressionScorer
) -> list[list[tuple[int, ScoredFace]]]:
    """The scored faces of each frame, with their tracks."""
    flat = [(item.frame.picture, face) for item in frames for _, face in item.faces]
    scored = iter(score_faces(flat, expression))
    return [[(track, next(scored)) for track, _ in item.faces] for item in frames]


def named_shares(shares: Sequence[float] | NDArray[np.float64]) -> Mapping[str, float]:
    """Shares by label, summing to 1 to the last digit that matters."""
    values = np.clip(np.asarray(shares, dtype=np.float64), 0.0, 1.0)
    values /= max(1e-12, float(values.sum()))
    return dict(zip(EMOTIONS, values.tolist(), strict=True))

"""The models that a look at faces needs, together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from emoscope.analyzers.circumplex import Circumplex, ExpressiveFace
from emoscope.analyzers.face_detection import DetectedFace, Image
from emoscope.analyzers.face_geometry import GeometryEstimator
from emoscope.analyzers.face_identity import FaceEmbedder
from emoscope.inference.weights import ModelSpec


class FaceDetector(Protocol):
    """Finds faces with five landmarks in pictures."""

    spec: ModelSpec

    def analyze(self, inputs: Sequence[Image]) -> list[list[DetectedFace]]: ...


class ExpressionScorer(Protocol):
    """Maps aligned 48x48 grey faces to shares of the eight emotions."""

    spec: ModelSpec

    def analyze(self, inputs: Sequence[NDArray[np.uint8]]) -> list[NDArray[np.float64]]: ...


class AffectScorer(Protocol):
    """Gives valence and arousal in [-1, 1] and intensity in [0, 1] of faces, (3,) each."""

    spec: ModelSpec

    def analyze(self, inputs: Sequence[ExpressiveFace]) -> list[NDArray[np.float64]]: ...


@dataclass(frozen=True, slots=True)
class FaceModels:
    """A detector for frames, one for still pictures (larger input), and what is run on the faces found.

    All are safe to use from several threads. Without `geometry`, head pose, gaze, eyes and action units stay
    untold. `decoding_threads` is how many threads a video decoder may use.
    """

    detector: FaceDetector
    still_detector: FaceDetector
    expression: ExpressionScorer
    identity: FaceEmbedder
    affect: AffectScorer = field(default_factory=Circumplex)
    geometry: GeometryEstimator | None = None
    decoding_threads: int = 1

    def ids(self) -> Mapping[str, str]:
        """The model of each job, as it is stored with results."""
        ids = {
            "face-detection": self.detector.spec.id,
            "face-expression": self.expression.spec.id,
            "face-affect": self.affect.spec.id,
            "face-identity": self.identity.spec.id,
        }
        if self.geometry is None:
            return ids
        return {**ids, "face-geometry": self.geometry.spec.id, **self.geometry.parts}

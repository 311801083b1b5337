"""The models that a look at faces needs, together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from emoscope.analyzers.face_detection import DetectedFace, Image
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


@dataclass(frozen=True, slots=True)
class FaceModels:
    """A detector for frames, one for still pictures (larger input), and what is run on the faces found.

    All are safe to use from several threads. `decoding_threads` is how many threads a video decoder may use.
    """

    detector: FaceDetector
    still_detector: FaceDetector
    expression: ExpressionScorer
    identity: FaceEmbedder
    decoding_threads: int = 1

    def ids(self) -> Mapping[str, str]:
        """The model of each job, as it is stored with results."""
        return {
            "face-detection": self.detector.spec.id,
            "face-expression": self.expression.spec.id,
            "face-identity": self.identity.spec.id,
        }

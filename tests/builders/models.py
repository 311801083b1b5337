"""Face models for tests: the real detector and identity, and a stand-in expression that needs no weights."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from emoscope.analyzers.face_detection import load_centerface
from emoscope.analyzers.face_expression import FACE_EXPRESSION
from emoscope.analyzers.face_identity import load_face_identity
from emoscope.pipelines.models import FaceModels


class BrightnessExpression:
    """The lighter the face the happier, the darker the sadder: enough to see whose face was scored."""

    spec = FACE_EXPRESSION

    def analyze(self, inputs: Sequence[np.ndarray]) -> list[np.ndarray]:
        return [self._shares(float(face.mean()) / 255) for face in inputs]

    @staticmethod
    def _shares(light: float) -> np.ndarray:
        return np.array([0.02, 0.02, 0.02, 0.02, 0.9 * light, 0.0, 0.9 * (1 - light), 0.02])


@cache
def face_models(long_side: int = 320) -> FaceModels:
    return FaceModels(
        detector=load_centerface(1, long_side, 0.35),
        still_detector=load_centerface(1, 640, 0.5),
        expression=BrightnessExpression(),
        identity=load_face_identity(),
    )

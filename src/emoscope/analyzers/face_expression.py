"""The expression of aligned faces: our own network, trained on FER+ (training/face_expression)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from emoscope.domain.emotions import EMOTIONS
from emoscope.inference.session import OnnxSession, Session
from emoscope.inference.weights import ModelSpec, Weights

FACE_EXPRESSION = ModelSpec(
    id="face-expression-2",
    weights=Weights(package="emoscope", file="weights/face-expression-2.onnx", sha256=""),
    licence="Apache-2.0",
    intended_use="The expression a face shows, as people would judge it; not what the person feels.",
    labels=EMOTIONS,
)


class FaceExpression:
    """Shares of the eight emotions in aligned grey faces of 48x48 pixels."""

    spec = FACE_EXPRESSION

    def __init__(self, session: Session) -> None:
        self._session = session

    def analyze(self, inputs: Sequence[NDArray[np.uint8]]) -> list[NDArray[np.float64]]:
        """One vector per face, in the order of EMOTIONS, in [0, 1], summing to 1."""
        if not inputs:
            return []
        batch = np.stack(inputs)[:, None].astype(np.float32) / 255
        logits = self._session.run({"face": batch})["logits"].astype(np.float64)
        shares = np.exp(logits - logits.max(axis=1, keepdims=True))
        return list(shares / shares.sum(axis=1, keepdims=True))


def load_face_expression(threads: int = 1) -> FaceExpression:
    assert FACE_EXPRESSION.weights is not None  # noqa: S101 - stated above
    return FaceExpression(OnnxSession(FACE_EXPRESSION.weights.path(), threads))

"""Who a face is: dlib's five-point landmarks and 128-d ResNet embedding (King 2017, CC0 weights)."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from emoscope.analyzers.face_detection import Image
from emoscope.domain.faces import Box
from emoscope.inference.weights import ModelSpec, Weights

DLIB_RESNET = ModelSpec(
    id="face-dlibresnet-1",
    weights=Weights(
        package="face_recognition_models",
        file="models/dlib_face_recognition_resnet_model_v1.dat",
        sha256="55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30",
    ),
    licence="CC0-1.0",
    intended_use="Telling people within one video or collection of its owner apart; not naming strangers.",
)

_LANDMARKS = Weights(
    package="face_recognition_models",
    file="models/shape_predictor_5_face_landmarks.dat",
    sha256="c4b1e9804792707d3a405c2c16a80a20269e6675021f64a41d30fffafbc41888",
)

SAME_PERSON_DISTANCE = 0.6
"""Euclidean distance below which two embeddings count as one person; the value dlib's author states."""

EMBEDDING_SIZE = 128

_CHIP_SIDE = 150
_CHIP_PADDING = 0.25


@dataclass(frozen=True, slots=True)
class FaceView:
    """A picture (height, width, 3), blue-green-red, and where in it the face is."""

    picture: Image
    box: Box


class FaceEmbedder(Protocol):
    """Anything that maps views of faces to 128-d vectors that lie close together for one person."""

    spec: ModelSpec

    def analyze(self, inputs: Sequence[FaceView]) -> list[NDArray[np.float32]]: ...


class FaceIdentity:
    """Embeddings (128,) with a Euclidean distance of about 0.3-0.6 within and 0.6-1 between people."""

    spec = DLIB_RESNET

    def __init__(self, predictor: Any, network: Any) -> None:
        self._predictor, self._network = predictor, network
        self._lock = threading.Lock()  # dlib keeps a network's activations inside it

    def analyze(self, inputs: Sequence[FaceView]) -> list[NDArray[np.float32]]:
        with self._lock:
            return [self._embed(view) for view in inputs]

    def _embed(self, view: FaceView) -> NDArray[np.float32]:
        import dlib  # noqa: PLC0415  # 50 MB and half a second that only identification needs

        picture = cv2.cvtColor(view.picture, cv2.COLOR_BGR2RGB)
        shape = self._predictor(picture, dlib.rectangle(*_square(view.box)))
        chip = dlib.get_face_chip(picture, shape, _CHIP_SIDE, _CHIP_PADDING)
        return np.array(self._network.compute_face_descriptor(chip), dtype=np.float32)


def _square(box: Box) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of the square from brows to chin that dlib's predictor was trained on."""
    side = 0.5 * (box.w + box.h) * 0.95
    left = box.x + box.w / 2 - side / 2
    top = box.y + box.h * 0.56 - side / 2
    return round(left), round(top), round(left + side), round(top + side)


def load_face_identity() -> FaceIdentity:
    import dlib  # noqa: PLC0415  # see above

    assert DLIB_RESNET.weights is not None  # noqa: S101 - stated above
    predictor = dlib.shape_predictor(str(_LANDMARKS.path()))
    return FaceIdentity(predictor, dlib.face_recognition_model_v1(str(DLIB_RESNET.weights.path())))

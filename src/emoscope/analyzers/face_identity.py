"""Who a face is: dlib's 128-d ResNet embedding (King 2017, CC0 weights), run by ONNX Runtime."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from emoscope.analyzers.face_alignment import similarity
from emoscope.analyzers.face_detection import Image, Landmarks
from emoscope.inference.dlib_resnet import EMBEDDING_SIZE, SIDE, face_resnet
from emoscope.inference.session import OnnxSession, Session
from emoscope.inference.weights import ModelSpec, Weights

__all__ = ["DLIB_RESNET", "EMBEDDING_SIZE", "FaceEmbedder", "FaceIdentity", "FaceView", "load_face_identity"]

DLIB_RESNET = ModelSpec(
    id="face-dlibresnet-2",
    weights=Weights(
        package="face_recognition_models",
        file="models/dlib_face_recognition_resnet_model_v1.dat",
        sha256="55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30",
    ),
    licence="CC0-1.0",
    intended_use="Telling people within one video or collection of its owner apart; not naming strangers.",
)

TEMPLATE = np.array(
    [[46.2, 44.6], [103.8, 44.6], [75.0, 77.4], [50.8, 103.0], [99.2, 103.0]], dtype=np.float32
)
"""Where CenterFace's landmarks lie in the pictures that dlib's own landmarks cut for this network: the median
over 46 photographs, made symmetric. On turned and half hidden faces CenterFace's hold better."""


@dataclass(frozen=True, slots=True)
class FaceView:
    """A picture (height, width, 3), blue-green-red, and the landmarks (5, 2) of a face in it."""

    picture: Image
    landmarks: Landmarks


class FaceEmbedder(Protocol):
    """Anything that maps views of faces to 128-d vectors that lie close together for one person."""

    spec: ModelSpec

    def analyze(self, inputs: Sequence[FaceView]) -> list[NDArray[np.float32]]: ...


class FaceIdentity:
    """Embeddings (128,) with a Euclidean distance of about 0.3-0.6 within and 0.6-1 between people.

    Each is the mean of the face's and its mirror image's.
    """

    spec = DLIB_RESNET

    def __init__(self, session: Session) -> None:
        self._session = session

    def analyze(self, inputs: Sequence[FaceView]) -> list[NDArray[np.float32]]:
        if not inputs:
            return []
        chips = np.stack([_chip(view) for view in inputs])
        both = np.concatenate([chips, chips[..., ::-1]])
        vectors = self._session.run({"face": np.ascontiguousarray(both)})["embedding"]
        return list(np.asarray((vectors[: len(chips)] + vectors[len(chips) :]) / 2, dtype=np.float32))


def _chip(view: FaceView) -> NDArray[np.float32]:
    """The face as the network knows faces: (3, 150, 150), red-green-blue, 0-255."""
    matrix = similarity(view.landmarks, TEMPLATE)
    picture, shrink = view.picture, float(np.hypot(*matrix[0, :2]))
    if shrink < 0.5:
        # Sampling every third pixel of a large face would alias: average first.
        height, width = picture.shape[:2]
        size = (max(1, round(width * 2 * shrink)), max(1, round(height * 2 * shrink)))
        picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.uint8)
        matrix = matrix @ np.diag([width / size[0], height / size[1], 1.0])
    face = cv2.warpAffine(picture, matrix[:2], (SIDE, SIDE), flags=cv2.INTER_LINEAR)
    return face[:, :, ::-1].transpose(2, 0, 1).astype(np.float32)


def load_face_identity(threads: int = 1) -> FaceIdentity:
    assert DLIB_RESNET.weights is not None  # noqa: S101 - stated above
    return FaceIdentity(OnnxSession(face_resnet(DLIB_RESNET.weights.path()), threads))

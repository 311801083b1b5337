"""Brings a face to the pose and size in which the expression model knows faces."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from emoscope.analyzers.face_detection import Image, Landmarks

SIDE = 48
"""Width and height of an aligned face in pixels."""

TEMPLATE = np.array([[15.1, 19.4], [32.9, 19.4], [24.0, 28.8], [16.9, 36.1], [31.1, 36.1]], dtype=np.float32)
"""Where eyes, nose and mouth corners lie in an aligned face: the median over FER+ training pictures, made
symmetric (training/face_expression/prepare.py --template prints it)."""


def align(image: Image, landmarks: Landmarks) -> NDArray[np.uint8]:
    """The face as (48, 48) grey, turned, moved and scaled so that its landmarks meet the template.

    `image` is (height, width, 3) blue-green-red or (height, width) grey. What lies outside it repeats its
    edge.
    """
    matrix = similarity(landmarks, TEMPLATE)
    shrink = float(np.hypot(matrix[0, 0], matrix[0, 1]))
    source, matrix = part_of(image, matrix, SIDE)
    if shrink < 0.5:
        # Sampling every fourth pixel of a large face would alias: average first.
        factor = 2 * shrink
        size = (max(1, round(source.shape[1] * factor)), max(1, round(source.shape[0] * factor)))
        smaller = cv2.resize(source, size, interpolation=cv2.INTER_AREA)
        matrix = matrix @ np.diag([source.shape[1] / size[0], source.shape[0] / size[1], 1.0])
        source = smaller.astype(np.uint8)
    grey = source if source.ndim == 2 else cv2.cvtColor(source, cv2.COLOR_BGR2GRAY)
    face = cv2.warpAffine(
        grey, matrix[:2], (SIDE, SIDE), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return face.astype(np.uint8)


def similarity(source: NDArray[Any], target: NDArray[Any]) -> NDArray[np.float64]:
    """The 3x3 matrix of the rotation, uniform scale and shift that best carries `source` onto `target`
    in the least-squares sense (Umeyama 1991). Both are (n, 2)."""
    source_mean, target_mean = source.mean(axis=0), target.mean(axis=0)
    a, b = source - source_mean, target - target_mean
    # In two dimensions the best rotation and scale are one complex number.
    left = a[:, 0] + 1j * a[:, 1]
    right = b[:, 0] + 1j * b[:, 1]
    turn = np.vdot(left, right) / max(float(np.vdot(left, left).real), 1e-9)
    linear = np.array([[turn.real, -turn.imag], [turn.imag, turn.real]])
    matrix = np.eye(3)
    matrix[:2, :2] = linear
    matrix[:2, 2] = target_mean - linear @ source_mean
    return matrix


def part_of(image: Image, matrix: NDArray[np.float64], side: int) -> tuple[Image, NDArray[np.float64]]:
    """The part of the picture that a crop of `side` pixels is made of, with the matrix moved to match."""
    corners = np.array([[0, 0, 1], [side, 0, 1], [0, side, 1], [side, side, 1]], dtype=np.float64)
    reach = (np.linalg.inv(matrix) @ corners.T)[:2]
    height, width = image.shape[:2]
    left, top = (max(0, int(value) - 2) for value in reach.min(axis=1))
    right, bottom = (int(value) + 3 for value in reach.max(axis=1))
    left, top = min(left, width - 1), min(top, height - 1)
    part = image[top : max(bottom, top + 1), left : max(right, left + 1)]
    shift = np.eye(3)
    shift[:2, 2] = left, top
    return part, matrix @ shift

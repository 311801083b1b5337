"""Faces of a still picture, which may take longer over one picture than a video over a frame.

A picture is searched at 640 pixels. Where that shows nothing, or small faces, it is searched again larger;
where it shows nothing upright, it is searched lying on its sides and upside down. Faces that tilt are looked
at once more upright, since the detector's landmarks are poor on them.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from emoscope.analyzers.face_alignment import TEMPLATE, similarity
from emoscope.analyzers.face_detection import DetectedFace, Landmarks
from emoscope.domain.faces import Box
from emoscope.media.arrays import Picture
from emoscope.pipelines.models import FaceDetector

COARSE_SIDE = 640
TURNED_SIDE = 320
FINE_SIDE = 1280
_MOST_ENLARGED = 2.5
_SMALL_SHARE = 0.125  # of the longer side; the coarse search misses nothing larger
_FINE_MOST_PX = 320  # as the detector sees it; larger finds of the fine search are parts of faces
_UPRIGHT_DEG = 60.0
_TURNED_SCORE = 0.6  # three more looks are three more chances of a false box
_CROOKED_DEG = 20.0
_CLOSE_UP_SIDE = 224
_CLOSE_UP_FACES = 2.2  # width of a close-up in widths of the face

Matrix = NDArray[np.float64]


def find_faces(picture: Picture, detector: FaceDetector) -> list[DetectedFace]:
    """Faces of a picture of any size and turn, best first. `detector` takes sides up to FINE_SIDE pixels."""
    faces = _search(picture, detector, COARSE_SIDE)
    if not any(abs(tilt_deg(face.landmarks)) <= _UPRIGHT_DEG for face in faces):
        turns, turned = _best_turn(picture, detector)
        if len(turned) >= max(1, len(faces)):
            upright = np.ascontiguousarray(np.rot90(picture, turns))
            found = _with_small_ones(upright, detector, turned)
            return [_moved(_straightened(upright, detector, face), _unturn(upright, turns)) for face in found]
    found = _with_small_ones(picture, detector, faces)
    return [_straightened(picture, detector, face) for face in found]


def tilt_deg(landmarks: Landmarks) -> float:
    """How far a face is turned in the plane of the picture, clockwise positive, -180 to 180."""
    matrix = similarity(landmarks, TEMPLATE)
    return float(np.degrees(np.arctan2(-matrix[1, 0], matrix[0, 0])))


def _search(picture: Picture, detector: FaceDetector, side: int) -> list[DetectedFace]:
    """Faces seen in the picture brought to `side` pixels, enlarged where it is much smaller."""
    scale = _scale(picture, side)
    size = [max(1, round(length * scale)) for length in picture.shape[1::-1]]
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    scaled = picture if scale == 1 else cv2.resize(picture, size, interpolation=method).astype(np.uint8)
    return [_moved(face, np.diag([1 / scale, 1 / scale, 1.0])) for face in detector.analyze([scaled])[0]]


def _scale(picture: Picture, side: int) -> float:
    most = _MOST_ENLARGED if side > COARSE_SIDE else 1.0
    return min(side / max(int(length) for length in picture.shape[:2]), most)


def _with_small_ones(
    picture: Picture, detector: FaceDetector, faces: list[DetectedFace]
) -> list[DetectedFace]:
    """The faces and, where small ones may have been missed, those that a larger view adds."""
    longest = max(picture.shape[:2])
    if faces and min(max(face.box.w, face.box.h) for face in faces) > _SMALL_SHARE * longest:
        return faces
    together = list(faces)
    for face in _search(picture, detector, FINE_SIDE):
        small = max(face.box.w, face.box.h) <= _FINE_MOST_PX / _scale(picture, FINE_SIDE)
        if small and not any(_same(face.box, other.box) for other in together):
            together.append(face)
    return sorted(together, key=lambda face: -face.score)


def _same(box: Box, other: Box) -> bool:
    """Whether one covers more than a third of the smaller one."""
    width = min(box.x + box.w, other.x + other.w) - max(box.x, other.x)
    height = min(box.y + box.h, other.y + other.h) - max(box.y, other.y)
    return max(0.0, width) * max(0.0, height) > min(box.w * box.h, other.w * other.h) / 3


def _best_turn(picture: Picture, detector: FaceDetector) -> tuple[int, list[DetectedFace]]:
    """The number of quarter turns, anticlockwise, after which most upright faces are seen, and those.

    No turn is among them: blurred faces are seen better in a smaller picture.
    """
    views: list[tuple[int, list[DetectedFace]]] = []
    for turns in (0, 1, 2, 3):
        faces = _search(np.ascontiguousarray(np.rot90(picture, turns)), detector, TURNED_SIDE)
        views.append((turns, [face for face in faces if _surely_upright(face)]))
    return max(views, key=lambda view: sum(face.score for face in view[1]))


def _surely_upright(face: DetectedFace) -> bool:
    return face.score >= _TURNED_SCORE and abs(tilt_deg(face.landmarks)) <= _UPRIGHT_DEG


def _unturn(turned: Picture, turns: int) -> Matrix:
    """From pixels of a picture turned anticlockwise by quarters to those of the picture before."""
    height, width = turned.shape[:2]
    # One quarter back (clockwise) carries (x, y) to (height - y, x).
    matrix = np.eye(3)
    for _ in range(turns):
        matrix = np.array([[0, -1, height], [1, 0, 0], [0, 0, 1.0]]) @ matrix
        height, width = width, height
    return matrix


def _straightened(picture: Picture, detector: FaceDetector, face: DetectedFace) -> DetectedFace:
    """The face as a close-up turned upright shows it; as it was where that shows none."""
    angle = tilt_deg(face.landmarks)
    if abs(angle) <= _CROOKED_DEG:
        return face
    box = face.box
    scale = _CLOSE_UP_SIDE / (_CLOSE_UP_FACES * max(box.w, box.h))
    middle = np.array([box.x + box.w / 2, box.y + box.h / 2])
    turn = np.eye(3)
    turn[:2] = cv2.getRotationMatrix2D((float(middle[0]), float(middle[1])), angle, scale)
    turn[:2, 2] += _CLOSE_UP_SIDE / 2 - middle
    side = (_CLOSE_UP_SIDE, _CLOSE_UP_SIDE)
    view = cv2.warpAffine(
        picture, turn[:2], side, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE
    ).astype(np.uint8)
    back = np.linalg.inv(turn).astype(np.float64)
    for seen in detector.analyze([view])[0]:
        if abs(tilt_deg(seen.landmarks)) < abs(angle):
            moved = _moved(seen, back)
            if _same(moved.box, box):
                return DetectedFace(moved.box, max(face.score, seen.score), moved.landmarks)
    return face


def _moved(face: DetectedFace, matrix: Matrix) -> DetectedFace:
    """The face in another picture. A box is taken as the ellipse in it, which keeps turned boxes tight."""
    box = face.box
    linear = matrix[:2, :2]
    x, y = linear @ (box.x + box.w / 2, box.y + box.h / 2) + matrix[:2, 2]
    w, h = np.hypot(linear[:, 0] * box.w, linear[:, 1] * box.h)
    landmarks = (face.landmarks @ linear.T + matrix[:2, 2]).astype(np.float32)
    return DetectedFace(Box(float(x - w / 2), float(y - h / 2), float(w), float(h)), face.score, landmarks)

"""A picture in, its faces and what they show out."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from emoscope.analyzers.face_alignment import SIDE, TEMPLATE, similarity
from emoscope.analyzers.face_detection import DetectedFace, Landmarks
from emoscope.domain.faces import Box
from emoscope.domain.image import ImagePredictions
from emoscope.media.arrays import Picture
from emoscope.media.pictures import MAX_PICTURE_PIXELS, read_picture
from emoscope.pipelines.models import FaceDetector, FaceModels
from emoscope.pipelines.scoring import score_faces
from emoscope.pipelines.stills import find_faces

# A whole picture taken as one face is searched for landmarks at the size and with the border, scale and tilt
# that training/face_expression/prepare.py uses for the crops the model was trained on.
_CROP_ENLARGED = 4 * SIDE
_CROP_BORDER = 32
_CROP_SCALES = (0.6, 1.7)
_CROP_TILT_DEG = 45.0


def analyze(
    path: Path, models: FaceModels, *, assume_face: bool = False, max_pixels: int = MAX_PICTURE_PIXELS
) -> ImagePredictions:
    """Faces of a JPEG, PNG or WebP file. With `assume_face` the whole picture is taken as one face.

    Raises UnsupportedMedia, DamagedMedia or MediaTooLarge.
    """
    return analyze_picture(read_picture(path.read_bytes(), max_pixels), models, assume_face=assume_face)


def analyze_picture(picture: Picture, models: FaceModels, *, assume_face: bool = False) -> ImagePredictions:
    """The same for a picture (height, width, 3), blue-green-red."""
    if assume_face:
        faces = [_whole(picture, models.still_detector)]
    else:
        faces = find_faces(picture, models.still_detector)
        faces = sorted(faces, key=lambda face: -face.box.w * face.box.h)
    scored = score_faces([(picture, face) for face in faces], models)
    return ImagePredictions(
        width=picture.shape[1],
        height=picture.shape[0],
        faces=tuple(face.observed(number) for number, face in enumerate(scored, 1)),
        models={job: model for job, model in models.ids().items() if job != "face-identity"},
    )


def _whole(picture: Picture, detector: FaceDetector) -> DetectedFace:
    """The picture as a face: with the landmarks found in it, else with those of an average crop."""
    height, width = picture.shape[:2]
    scale = _CROP_ENLARGED / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    enlarged = cv2.resize(picture, size, interpolation=cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA)
    edge = _CROP_BORDER
    enlarged = cv2.copyMakeBorder(enlarged, edge, edge, edge, edge, cv2.BORDER_REPLICATE)
    box = Box(0.0, 0.0, float(width), float(height))
    for face in detector.analyze([enlarged.astype(np.uint8)])[0]:
        if _plausible(face.landmarks):
            return DetectedFace(box, face.score, ((face.landmarks - edge) / scale).astype(np.float32))
    landmarks = (TEMPLATE / SIDE * np.array([width, height])).astype(np.float32)
    return DetectedFace(box, 0.0, landmarks)


def _plausible(landmarks: Landmarks) -> bool:
    matrix = similarity(landmarks, TEMPLATE)
    scale = float(np.hypot(matrix[0, 0], matrix[1, 0])) * _CROP_ENLARGED / SIDE
    tilt = abs(float(np.degrees(np.arctan2(matrix[1, 0], matrix[0, 0]))))
    return _CROP_SCALES[0] <= scale <= _CROP_SCALES[1] and tilt <= _CROP_TILT_DEG

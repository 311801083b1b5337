"""FER+ faces as meshes, with their labels."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from emoscope.analyzers.face_mesh import POINTS, EyeMarks, FaceSpot, load_face_iris, load_face_mesh
from emoscope.analyzers.gaze import eye_spots
from emoscope.domain.emotions import EMOTIONS
from emoscope.evaluation.ferplus import PRIVATE, TRAIN, load_archive, majority, seen_in_training

UPSCALE, PAD = 4, 32
TRAIN_STRIDE = 4
"""Of the training split every fourth face is meshed, of the private split every one, of the public none."""
SURE = 0.99
"""Presence from which a mesh is used here; 98% of the faces found have it."""


@dataclass(frozen=True)
class MeshedFaces:
    """points (n, 468, 3) and eyes (n, 2, 76, 2: right and left, 71 points of the outline, 5 of the iris) in
    pixels of the enlarged picture; label (n,) is the majority's emotion, or empty; split (n,) 0 train, 2
    private; duplicate (n,) marks test faces also in training."""

    points: NDArray[np.float32]
    eyes: NDArray[np.float32]
    label: NDArray[np.str_]
    split: NDArray[np.uint8]
    duplicate: NDArray[np.bool_]

    def chosen(self, rows: NDArray[np.bool_]) -> MeshedFaces:
        return MeshedFaces(
            self.points[rows], self.eyes[rows], self.label[rows], self.split[rows], self.duplicate[rows]
        )

    def marks(self, row: int) -> tuple[EyeMarks, EyeMarks]:
        """The right and the left eye."""
        right, left = (EyeMarks(eye[:71], eye[71:]) for eye in self.eyes[row])
        return right, left


def picture_of(face: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A FER+ crop four times as large, its edge repeated outwards, as face_expression/prepare.py sees it."""
    big = cv2.resize(face, None, fx=UPSCALE, fy=UPSCALE, interpolation=cv2.INTER_CUBIC)
    big = cv2.copyMakeBorder(big, PAD, PAD, PAD, PAD, cv2.BORDER_REPLICATE)
    return cv2.cvtColor(big, cv2.COLOR_GRAY2BGR).astype(np.uint8)


def load_meshes(data: Path, aligned: Path, cache: Path) -> MeshedFaces:
    """Meshes of faces that face_expression/prepare.py found (`aligned`), kept in the file `cache`."""
    archive = load_archive(data)
    with np.load(aligned / "aligned.npz") as file:
        found, landmarks = file["found"], file["landmarks"]
    if not cache.is_file():
        train, private = (np.nonzero(found & (archive.split == split))[0] for split in (TRAIN, PRIVATE))
        _make(archive.faces, np.concatenate([train[::TRAIN_STRIDE], private]), landmarks, cache)
    with np.load(cache) as file:
        rows, points, eyes, presence = (file[name] for name in ("rows", "points", "eyes", "presence"))
    winner, in_subset = majority(archive.votes)
    label = np.where(in_subset, np.array(EMOTIONS)[winner], "")
    kept = presence >= SURE
    rows = rows[kept]
    return MeshedFaces(
        points[kept], eyes[kept], label[rows], archive.split[rows], seen_in_training(archive)[rows]
    )


def _make(
    faces: NDArray[np.uint8], rows: NDArray[np.int64], landmarks: NDArray[np.float32], cache: Path
) -> None:
    meshes, irises = load_face_mesh(), load_face_iris()
    points = np.empty((len(rows), POINTS, 3), np.float32)
    eyes = np.empty((len(rows), 2, 76, 2), np.float32)
    presence = np.empty(len(rows), np.float32)
    for place, row in enumerate(rows):
        picture = picture_of(faces[row])
        (mesh,) = meshes.analyze([FaceSpot(picture, landmarks[row] * UPSCALE + PAD)])
        points[place], presence[place] = mesh.points, mesh.presence
        for eye, marks in enumerate(irises.analyze(eye_spots(picture, mesh))):
            eyes[place, eye] = np.concatenate([marks.outline, marks.iris])
        if place % 5000 == 0:
            print(f"{place} of {len(rows)} meshes", flush=True)
    np.savez(cache, rows=rows, points=points, eyes=eyes, presence=presence)

"""Prints where the detector's landmarks lie in the crop that the mesh network knows.

    template.py --data DIR --aligned DIR

MediaPipe cuts a square 1.5 times the extent of the mesh it found before, upright by the outer eye corners.
Here the network is run four times per face, each crop made from the mesh before, on every thirtieth training
face of FER+; the median of the landmarks in the last crop, made symmetric, is MESH_TEMPLATE in
emoscope.analyzers.face_mesh.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from faces import PAD, SURE, UPSCALE, picture_of
from numpy.typing import NDArray

from emoscope.analyzers.face_mesh import EYE_CORNERS, MESH_TEMPLATE, FaceMesh, FaceSpot, load_face_mesh
from emoscope.evaluation.ferplus import TRAIN, load_archive

Floats = NDArray[np.float64]
SIDE, MARGIN, ROUNDS, STRIDE = 192, 1.5, 4, 30
_SWAPPED = [1, 0, 2, 4, 3]


def settled(model: FaceMesh, picture: NDArray[np.uint8], landmarks: Floats) -> Floats | None:
    """Landmarks (5, 2) in the settled crop, in [0, 1]; None where the network sees no face."""
    eyes = landmarks[1] - landmarks[0]
    down = (landmarks[3:] - landmarks[:2]).mean(axis=0)
    centre, side = landmarks.mean(axis=0), 4.2 * max(np.hypot(*eyes), np.hypot(*down))
    upright = _turn(eyes)
    for _ in range(ROUNDS):
        # Landmarks that make the model cut just this crop.
        corners = (MESH_TEMPLATE - SIDE / 2) * side / SIDE @ upright + centre
        (mesh,) = model.analyze([FaceSpot(picture, corners.astype(np.float32))])
        if mesh.presence < SURE:
            return None
        found = (landmarks - centre) @ upright.T / side + 0.5
        flat = mesh.points[:, :2].astype(np.float64)
        upright = _turn(flat[EYE_CORNERS["left"][0]] - flat[EYE_CORNERS["right"][0]])
        level = flat @ upright.T
        low, high = level.min(axis=0), level.max(axis=0)
        centre, side = (low + high) / 2 @ upright, MARGIN * float((high - low).max())
    return np.asarray(found)


def _turn(eyes: Floats) -> Floats:
    """The rotation (2, 2) that makes the line of the eyes level."""
    x, y = eyes / np.hypot(*eyes)
    return np.array([[x, y], [-y, x]])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--aligned", type=Path, required=True)
    options = parser.parse_args()
    archive, model = load_archive(options.data), load_face_mesh()
    with np.load(options.aligned / "aligned.npz") as file:
        found, landmarks = file["found"], file["landmarks"].astype(np.float64)
    rows = np.nonzero(found & (archive.split == TRAIN))[0][::STRIDE]
    crops = [settled(model, picture_of(archive.faces[row]), landmarks[row] * UPSCALE + PAD) for row in rows]
    median = np.median([crop for crop in crops if crop is not None], axis=0)
    mirrored = median[_SWAPPED] * (-1, 1) + (1, 0)
    print(f"{sum(crop is not None for crop in crops)} of {len(rows)} faces")
    print(np.round((median + mirrored) / 2, 3).tolist())


if __name__ == "__main__":
    main()

"""Finds the landmarks of every face in the archive and cuts the faces as the product does at run time.

    prepare.py --data DIR --out DIR [--measure]

Writes OUT/aligned.npz: `faces` (N, 48, 48) uint8, `found` (N,) bool, `landmarks` (N, 5, 2). Where no face
is found with confidence, `faces` holds the archive's own crop. --measure also measures the mean
landmarks of the training split and writes them to template.json beside this file.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import cv2
import numpy as np
from data import TEMPLATE_FILE, TRAIN, load_archive
from numpy.typing import NDArray

from emoscope.analyzers.face_alignment import SIDE, TEMPLATE, align, similarity
from emoscope.analyzers.face_detection import CenterFace, load_centerface

UPSCALE = 4
PAD = 32
CONFIDENT = 0.5
# A similarity beyond these is a detector's mistake: the archive's crops are rough, but near.
SCALE_LIMITS = (0.6, 1.7)
ANGLE_LIMIT_DEG = 45.0
POINTS = ("left_eye", "right_eye", "nose", "mouth_left", "mouth_right")


def enlarge(face: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A crop (48, 48) four times as large, its edge repeated outwards so that tight faces are found."""
    big = cv2.resize(face, None, fx=UPSCALE, fy=UPSCALE, interpolation=cv2.INTER_CUBIC)
    return cv2.copyMakeBorder(big, PAD, PAD, PAD, PAD, cv2.BORDER_REPLICATE).astype(np.uint8)


def find(detector: CenterFace, big: NDArray[np.uint8]) -> NDArray[np.float32] | None:
    """Landmarks (5, 2) of the best plausible face in an enlarged crop, in its pixels."""
    for face in detector.analyze([cv2.cvtColor(big, cv2.COLOR_GRAY2BGR).astype(np.uint8)])[0]:
        matrix = similarity(face.landmarks, TEMPLATE)
        scale = float(np.hypot(matrix[0, 0], matrix[1, 0])) * UPSCALE
        angle = float(np.degrees(np.arctan2(matrix[1, 0], matrix[0, 0])))
        if SCALE_LIMITS[0] <= scale <= SCALE_LIMITS[1] and abs(angle) <= ANGLE_LIMIT_DEG:
            return face.landmarks
    return None


def prepare(
    detector: CenterFace, faces: NDArray[np.uint8]
) -> tuple[NDArray[np.uint8], NDArray[np.bool_], NDArray[np.float32]]:
    """Aligned faces, whether each was found, and landmarks in crop pixels (edge of the crop at 0)."""
    aligned, found = faces.copy(), np.zeros(len(faces), dtype=np.bool_)
    landmarks = np.full((len(faces), 5, 2), np.nan, dtype=np.float32)
    for index, face in enumerate(faces):
        big = enlarge(face)
        points = find(detector, big)
        if points is not None:
            aligned[index], found[index] = align(big, points), True
            landmarks[index] = (points - PAD) / UPSCALE
        if index % 2000 == 0:
            print(f"{index} of {len(faces)}", flush=True)
    return aligned, found, landmarks


def measure(landmarks: NDArray[np.float32]) -> dict[str, object]:
    """The template document from landmarks (n, 5, 2) of found training faces."""
    mean = landmarks.mean(axis=0)
    mirrored = mean[[1, 0, 2, 4, 3]] * (-1, 1) + (SIDE, 0)
    return {
        "size": SIDE,
        "convention": "x, y in pixels of the 48x48 crop, 0 at its left and upper edge",
        "order": list(POINTS),
        "run_time": np.round(TEMPLATE.astype(float), 2).tolist(),
        "measured_mean": np.round(mean.astype(float), 2).tolist(),
        "measured_symmetric_mean": np.round((mean + mirrored) / 2, 2).tolist(),
        "measured_median": np.round(np.median(landmarks, axis=0).astype(float), 2).tolist(),
        "measured_deviation": np.round(landmarks.std(axis=0).astype(float), 2).tolist(),
        "images": len(landmarks),
        "detector_threshold": CONFIDENT,
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with ferplus48.npz")
    parser.add_argument("--out", type=Path, required=True, help="folder for aligned.npz")
    parser.add_argument("--measure", action="store_true", help="also write template.json")
    parser.add_argument("--limit", type=int, help="only the first so many images, for a trial")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    archive = load_archive(options.data)
    detector = load_centerface(options.threads, threshold=CONFIDENT)
    aligned, found, landmarks = prepare(detector, archive.faces[: options.limit])
    split = archive.split[: options.limit]
    if options.measure:
        document = measure(landmarks[found & (split == TRAIN)])
        TEMPLATE_FILE.write_text(json.dumps(document, indent=2) + "\n")
        print(json.dumps(document))
    options.out.mkdir(parents=True, exist_ok=True)
    np.savez(options.out / "aligned.npz", faces=aligned, found=found, landmarks=landmarks)
    for number in np.unique(split):
        print(f"split {number}: found {found[split == number].mean():.4f} of {(split == number).sum()}")


if __name__ == "__main__":
    main()

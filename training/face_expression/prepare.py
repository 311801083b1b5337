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

import numpy as np
from data import TEMPLATE_FILE, TRAIN, load_archive
from numpy.typing import NDArray

from emoscope.analyzers.face_alignment import SIDE, TEMPLATE
from emoscope.analyzers.face_detection import load_centerface
from emoscope.evaluation.face_crops import CONFIDENT, cut_faces

POINTS = ("left_eye", "right_eye", "nose", "mouth_left", "mouth_right")


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
    crops = cut_faces(
        detector,
        archive.faces[: options.limit],
        lambda done, count: print(f"{done} of {count}", flush=True) if done % 2000 == 0 else None,
    )
    split = archive.split[: options.limit]
    if options.measure:
        document = measure(crops.landmarks[crops.found & (split == TRAIN)])
        TEMPLATE_FILE.write_text(json.dumps(document, indent=2) + "\n")
        print(json.dumps(document))
    options.out.mkdir(parents=True, exist_ok=True)
    np.savez(options.out / "aligned.npz", faces=crops.faces, found=crops.found, landmarks=crops.landmarks)
    for number in np.unique(split):
        print(f"split {number}: found {crops.found[split == number].mean():.4f} of {(split == number).sum()}")


if __name__ == "__main__":
    main()

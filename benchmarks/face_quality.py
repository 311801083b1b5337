"""Whether the quality of a face falls as its photograph is made worse, step by step.

    face_quality.py [--media FOLDER]

The faces are found once in the labelled photographs, faces of at most 160 pixels; each series then makes the
picture worse and moves their landmarks along, so that only the quality is measured. Printed: mean quality at
each step, and in how many of the pairs of neighbouring steps, over all faces, it did not rise (asked of those
where it was above 0.02).
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np
from face_detection import MEDIA, photographs
from faces.alterations import Change, Label, Picture, blurred, light, small, unchanged

from emoscope.analyzers.face_alignment import align
from emoscope.analyzers.face_detection import Landmarks
from emoscope.analyzers.face_quality import face_quality
from emoscope.library.models import default_face_models
from emoscope.pipelines.stills import find_faces

SERIES: dict[str, dict[str, Change]] = {
    "blur, share of the face": {f"{share:.0%}": blurred(share) for share in (0.01, 0.02, 0.04, 0.08, 0.16)},
    "size in pixels": {str(side): small(side) for side in (96, 64, 48, 32, 24, 16, 12)},
    "darkness, share of the light": {f"{gain:.0%}": light(gain) for gain in (0.3, 0.15, 0.08, 0.05, 0.02)},
    "bleaching, times the light": {f"{gain:g}": light(gain) for gain in (1.5, 2, 3, 5, 10)},
    "low contrast, share of it": {f"{c:.0%}": light(c, 1.0, 0.5 - c / 2) for c in (0.5, 0.2, 0.1, 0.04)},
}
LEAST = 0.02


def carried(change: Change, picture: Picture, landmarks: Landmarks, size: float) -> float:
    """The quality after a change that at most scales the picture."""
    label = Label(
        float(landmarks[:, 0].mean()) - size / 2, float(landmarks[:, 1].mean()) - size / 2, size, size
    )
    altered, (moved,) = change(picture, [label])
    points = (landmarks * (moved.w / label.w)).astype(np.float32)
    return face_quality(align(altered, points), points)


def turned_away(landmarks: Landmarks, picture: Picture, degrees: float) -> float:
    """The quality of a head turned further to the side it is turned to.

    The landmarks move as those of an average head, whose nose stands out by half the distance of the eyes.
    """
    yaw = np.radians(degrees)
    middle = landmarks[:2].mean(axis=0)
    axis = landmarks[1] - landmarks[0]
    away = landmarks - middle
    along = away @ axis / float(axis @ axis)
    depth = np.array([0, 0, 0.5, 0.1, 0.1]) * (np.sign(along[2]) or 1)
    moved = landmarks + np.outer(along * (np.cos(yaw) - 1) + depth * np.sin(yaw), axis)
    return face_quality(align(picture, moved.astype(np.float32)), moved.astype(np.float32))


def show(name: str, steps: list[str], qualities: list[list[float]]) -> None:
    table = np.array(qualities)
    before, after = table[:, :-1], table[:, 1:]
    asked = before > LEAST
    right = (after <= before + 1e-6) & asked
    means = "  ".join(f"{step} {mean:.2f}" for step, mean in zip(steps, table.mean(axis=0), strict=True))
    print(f"{name}: {means}; {right.sum()} of {asked.sum()} steps fall", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--media", type=Path, default=MEDIA)
    options = parser.parse_args()
    if not options.media.exists():
        print(f"{Path(__file__).name}: no labelled photographs in {options.media}, nothing measured")
        return
    cv2.setNumThreads(1)
    detector = default_face_models().still_detector
    photos = photographs(options.media / "photos", "all")
    faces = [
        (picture, face)
        for picture, _ in (small(160)(*one) for one in photos.values())
        for face in find_faces(picture, detector)
    ]
    print(f"{len(faces)} faces")
    for name, changes in SERIES.items():
        steps = {"unchanged": unchanged, **changes}
        rows = [
            [
                carried(change, picture, face.landmarks, (face.box.w * face.box.h) ** 0.5)
                for change in steps.values()
            ]
            for picture, face in faces
        ]
        show(name, list(steps), rows)
    angles = (0, 15, 30, 45, 60)
    frontal = [(picture, face) for picture, face in faces if turned_away(face.landmarks, picture, 0) > LEAST]
    rows = [
        [turned_away(face.landmarks, picture, degrees) for degrees in angles] for picture, face in frontal
    ]
    show("turn of the head in degrees", [str(angle) for angle in angles], rows)


if __name__ == "__main__":
    main()

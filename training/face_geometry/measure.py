"""Measures the average face and what its distances are when it shows nothing.

    measure.py --data DIR --aligned DIR --out FOLDER

DIR holds ferplus48.npz; `aligned` is what face_expression/prepare.py wrote; FOLDER keeps the meshes between
runs. Only the training split is used. Writes src/emoscope/weights/face-geometry-1.json.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
from faces import MeshedFaces, load_meshes
from numpy.typing import NDArray

from emoscope.analyzers.action_units import EYE_MEASURES, MEASURES
from emoscope.analyzers.face_statistics import FACE_GEOMETRY_ID, FaceStatistics, pose_terms
from emoscope.analyzers.gaze import EyeHeights, eye_heights, iris_offset
from emoscope.analyzers.head_pose import HeadPose, head_pose, turned

Floats = NDArray[np.float64]

WEIGHTS = Path(__file__).parents[2] / "src/emoscope/weights"
# Mesh points that expressions hardly move: in the middle of the face, then pairs (right, left).
MIDDLE = (10, 151, 9, 168, 6, 197, 195, 5, 2)
PAIRS = (
    (33, 263), (133, 362), (127, 356), (234, 454), (21, 251), (162, 389), (54, 284), (103, 332), (67, 297),
    (98, 327),
)  # fmt: skip
RIGID = np.array([*MIDDLE, *(point for pair in PAIRS for point in pair)])
_MIRRORED = np.array([*MIDDLE, *(point for pair in PAIRS for point in reversed(pair))])
_EYES = ((33, 133), (263, 362))
TURNED_DEG, NODDED_DEG = 30.0, 20.0
"""Faces turned further are left out when distances are measured."""


def average_face(meshes: NDArray[np.float32], rounds: int = 6) -> Floats:
    """The rigid points (n, 3) of the average face: symmetric, centred, eyes at distance 1, median pitch 0.

    Generalised Procrustes analysis (Gower 1975) with medians, over the meshes and their mirror images.
    """
    rigid = meshes[:, RIGID].astype(np.float64)
    mirror = meshes[:, _MIRRORED].astype(np.float64) * (-1, 1, 1)
    shapes = np.concatenate([rigid, mirror])
    average = np.median(shapes / np.ptp(shapes[..., 1], axis=1)[:, None, None], axis=0)
    for _ in range(rounds):
        average = _unit(average)
        statistics = FaceStatistics(np.arange(len(RIGID)), average, {})
        average = np.median([head_pose(shape, statistics).frontal for shape in shapes], axis=0)
    average = _unit(average)
    statistics = FaceStatistics(np.arange(len(RIGID)), average, {})
    pitch = np.median([head_pose(shape, statistics).pitch for shape in rigid])
    return average @ turned(0, float(pitch), 0).T


def _unit(shape: Floats) -> Floats:
    at = {int(point): place for place, point in enumerate(RIGID)}
    right, left = (shape[[at[a], at[b]]].mean(axis=0) for a, b in _EYES)
    return np.asarray((shape - shape.mean(axis=0)) / np.linalg.norm(right - left))


def distances(faces: MeshedFaces, poses: list[HeadPose]) -> dict[str, Floats]:
    """Every distance that is put on a scale, for every face."""
    frontal = np.array([pose.frontal for pose in poses])
    heights = [[eye_heights(eye, pose) for eye in faces.marks(row)] for row, pose in enumerate(poses)]

    def of_eyes(measure: Callable[[EyeHeights], float]) -> Floats:
        return np.array([(measure(right) + measure(left)) / 2 for right, left in heights])

    return {
        **{name: measure(frontal) for name, measure in MEASURES.items()},
        **{name: of_eyes(measure) for name, measure in EYE_MEASURES.items()},
        "eye_opening": of_eyes(lambda eye: eye.opening),
    }


def near_front(poses: list[HeadPose]) -> NDArray[np.bool_]:
    return np.array([abs(p.yaw) <= TURNED_DEG and abs(p.pitch) <= NODDED_DEG for p in poses])


def scales(faces: MeshedFaces, poses: list[HeadPose]) -> dict[str, dict[str, object]]:
    """Neutral value by pose, and span, of every distance."""
    terms = np.array([pose_terms(pose.yaw, pose.pitch) for pose in poses])
    near = near_front(poses)
    neutral = near & (faces.label == "neutral")
    result: dict[str, dict[str, object]] = {}
    for name, values in distances(faces, poses).items():
        factors = _median_fit(terms[neutral], values[neutral])
        span = np.percentile((values - terms @ factors)[near], 99)
        result[name] = {"neutral": np.round(factors, 5).tolist(), "span": round(float(span), 5)}
    return result


def iris_rest(faces: MeshedFaces, poses: list[HeadPose]) -> list[float]:
    """Where irises lie in neutral faces turned to the camera, most of whom look into it: towards the nose,
    down."""
    rows = [
        row
        for row, pose in enumerate(poses)
        if faces.label[row] == "neutral" and abs(pose.yaw) <= 8 and abs(pose.pitch) <= 8
    ]
    offsets = []
    for row in rows:
        right, left = (
            poses[row].rotation[:2, :2].T @ iris_offset(eye, poses[row].scale) for eye in faces.marks(row)
        )
        offsets.append((right + left * (-1, 1)) / 2)
    return np.round(np.median(offsets, axis=0), 4).tolist()


def _median_fit(terms: Floats, values: Floats, rounds: int = 20) -> Floats:
    """Least absolute deviations by reweighted least squares: half of the neutral faces lie below it."""
    weights = np.ones(len(values))
    for _ in range(rounds):
        factors = np.linalg.lstsq(terms * weights[:, None], values * weights, rcond=None)[0]
        weights = 1 / np.sqrt(np.maximum(np.abs(values - terms @ factors), 1e-4))
    return np.asarray(factors)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--aligned", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    faces = load_meshes(options.data, options.aligned, options.out / "meshes.npz")
    faces = faces.chosen(faces.split == 0)
    neutral = faces.points[faces.label == "neutral"]
    average = average_face(neutral)
    statistics = FaceStatistics(RIGID, average, {})
    poses = [head_pose(points, statistics) for points in faces.points]
    document = {
        "made_by": "training/face_geometry/measure.py",
        "faces": {"training": len(faces.points), "neutral": len(neutral)},
        "rigid": RIGID.tolist(),
        "average": np.round(average, 4).tolist(),
        "iris_rest": iris_rest(faces, poses),
        "scales": scales(faces, poses),
    }
    target = WEIGHTS / f"{FACE_GEOMETRY_ID}.json"
    target.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(document["faces"]), document["iris_rest"])


if __name__ == "__main__":
    main()

"""The figures of docs/models/face-geometry.md.

    evaluate.py units --data DIR --aligned DIR --out FOLDER     on FER+ PrivateTest
    evaluate.py yaw --data DIR --aligned DIR --out FOLDER       on all FER+ faces that have a mesh
    evaluate.py poses --photos DIR      on copies of photographs, turned and made smaller

Nothing is chosen here. Folders as for measure.py; photographs are any with faces of 80 pixels or more.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
from faces import load_meshes
from measure import distances, near_front
from numpy.typing import NDArray
from scipy.stats import rankdata

from emoscope.analyzers.face_detection import CenterFace, load_centerface
from emoscope.analyzers.face_geometry import FaceGeometryEstimator, load_face_geometry
from emoscope.analyzers.face_mesh import FaceSpot
from emoscope.analyzers.face_statistics import face_statistics, pose_terms
from emoscope.analyzers.head_pose import angles, head_pose, turned
from emoscope.domain.faces import ACTION_UNITS, FaceGeometry

Picture = NDArray[np.uint8]
OTHERS = ("angry", "contempt", "disgust", "fear", "happy", "sad", "surprise")
SIDE = 400
LEVEL_PAIRS = {"outer eye corners": (33, 263), "inner eye corners": (133, 362), "nose wings": (98, 327)}
NOSE = (168, 2)


def auc(positive: NDArray[np.floating], negative: NDArray[np.floating]) -> float:
    """The chance that a face of the one kind scores above one of the other."""
    ranks = rankdata(np.concatenate([positive, negative]))
    count = len(positive)
    return float((ranks[:count].sum() - count * (count + 1) / 2) / count / len(negative))


def units(data: Path, aligned: Path, out: Path) -> None:
    """How well each unit's distance, corrected for pose, tells every emotion from neutral."""
    faces = load_meshes(data, aligned, out / "meshes.npz")
    faces = faces.chosen((faces.split == 2) & (faces.label != "") & ~faces.duplicate)
    statistics = face_statistics()
    poses = [head_pose(points, statistics) for points in faces.points]
    near = near_front(poses)
    faces, poses = faces.chosen(near), [pose for pose, kept in zip(poses, near, strict=True) if kept]
    terms = np.array([pose_terms(pose.yaw, pose.pitch) for pose in poses])
    neutral = faces.label == "neutral"
    print("faces:", {name: int((faces.label == name).sum()) for name in (*OTHERS, "neutral")})
    print("| unit |", " | ".join(OTHERS), "| mean, neutral | mean, all |")
    measured = distances(faces, poses)
    for name in ACTION_UNITS:
        scale = statistics.scales[name]
        values = (measured[name] - terms @ scale.neutral) / scale.span
        row = [f"{auc(values[faces.label == other], values[neutral]):.2f}" for other in OTHERS]
        means = [f"{np.clip(part, 0, 1).mean():.2f}" for part in (values[neutral], values)]
        print(f"| {name.upper()} |", " | ".join([*row, *means]), "|")


def portraits(folder: Path, detector: CenterFace) -> list[Picture]:
    """Faces cut out with as much room again on every side, brought to one size."""
    found = []
    for path in sorted(folder.iterdir()):
        picture = cv2.imread(str(path))
        for face in detector.analyze([picture])[0] if picture is not None else []:
            box = face.box
            if min(box.w, box.h) < 80:
                continue
            half = max(box.w, box.h)
            centre = np.array([box.x + box.w / 2, box.y + box.h / 2])
            scale = SIDE / (2 * half)
            matrix = np.column_stack([np.eye(2) * scale, SIDE / 2 - scale * centre])
            found.append(_warped(picture, matrix))
    return found


def _warped(picture: NDArray[np.generic], matrix: NDArray[np.float64]) -> Picture:
    copy = cv2.warpAffine(
        picture, matrix, (SIDE, SIDE), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE
    )
    return copy.astype(np.uint8)


def poses(folder: Path) -> None:
    detector, estimator = load_centerface(1, 960, 0.5), load_face_geometry()
    pictures = portraits(folder, detector)
    near = load_centerface(1, 320, 0.5)
    plain = [_look(near, estimator, picture) for picture in pictures]
    told = [i for i, seen in enumerate(plain) if seen is not None and seen.gaze_yaw is not None]
    print(f"{len(pictures)} faces, {len(told)} of them read in full")
    changes: dict[str, tuple[Callable[[Picture], Picture], Callable[[FaceGeometry], list[float]]]] = {
        "mirrored": (lambda p: np.ascontiguousarray(p[:, ::-1]), _mirrored),
        "turned 20": (lambda p: _turned(p, 20), lambda g: _rolled(g, 20)),
        "turned -20": (lambda p: _turned(p, -20), lambda g: _rolled(g, -20)),
        **{
            f"{eye} px between the eyes": (partial(_smaller, eye_px=eye), _angles) for eye in (48, 32, 24, 16)
        },
    }
    print("| copy | read | yaw | pitch | roll | gaze yaw | gaze pitch | units |")
    for name, (change, expected) in changes.items():
        pairs = [(plain[i], _look(near, estimator, change(pictures[i]))) for i in told]
        _print_errors(name, pairs, expected)


def _look(detector: CenterFace, estimator: FaceGeometryEstimator, picture: Picture) -> FaceGeometry | None:
    found = detector.analyze([picture])[0]
    return estimator.analyze([FaceSpot(picture, found[0].landmarks)])[0] if found else None


def _angles(seen: FaceGeometry) -> list[float]:
    angles = (seen.head_yaw, seen.head_pitch, seen.head_roll, seen.gaze_yaw, seen.gaze_pitch)
    return [np.nan if angle is None else angle for angle in angles]


def _mirrored(seen: FaceGeometry) -> list[float]:
    yaw, pitch, roll, gaze_yaw, gaze_pitch = _angles(seen)
    return [-yaw, pitch, -roll, -gaze_yaw, gaze_pitch]


def _rolled(seen: FaceGeometry, degrees: float) -> list[float]:
    """What a picture turned clockwise should say."""
    turn, (yaw, pitch, roll, gaze_yaw, gaze_pitch) = turned(0, 0, degrees), _angles(seen)
    head = angles(turn @ turned(yaw, pitch, roll))
    return [*head, *angles(turn @ turned(gaze_yaw, gaze_pitch, 0))[:2]]


def _turned(picture: Picture, degrees: float) -> Picture:
    """Clockwise as seen."""
    return _warped(picture, cv2.getRotationMatrix2D((SIDE / 2, SIDE / 2), -degrees, 1.0))


def _smaller(picture: Picture, eye_px: int) -> Picture:
    scale = eye_px / 85  # about the distance between the eyes in a portrait
    return cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.uint8)


Pairs = list[tuple[FaceGeometry | None, FaceGeometry | None]]


def _print_errors(name: str, pairs: Pairs, expected: Callable[[FaceGeometry], list[float]]) -> None:
    """Median differences between what was read and what the unchanged picture says."""
    read = [(a, b) for a, b in pairs if a is not None and b is not None and b.head_yaw is not None]
    errors = np.full((len(read), 5), np.nan)
    for row, (a, b) in enumerate(read):
        wanted = expected(a)
        errors[row, : len(wanted)] = np.abs(np.array(_angles(b)[: len(wanted)]) - wanted)
    moved = [abs(a.action_units[u] - b.action_units[u]) for a, b in read for u in b.action_units]
    cells = [f"{np.nanmedian(column):.1f}" if np.isfinite(column).any() else "" for column in errors.T]
    print(f"| {name} | {len(read)}/{len(pairs)} |", " | ".join(cells), f"| {np.mean(moved):.2f} |")


def yaw(data: Path, aligned: Path, out: Path) -> None:
    """What is read as yaw, beside what the foreshortening of level, symmetric pairs of points says.

    The distance of such a pair shrinks with the cosine of the yaw, whatever the depth of the face. It is
    taken over the length of the nose, in faces that hardly nod, and compared with that of faces seen from
    the front.
    """
    faces, statistics = load_meshes(data, aligned, out / "meshes.npz"), face_statistics()
    read, widths = [], []
    for points in faces.points:
        pose = head_pose(points, statistics)
        if abs(pose.pitch) > 10:
            continue
        level = points[:, :2] @ turned(0, 0, pose.roll)[:2, :2]
        read.append(abs(pose.yaw))
        nose = level[NOSE[1], 1] - level[NOSE[0], 1]
        widths.append([(level[left, 0] - level[right, 0]) / nose for right, left in LEVEL_PAIRS.values()])
    yaws, ratios = np.array(read), np.array(widths)
    front = np.median(ratios[yaws < 5], axis=0)
    print("| read | faces | median |", " | ".join(LEVEL_PAIRS), "|")
    for low, high in pairwise((10, 15, 20, 25, 30, 35, 40, 45, 55)):
        inside = (yaws >= low) & (yaws < high)
        said = np.degrees(np.arccos(np.minimum(1, np.median(ratios[inside], axis=0) / front)))
        cells = " | ".join(f"{angle:.0f}" for angle in said)
        print(f"| {low} to {high} | {inside.sum()} | {np.median(yaws[inside]):.0f} | {cells} |")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    tasks = parser.add_subparsers(dest="task", required=True)
    for measured in ("units", "yaw"):
        task = tasks.add_parser(measured)
        for name in ("data", "aligned", "out"):
            task.add_argument(f"--{name}", type=Path, required=True)
    tasks.add_parser("poses").add_argument("--photos", type=Path, required=True)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    if options.task == "poses":
        poses(options.photos)
    else:
        {"units": units, "yaw": yaw}[options.task](options.data, options.aligned, options.out)


if __name__ == "__main__":
    main()

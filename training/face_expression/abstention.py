"""Finds the thresholds below which nothing should be said of an expression, and how the rest is judged.

    abstention.py --data DIR --aligned DIR [--weights FILE] [--write]

Chosen on PublicTest, reported on PrivateTest: aligned crops of faces that were found, no duplicates. The
least leading share is the lowest with which the faces above it are named rightly nine times in ten (majority
protocol). The least quality is the lowest from which on, over unchanged and degraded copies together, faces
that pass the first threshold are right four times in five. --write puts both into the product's
analyzers/abstention.py.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from data import PRIVATE, PUBLIC, load_archive, load_faces
from numpy.typing import NDArray

from emoscope.analyzers import abstention
from emoscope.analyzers.face_expression import FaceExpression, load_face_expression
from emoscope.analyzers.face_quality import face_quality
from emoscope.evaluation.face_variants import blurred, coarse, paled, relit
from emoscope.evaluation.ferplus import rows_of
from emoscope.inference.session import OnnxSession

WANTED_ACCURACY = 0.9
WANTED_OF_DEGRADED = 0.8
BIN = 0.05
BATCH = 128
# Each with the size of the face it leaves, as a share of the crop's own.
DEGRADED: dict[str, tuple[Callable[[NDArray[np.uint8]], NDArray[np.uint8]], float]] = {
    "unchanged": (lambda face: face, 1.0),
    **{f"{side} pixels wide": (coarse(side), side / 48) for side in (32, 24, 16, 12, 8)},
    **{f"blur, sigma {sigma}": (blurred(sigma), 1.0) for sigma in (0.7, 1.0, 2.0, 3.0)},
    **{f"{gain} of the light": (relit(gain), 1.0) for gain in (0.33, 0.1, 0.05, 2.0, 4.0)},
    "gamma 2": (relit(1.0, 2.0), 1.0),
    "a tenth of the contrast": (paled, 1.0),
}
SHOWN = ("16 pixels wide", "12 pixels wide", "blur, sigma 2.0", "0.1 of the light", "4.0 of the light")


@dataclass(frozen=True)
class Judged:
    """Quality, leading share and whether it is right, one of each per face."""

    quality: NDArray[np.float64]
    top: NDArray[np.float64]
    right: NDArray[np.bool_]


@dataclass(frozen=True)
class Found:
    """Found faces of a split: crops, landmarks in their pixels, label by most votes, whether most agree."""

    faces: NDArray[np.uint8]
    landmarks: NDArray[np.float32]
    label: NDArray[np.int64]
    agreed: NDArray[np.bool_]


def load_found(data: Path, aligned: Path, split: int) -> Found:
    faces, rows = load_faces(data, aligned, split), rows_of(load_archive(data), split)
    with np.load(aligned / "aligned.npz") as file:
        landmarks = file["landmarks"][rows]
    kept = faces.found & ~faces.duplicate
    return Found(
        faces.aligned[kept], landmarks[kept], faces.targets[kept].argmax(axis=1), faces.majority[kept] >= 0
    )


def judge(model: FaceExpression, found: Found, change: str = "unchanged") -> Judged:
    degrade, size = DEGRADED[change]
    changed = [degrade(face) for face in found.faces]
    parts = [model.analyze(changed[start : start + BATCH]) for start in range(0, len(changed), BATCH)]
    shares = np.array([share for part in parts for share in part])
    pairs = zip(changed, found.landmarks, strict=True)
    quality = np.array([face_quality(face, points * size) for face, points in pairs])
    return Judged(quality, shares.max(axis=1), shares.argmax(axis=1) == found.label)


def least_top_share(judged: Judged) -> float:
    for least in np.arange(0.3, 1.0, 0.01):
        if judged.right[judged.top >= least].mean() >= WANTED_ACCURACY:
            return round(float(least), 2)
    raise SystemExit(f"no leading share brings an accuracy of {WANTED_ACCURACY}")


def least_quality(judged: Judged, least_top: float) -> float:
    """The lower edge of the lowest bin from which on every bin is good enough."""
    confident = judged.top >= least_top
    least = 1.0
    for low in np.arange(0.6, -BIN / 2, -BIN):
        inside = confident & (judged.quality >= low) & (judged.quality < low + BIN)
        share = judged.right[inside].mean()
        print(f"  quality {low:.2f}-{low + BIN:.2f}: {share:.3f} of {inside.sum()} right")
        if share < WANTED_OF_DEGRADED:
            break
        least = round(float(low), 2)
    return least


def report(name: str, judged: Judged, rows: NDArray[np.bool_], least_top: float, least: float) -> None:
    flagged = (judged.quality < least) | (judged.top < least_top)
    kept, doubted = judged.right[rows & ~flagged], judged.right[rows & flagged]
    print(
        f"| {name} | {rows.sum()} | {judged.right[rows].mean():.3f} | {len(kept) / rows.sum():.3f} |"
        f" {kept.mean():.3f} | {doubted.mean():.3f} ({doubted.sum()}/{len(doubted)}) |"
    )


def write(least_top: float, least: float) -> None:
    """Put the thresholds into the product's module."""
    path = Path(str(abstention.__file__))
    text = re.sub(r"(?m)^LEAST_TOP_SHARE = .*$", f"LEAST_TOP_SHARE = {least_top}", path.read_text())
    path.write_text(re.sub(r"(?m)^LEAST_QUALITY = .*$", f"LEAST_QUALITY = {least}", text))


def choose(model: FaceExpression, public: Found, plain: Judged) -> tuple[float, float]:
    """The least leading share and the least quality."""
    agreed = public.agreed
    least_top = least_top_share(Judged(plain.quality[agreed], plain.top[agreed], plain.right[agreed]))
    copies = [judge(model, public, change) for change in DEGRADED]
    every = Judged(
        np.concatenate([copy.quality[agreed] for copy in copies]),
        np.concatenate([copy.top[agreed] for copy in copies]),
        np.concatenate([copy.right[agreed] for copy in copies]),
    )
    print("PublicTest and its degraded copies, faces agreed on that pass the leading share:")
    return least_top, least_quality(every, least_top)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with ferplus48.npz")
    parser.add_argument("--aligned", type=Path, required=True, help="the folder that prepare.py wrote")
    parser.add_argument("--weights", type=Path, help="an ONNX file; without it the one the product carries")
    parser.add_argument("--write", action="store_true", help="put the thresholds into the product")
    options = parser.parse_args()
    model = FaceExpression(OnnxSession(options.weights)) if options.weights else load_face_expression()
    public = load_found(options.data, options.aligned, PUBLIC)
    plain = judge(model, public)
    chosen = choose(model, public, plain)
    print(f"LEAST_TOP_SHARE = {chosen[0]}\nLEAST_QUALITY = {chosen[1]}\n")
    print("| faces | number | accuracy | not flagged | accuracy of those | accuracy of the flagged |")
    print("|---" * 6 + "|")
    private = load_found(options.data, options.aligned, PRIVATE)
    last = judge(model, private)
    for name, found, judged in (("PublicTest", public, plain), ("PrivateTest", private, last)):
        report(f"{name}, majority", judged, found.agreed, *chosen)
        report(f"{name}, all by most votes", judged, np.ones_like(found.agreed), *chosen)
    for change in SHOWN:
        report(f"PrivateTest, majority, {change}", judge(model, private, change), private.agreed, *chosen)
    if options.write:
        write(*chosen)


if __name__ == "__main__":
    main()

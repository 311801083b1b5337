"""The features that prepare.py made of the corpora."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from emoscope.evaluation.voice_corpora import DROPPED, Clips, read_clips

__all__ = ["DROPPED", "Clips", "Features", "load_features", "load_view", "read_clips"]

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Features:
    """A row per copy of a clip: `values` (m, d), which clip it is of, and whether it is unchanged."""

    values: NDArray[np.float32]
    clip: Integers
    clean: NDArray[np.bool_]


def load_features(views: Path) -> Features:
    """All views in the folder that prepare.py wrote; view-0 is the unchanged one."""
    files = sorted(views.glob("view-*.npz"))
    if not files:
        raise SystemExit(f"{views} holds no views: run prepare.py first")
    loaded = [load_view(path) for path in files]
    clean = [np.full(len(clip), path.stem == "view-0") for path, (_, clip) in zip(files, loaded, strict=True)]
    return Features(
        values=np.concatenate([values for values, _ in loaded]),
        clip=np.concatenate([clip for _, clip in loaded]),
        clean=np.concatenate(clean),
    )


def load_view(path: Path) -> tuple[NDArray[np.float32], Integers]:
    with np.load(path) as file:
        return np.concatenate([file["states"].astype(np.float32), file["sound"]], axis=1), file["clip"]

"""The FER+ archive together with the crops that prepare.py made of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from emoscope.domain.emotions import EMOTIONS as LABELS
from emoscope.evaluation.ferplus import PRIVATE, PUBLIC, TRAIN, Crops, Faces, faces_of, load_archive, rows_of

__all__ = ["LABELS", "PRIVATE", "PUBLIC", "TEMPLATE_FILE", "TRAIN", "Faces", "load_archive", "load_faces"]

TEMPLATE_FILE = Path(__file__).with_name("template.json")


def load_faces(data: Path, aligned: Path, split: int) -> Faces:
    """Rows of a split that have a target. `data` holds ferplus48.npz, `aligned` is prepare.py's folder."""
    archive = load_archive(data)
    rows = rows_of(archive, split)
    with np.load(aligned / "aligned.npz") as file:
        crops = Crops(file["faces"][rows], file["found"][rows])
    return faces_of(archive, split, crops)

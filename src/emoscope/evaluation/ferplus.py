"""The FER+ archive: faces, votes, splits, targets, and the protocol that the published figures use."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from emoscope.errors import EmoscopeError

TRAIN, PUBLIC, PRIVATE = 0, 1, 2
FILE = "ferplus48.npz"
# The archive's column for each of EMOTIONS; its last two columns are "unknown" and "not a face".
_COLUMNS = (4, 7, 5, 6, 1, 0, 3, 2)

Floats = NDArray[np.float32]


class BadArchive(EmoscopeError):
    code = "bad_archive"
    title = "Evaluation data unusable"


@dataclass(frozen=True)
class Archive:
    """faces (N, 48, 48) uint8 grey; votes (N, 10) uint8; split (N,) 0 train, 1 public, 2 private."""

    faces: NDArray[np.uint8]
    votes: NDArray[np.uint8]
    split: NDArray[np.uint8]


def load_archive(folder: Path) -> Archive:
    """The archive in a folder. Raises BadArchive where it is missing or of another form."""
    path = folder / FILE
    try:
        with path.open("rb") as opened, np.load(opened) as file:
            archive = Archive(file["x"], file["votes"], file["split"])
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise BadArchive(
            f"{path} is needed with the arrays x, votes and split; training/face_expression/README.md says "
            f"how they are made. What went wrong: {error}"
        ) from error
    count = len(archive.faces)
    shapes = archive.faces.shape[1:], archive.votes.shape, archive.split.shape
    if shapes != ((48, 48), (count, 10), (count,)):
        raise BadArchive(
            f"{path} holds x, votes and split of the shapes {shapes}; ((48, 48), (n, 10), (n,)) is read."
        )
    return archive


def kept_votes(votes: NDArray[np.uint8]) -> Floats:
    """Votes with lone ones set to zero, the outlier rule of Barsoum et al. 2016."""
    return np.where(votes > 1, votes, 0).astype(np.float32)


def soft_targets(votes: NDArray[np.uint8]) -> tuple[Floats, NDArray[np.bool_]]:
    """Targets (N, 8) summing to 1 in the order of EMOTIONS, and rows fit for training.

    A row is fit when a kept vote names an emotion and "not a face" does not win.
    """
    kept = kept_votes(votes)
    emotions = kept[:, _COLUMNS]
    total = emotions.sum(axis=1)
    fit = (total > 0) & (kept[:, 9] < kept.sum(axis=1) / 2)
    return emotions / np.maximum(total, 1)[:, None], fit


def majority(votes: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Majority label (N,) and membership of the "majority" subset of Barsoum et al. 2016.

    A row belongs when one emotion holds more than half of all kept votes.
    """
    kept = kept_votes(votes)
    emotions = kept[:, _COLUMNS]
    return emotions.argmax(axis=1), emotions.max(axis=1) > kept.sum(axis=1) / 2


def seen_in_training(archive: Archive) -> NDArray[np.bool_]:
    """Rows outside the training split whose pixels equal some training image exactly."""
    known = {face.tobytes() for face in archive.faces[archive.split == TRAIN]}
    repeated = np.array([face.tobytes() in known for face in archive.faces])
    result: NDArray[np.bool_] = repeated & (archive.split != TRAIN)
    return result


@dataclass(frozen=True)
class Crops:
    """Faces of an archive's rows as the product cuts them: faces (n, 48, 48), and whether each was found."""

    faces: NDArray[np.uint8]
    found: NDArray[np.bool_]


@dataclass(frozen=True)
class Faces:
    """One split. majority (n,) holds -1 outside the majority subset; duplicate (n,) marks test faces
    that are also in the training split."""

    original: NDArray[np.uint8]
    aligned: NDArray[np.uint8]
    found: NDArray[np.bool_]
    targets: Floats
    majority: NDArray[np.int64]
    duplicate: NDArray[np.bool_]

    def kept(self, with_duplicates: bool = False) -> NDArray[np.bool_]:
        """Rows (n,) on which figures are computed."""
        return (self.majority >= 0) & (with_duplicates | ~self.duplicate)


def rows_of(archive: Archive, split: int) -> NDArray[np.bool_]:
    """Rows (N,) of a split that have a target."""
    rows: NDArray[np.bool_] = (archive.split == split) & soft_targets(archive.votes)[1]
    return rows


def faces_of(archive: Archive, split: int, crops: Crops) -> Faces:
    """A split's faces; `crops` belong to `rows_of` it."""
    rows = rows_of(archive, split)
    winner, in_subset = majority(archive.votes)
    return Faces(
        original=archive.faces[rows],
        aligned=crops.faces,
        found=crops.found,
        targets=soft_targets(archive.votes)[0][rows],
        majority=np.where(in_subset, winner, -1)[rows],
        duplicate=seen_in_training(archive)[rows],
    )

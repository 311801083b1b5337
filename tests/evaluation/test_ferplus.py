"""The protocol of FER+ on votes made by hand, and archives that cannot be read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from emoscope.evaluation.ferplus import (
    PRIVATE,
    TRAIN,
    Archive,
    BadArchive,
    Crops,
    faces_of,
    load_archive,
    majority,
    rows_of,
    soft_targets,
)

# Columns: neutral, happiness, surprise, sadness, anger, disgust, fear, contempt, unknown, not a face.
VOTES = np.array(
    [
        [0, 9, 1, 0, 0, 0, 0, 0, 0, 0],  # happy; the lone vote for surprise is dropped
        [5, 0, 0, 5, 0, 0, 0, 0, 0, 0],  # neutral and sad alike: no majority
        [2, 0, 0, 0, 0, 0, 0, 0, 0, 8],  # not a face
        [1, 1, 1, 1, 1, 1, 1, 1, 1, 1],  # lone votes alone
        [0, 0, 0, 0, 6, 0, 0, 0, 4, 0],  # angry, some unknown
    ],
    dtype=np.uint8,
)


def test_votes_become_targets_and_majorities():
    targets, fit = soft_targets(VOTES)
    assert fit.tolist() == [True, True, False, False, True]
    assert targets[0].tolist() == [0, 0, 0, 0, 1, 0, 0, 0]
    assert targets[1].tolist() == [0, 0, 0, 0, 0, 0.5, 0.5, 0]
    winners, in_subset = majority(VOTES)
    assert in_subset.tolist() == [True, False, False, False, True]
    assert winners[[0, 4]].tolist() == [4, 0]


def test_a_split_marks_what_training_has_seen():
    pictures = np.arange(5, dtype=np.uint8)[:, None, None] * np.ones((1, 48, 48), dtype=np.uint8)
    pictures[4] = pictures[0]
    archive = Archive(pictures, VOTES, np.array([TRAIN, PRIVATE, PRIVATE, PRIVATE, PRIVATE], dtype=np.uint8))
    assert rows_of(archive, PRIVATE).tolist() == [False, True, False, False, True]
    crops = Crops(pictures[[1, 4]], np.array([True, False]))
    faces = faces_of(archive, PRIVATE, crops)
    assert faces.duplicate.tolist() == [False, True]
    assert faces.majority.tolist() == [-1, 0]
    assert faces.kept().tolist() == [False, False]
    assert faces.kept(with_duplicates=True).tolist() == [False, True]


def test_a_missing_archive_is_named(tmp_path: Path):
    with pytest.raises(BadArchive, match=r"ferplus48\.npz is needed"):
        load_archive(tmp_path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 half", b"not an archive"])
def test_a_file_that_is_no_archive(tmp_path: Path, content: bytes):
    (tmp_path / "ferplus48.npz").write_bytes(content)
    with pytest.raises(BadArchive, match="x, votes and split"):
        load_archive(tmp_path)


def test_arrays_of_another_shape(tmp_path: Path):
    np.savez(tmp_path / "ferplus48.npz", x=np.zeros((3, 32, 32), np.uint8), votes=VOTES, split=VOTES[:, 0])
    with pytest.raises(BadArchive, match="shapes"):
        load_archive(tmp_path)

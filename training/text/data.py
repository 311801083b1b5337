"""GoEmotions as texts and label matrices, the published groupings, and batches of like length."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

EKMAN = {
    "anger": ("anger", "annoyance", "disapproval"),
    "disgust": ("disgust",),
    "fear": ("fear", "nervousness"),
    "joy": (
        "joy", "amusement", "approval", "excitement", "gratitude", "love", "optimism", "relief", "pride",
        "admiration", "desire", "caring",
    ),
    "sadness": ("sadness", "disappointment", "embarrassment", "grief", "remorse"),
    "surprise": ("surprise", "realization", "confusion", "curiosity"),
    "neutral": ("neutral",),
}  # fmt: skip
"""The grouping of the GoEmotions paper (Demszky et al. 2020, appendix)."""

SENTIMENT = {
    "positive": EKMAN["joy"],
    "negative": (*EKMAN["anger"], *EKMAN["disgust"], *EKMAN["fear"], *EKMAN["sadness"]),
    "ambiguous": EKMAN["surprise"],
    "neutral": ("neutral",),
}

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Comments:
    """Texts and their labels, (n, 28) of 0 and 1."""

    texts: list[str]
    labels: Floats

    def plus(self, other: Comments) -> Comments:
        return Comments(self.texts + other.texts, np.concatenate([self.labels, other.labels]))


def read_labels(folder: Path) -> tuple[str, ...]:
    return tuple((folder / "labels.txt").read_text().split())


def read_comments(folder: Path, part: str) -> Comments:
    """`part` is train, dev or test."""
    names = read_labels(folder)
    with (folder / f"{part}.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    labels = np.zeros((len(rows), len(names)), np.float32)
    for row, given in zip(labels, rows, strict=True):
        row[[int(index) for index in given[1].split(",")]] = 1
    return Comments([row[0] for row in rows], labels)


def grouped(values: Floats, names: tuple[str, ...], groups: dict[str, tuple[str, ...]]) -> Floats:
    """Columns of labels to columns of groups, each the largest of its members."""
    columns = [[names.index(member) for member in members] for members in groups.values()]
    return np.stack([values[:, members].max(axis=1) for members in columns], axis=1)


def batches(
    lengths: NDArray[np.int64], size: int, rng: np.random.Generator, pool: int = 50
) -> Iterator[NDArray[np.int64]]:
    """Row numbers in random order, but with texts of about one length in a batch, so little is padded."""
    order = rng.permutation(len(lengths))
    found = []
    for start in range(0, len(order), size * pool):
        part = order[start : start + size * pool]
        part = part[np.argsort(lengths[part], kind="stable")]
        found += [part[first : first + size] for first in range(0, len(part), size)]
    for index in rng.permutation(len(found)):
        yield found[index]

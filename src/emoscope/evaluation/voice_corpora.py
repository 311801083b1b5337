"""Corpora of acted emotional speech: a list of clips with what was acted, by whom, under which licence."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from emoscope.analyzers.voice_emotion import HEARD
from emoscope.errors import EmoscopeError

FILE = "metadata.csv"
OTHER_NAMES: Mapping[str, str] = {"calm": "neutral"}
"""What counts as another emotion."""
DROPPED = -1
"""The label of clips whose emotion is none of HEARD, such as boredom."""
_UNCUT = "_full"
_COLUMNS = {"path", "corpus", "speaker", "emotion"}

Integers = NDArray[np.int64]


class BadCorpora(EmoscopeError):
    code = "bad_corpora"
    title = "Evaluation data unusable"


@dataclass(frozen=True)
class Clips:
    """A row per clip. `label` (n,) is an index of HEARD or DROPPED, `corpus` (n,) one of `corpora`; `fold`
    (n,) shares no speaker with another fold; `uncut` marks further takes of recordings that are there
    already: they train, and are not counted."""

    paths: list[str]
    label: Integers
    corpus: Integers
    corpora: list[str]
    speaker: NDArray[np.str_]
    fold: Integers
    uncut: NDArray[np.bool_]
    emotion: NDArray[np.str_]
    licence: NDArray[np.str_]

    def counted(self, corpus: int) -> Integers:
        """The clips of a corpus on which figures are computed."""
        return np.flatnonzero((self.corpus == corpus) & (self.label != DROPPED) & ~self.uncut)


def read_clips(data: Path) -> Clips:
    """DATA/metadata.csv with the columns path, corpus, speaker, emotion and, for training, fold and licence.

    A corpus whose name ends in "_full" holds uncut takes of the one without. Raises BadCorpora.
    """
    path = data / FILE
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadCorpora(f"{path} is needed, a row per clip. What went wrong: {error}") from error
    if not rows or not set(rows[0]) >= _COLUMNS:
        raise BadCorpora(f"{path} needs a row per clip and the columns {', '.join(sorted(_COLUMNS))}.")
    names = [row["corpus"].removesuffix(_UNCUT) for row in rows]
    corpora = list(dict.fromkeys(names))
    emotions = [OTHER_NAMES.get(row["emotion"], row["emotion"]) for row in rows]
    return Clips(
        paths=[row["path"] for row in rows],
        label=np.array([HEARD.index(name) if name in HEARD else DROPPED for name in emotions]),
        corpus=np.array([corpora.index(name) for name in names]),
        corpora=corpora,
        speaker=np.array([row["speaker"] for row in rows]),
        fold=np.array([int(row.get("fold") or 0) for row in rows]),
        uncut=np.array([row["corpus"].endswith(_UNCUT) for row in rows]),
        emotion=np.array([row["emotion"] for row in rows]),
        licence=np.array([row.get("licence", "") for row in rows]),
    )

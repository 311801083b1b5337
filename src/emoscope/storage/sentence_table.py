"""The stored sentences of one text: a Parquet object with a row per sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from emoscope.domain.text import TEXT_EMOTIONS, Sentence
from emoscope.storage.objects import Objects

_PLACES = ("paragraph", "start", "end")
_ROWS_AT_ONCE = 2000


class SentenceTable:
    """Gathers sentences as numbers, 130 bytes each, and writes them; their words stay in the text itself."""

    def __init__(self) -> None:
        self._places: list[np.ndarray] = []
        self._scores: list[np.ndarray] = []
        self._languages: list[str] = []

    def add(self, sentences: Sequence[Sentence]) -> None:
        unscored = [float("nan")] * len(TEXT_EMOTIONS)
        self._places.append(np.array([[s.paragraph, s.start, s.end] for s in sentences], np.int32))
        rows = [list(s.emotions.values()) if s.emotions is not None else unscored for s in sentences]
        self._scores.append(np.array(rows, np.float32))
        self._languages += [s.language for s in sentences]

    def write(self, path: Path) -> None:
        places = np.concatenate(self._places) if self._places else np.zeros((0, len(_PLACES)), np.int32)
        scores = (
            np.concatenate(self._scores) if self._scores else np.zeros((0, len(TEXT_EMOTIONS)), np.float32)
        )
        columns: dict[str, pl.Series] = {
            name: pl.Series(name, places[:, index]) for index, name in enumerate(_PLACES)
        }
        columns["language"] = pl.Series("language", self._languages, dtype=pl.String)
        columns |= {name: pl.Series(name, scores[:, index]) for index, name in enumerate(TEXT_EMOTIONS)}
        pl.DataFrame(columns).write_parquet(path)


def read_sentences(
    objects: Objects, key: str, text: str, first: int, count: int | None
) -> Iterator[Sentence]:
    """The sentences from number `first` on, `count` of them or all, with their words out of `text`."""
    table = pl.read_parquet(objects.read(key)).slice(first, count)
    for part in table.iter_slices(_ROWS_AT_ONCE):
        yield from _sentences(part, text)


def _sentences(table: pl.DataFrame, text: str) -> Iterable[Sentence]:
    scores = table.select(TEXT_EMOTIONS).to_numpy()
    places = table.select(*_PLACES, "language").iter_rows()
    for (paragraph, start, end, language), row in zip(places, scores, strict=True):
        yield Sentence(
            text=text[start:end],
            start=start,
            end=end,
            paragraph=paragraph,
            language=language,
            emotions=None if np.isnan(row[0]) else dict(zip(TEXT_EMOTIONS, row.tolist(), strict=True)),
        )

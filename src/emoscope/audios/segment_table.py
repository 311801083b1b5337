"""The stored segments of one audio: a Parquet object with a row per segment that keeps all that was found."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import polars as pl

from emoscope.domain.audio import Prosody, SpeechSegment, SpokenWord, Transcript
from emoscope.domain.emotions import EMOTIONS
from emoscope.domain.text import TEXT_EMOTIONS
from emoscope.storage.objects import Objects

_TIMES = {
    "start_ms": pl.Int64, "end_ms": pl.Int64, "speaker_id": pl.Int32, "speaker_probability": pl.Float64,
    "channel": pl.Int32,
}  # fmt: skip
_WORDS = {"text": pl.String, "language": pl.String, "confidence": pl.Float64}
_TIMED = {"text": pl.String, "start_ms": pl.Int64, "end_ms": pl.Int64, "probability": pl.Float64}
_COUNTS = frozenset({"pause_ms", "pauses"})
_PROSODY = {
    field.name: pl.Int64 if field.name in _COUNTS else pl.Float64 for field in fields(Prosody)
}  # fmt: skip
_HEARD = {f"voice_{label}": label for label in EMOTIONS}
_SAID = {f"text_{label}": label for label in TEXT_EMOTIONS}
_SCHEMA: dict[str, Any] = {
    **_TIMES, **_WORDS, **_PROSODY, **dict.fromkeys(_HEARD, pl.Float64), **dict.fromkeys(_SAID, pl.Float64),
    "words": pl.List(pl.Struct(_TIMED)),
}  # fmt: skip


def write_segments(path: Path, segments: Iterable[SpeechSegment]) -> None:
    """Rows in the order of the segments."""
    rows = [_row(segment) for segment in segments]
    pl.DataFrame(rows, schema=_SCHEMA, orient="row").write_parquet(path)


def read_segments(
    objects: Objects, key: str, first: int = 0, count: int | None = None
) -> tuple[SpeechSegment, ...]:
    """The segments from number `first` on, `count` of them or all; FileNotFoundError where they are gone."""
    path = objects.local_path(key)
    # A folder's file is read by row groups; from an object store the whole of it is fetched first.
    table = pl.scan_parquet(path or io.BytesIO(objects.read(key))).slice(first, count).collect()
    return tuple(_segment(row) for row in table.iter_rows(named=True))


def _row(segment: SpeechSegment) -> Sequence[Any]:
    said = segment.transcript
    heard, felt = segment.emotions or {}, segment.text_emotions or {}
    return (
        *(getattr(segment, name) for name in _TIMES),
        *(getattr(said, name) if said else None for name in _WORDS),
        *(getattr(segment.prosody, name) for name in _PROSODY),
        *(heard.get(label) for label in EMOTIONS),
        *(felt.get(label) for label in TEXT_EMOTIONS),
        [{name: getattr(word, name) for name in _TIMED} for word in segment.words],
    )


def _segment(row: dict[str, Any]) -> SpeechSegment:
    heard = {label: row[column] for column, label in _HEARD.items()}
    felt = {label: row[column] for column, label in _SAID.items()}
    return SpeechSegment(
        **{name: row[name] for name in _TIMES},
        prosody=Prosody(**{name: row[name] for name in _PROSODY}),
        transcript=_transcript(row) if row["text"] is not None else None,
        text_emotions=felt if None not in felt.values() else None,
        emotions=heard if None not in heard.values() else None,
    )


def _transcript(row: dict[str, Any]) -> Transcript:
    """Without times of words where the analysis knew none, or is from before they were kept."""
    words = tuple(SpokenWord(**word) for word in row.get("words") or ())
    return Transcript(**{name: row[name] for name in _WORDS}, words=words)

"""The tidy table of a medium as Parquet: a row per face and stretch, per turn, per face, or per sentence."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from emoscope.domain.affect import dominant
from emoscope.domain.emotions import EMOTIONS
from emoscope.domain.findings import FaceFindings, Findings
from emoscope.domain.text import TEXT_EMOTIONS
from emoscope.rendering.exports.spoken import speaker_name

_EMOTIONS = dict.fromkeys(EMOTIONS, pl.Float64)
_AFFECT = dict.fromkeys(("valence", "arousal", "intensity", "uncertain"), pl.Float64)
_FACE = {"medium_id": pl.String, "face_id": pl.Int32, "name": pl.String}
_TIME = {"start_ms": pl.Int64, "end_ms": pl.Int64}
_PROSODY = (
    "pitch_hz", "pitch_low_hz", "pitch_high_hz", "voiced_share", "loudness_db", "loudness_range_db",
    "words_per_s", "pause_ms", "pauses",
)  # fmt: skip
SCHEMAS: Mapping[str, Mapping[str, Any]] = {
    "video": {**_FACE, **_TIME, **_EMOTIONS, "dominant_emotion": pl.String, **_AFFECT},
    "image": {
        **_FACE,
        **dict.fromkeys(("x", "y", "w", "h"), pl.Float64),
        **_EMOTIONS,
        "dominant_emotion": pl.String,
        **_AFFECT,
        "note": pl.String,
    },
    "audio": {
        "medium_id": pl.String,
        "segment": pl.Int32,
        **_TIME,
        "speaker_id": pl.Int32,
        "name": pl.String,
        "text": pl.String,
        "language": pl.String,
        **{f"voice_{name}": pl.Float64 for name in EMOTIONS},
        **{f"words_{name}": pl.Float64 for name in TEXT_EMOTIONS},
        **dict.fromkeys(_PROSODY, pl.Float64),
    },
    "text": {
        "medium_id": pl.String,
        "sentence": pl.Int32,
        "paragraph": pl.Int32,
        "start": pl.Int32,
        "end": pl.Int32,
        "text": pl.String,
        "language": pl.String,
        "top_emotion": pl.String,
        "sentiment": pl.String,
        **dict.fromkeys(TEXT_EMOTIONS, pl.Float64),
    },
}
"""Columns and their types by kind of medium; docs/exports.md says what they mean."""


def write(findings: Findings) -> bytes:
    """One Parquet file; nulls where something was not judged."""
    target = io.BytesIO()
    _TABLES[findings.kind](findings).write_parquet(target)
    return target.getvalue()


def _video(findings: Findings) -> pl.DataFrame:
    schema = SCHEMAS["video"]
    parts = [_of_face(findings, face) for face in findings.faces if face.series is not None]
    return pl.concat(parts) if parts else pl.DataFrame(schema=schema)


def _of_face(findings: Findings, face: FaceFindings) -> pl.DataFrame:
    series = face.series
    assert series is not None  # noqa: S101 - the caller has made sure
    columns = {
        "medium_id": [findings.medium_id] * len(series.start_ms),
        "face_id": [face.face_id] * len(series.start_ms),
        "name": [face.name] * len(series.start_ms),
        "start_ms": series.start_ms,
        "end_ms": series.start_ms + series.bin_ms,
        **{name: series.emotions[:, column] for column, name in enumerate(EMOTIONS)},
        "dominant_emotion": [EMOTIONS[lead] for lead in series.emotions.argmax(axis=1)],
        "valence": series.valence,
        "arousal": series.arousal,
        "intensity": series.intensity,
        "uncertain": series.uncertain,
    }
    return pl.DataFrame(columns, schema=SCHEMAS["video"])


def _image(findings: Findings) -> pl.DataFrame:
    rows = (
        {
            "medium_id": findings.medium_id,
            "face_id": face.face_id,
            "name": face.name,
            **({"x": face.box.x, "y": face.box.y, "w": face.box.w, "h": face.box.h} if face.box else {}),
            **face.emotions,
            "dominant_emotion": dominant(face.emotions),
            "valence": face.affect.valence,
            "arousal": face.affect.arousal,
            "intensity": face.affect.intensity,
            "uncertain": face.uncertain_share,
            "note": face.note,
        }
        for face in findings.faces
    )
    return _table("image", rows)


def _audio(findings: Findings) -> pl.DataFrame:
    rows = (
        {
            "medium_id": findings.medium_id,
            "segment": one.index,
            "start_ms": one.start_ms,
            "end_ms": one.end_ms,
            "speaker_id": one.speaker_id,
            "name": speaker_name(findings, one.speaker_id),
            "text": one.text,
            "language": one.language,
            **{f"voice_{name}": share for name, share in (one.emotions or {}).items()},
            **{f"words_{name}": share for name, share in (one.text_emotions or {}).items()},
            **({name: getattr(one.prosody, name) for name in _PROSODY} if one.prosody else {}),
        }
        for one in findings.segments
    )
    return _table("audio", rows)


def _text(findings: Findings) -> pl.DataFrame:
    rows = (
        {
            "medium_id": findings.medium_id,
            "sentence": number,
            "paragraph": one.paragraph,
            "start": one.start,
            "end": one.end,
            "text": one.text,
            "language": one.language,
            "top_emotion": one.top,
            "sentiment": one.sentiment,
            **(one.emotions or {}),
        }
        for number, one in enumerate(findings.sentences)
    )
    return _table("text", rows)


def _table(kind: str, rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=dict(SCHEMAS[kind]), strict=False)


_TABLES = {"video": _video, "image": _image, "audio": _audio, "text": _text}

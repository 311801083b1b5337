"""The segments of an audio as CSV: one row per segment, written out some hundred at a time."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import fields

from emoscope.audios.edited_view import EditedAudio, EditedSegment
from emoscope.domain.audio import Prosody
from emoscope.domain.emotions import EMOTIONS
from emoscope.domain.text import TEXT_EMOTIONS, leading
from emoscope.rendering.tables import safe_cell

_PROSODY = tuple(field.name for field in fields(Prosody))
COLUMNS = (
    "audio_id", "segment_index", "start_ms", "end_ms", "speaker_id", "speaker", "speaker_probability",
    "channel", "text", "language", "confidence", *_PROSODY,
    "voice_emotion", *(f"voice_{label}" for label in EMOTIONS),
    "text_emotion", *(f"text_{label}" for label in TEXT_EMOTIONS), "changed",
)  # fmt: skip
_ROWS_AT_ONCE = 500


def rows(audio_id: str, view: EditedAudio) -> Iterator[str]:
    """Pieces of CSV text. What each column means: docs/tables.md."""
    names = {speaker.speaker_id: speaker.name for speaker in view.speakers}
    yield ",".join(COLUMNS) + "\r\n"
    for first in range(0, len(view.segments), _ROWS_AT_ONCE):
        text = io.StringIO()
        writer = csv.writer(text)
        for one in view.segments[first : first + _ROWS_AT_ONCE]:
            writer.writerow([audio_id, *_cells(one, names[one.speaker_id])])
        yield text.getvalue()


def _cells(one: EditedSegment, name: str) -> list[object]:
    return [
        one.index, one.start_ms, one.end_ms, one.speaker_id, safe_cell(name),
        _number(one.speaker_probability), _number(one.channel), safe_cell(one.text), one.language,
        _number(one.confidence),
        *(_number(getattr(one.prosody, measure, None)) for measure in _PROSODY),
        *_scores(one.emotions, EMOTIONS), *_scores(one.text_emotions, TEXT_EMOTIONS),
        " ".join(one.changed),
    ]  # fmt: skip


def _scores(scores: Mapping[str, float] | None, labels: tuple[str, ...]) -> list[object]:
    if scores is None:
        return [""] * (1 + len(labels))
    return [leading(scores), *(round(scores[label], 6) for label in labels)]


def _number(value: float | None) -> object:
    return "" if value is None else round(value, 4)

"""The frame table as CSV: one row per face per frame, written out window by window."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from emoscope.domain.affect import dominant
from emoscope.domain.emotions import EMOTIONS
from emoscope.domain.faces import GEOMETRY_COLUMNS
from emoscope.rendering.tables import geometry_cells, safe_cell
from emoscope.storage.objects import Objects
from emoscope.videos.repository import Video
from emoscope.videos.tables import frames_between

COLUMNS = (
    "video_id", "frame", "timestamp_ms", "face_id", "name", "x", "y", "w", "h", "detection_score", "quality",
    *EMOTIONS, "dominant_emotion", "valence", "arousal", "intensity", "uncertain", *GEOMETRY_COLUMNS,
    "note", "frame_note",
)  # fmt: skip
_WINDOW = 2000


def rows(objects: Objects, video: Video, smooth_ms: int = 0) -> Iterator[str]:
    """Pieces of CSV text; frames without a face have no row. What each column means: docs/tables.md.

    `smooth_ms` as in `emoscope.pipelines.smoothing`.
    """
    assert video.record is not None  # noqa: S101 - the caller has made sure
    yield ",".join(COLUMNS) + "\r\n"
    labels = video.view.labels()
    for first in range(0, video.record.frame_count, _WINDOW):
        views = frames_between(
            objects, video.record, video.view.corrections, first, _WINDOW, smooth_ms=smooth_ms
        )
        text = io.StringIO()
        writer = csv.writer(text)
        for view in views:
            for face in view.faces:
                box, affect = face.box, face.affect
                numbers = (box.x, box.y, box.w, box.h, face.detection_score, face.quality)
                writer.writerow([
                    video.medium.id, view.frame, view.timestamp_ms, face.face_id,
                    safe_cell(labels[face.face_id]),
                    *(round(value, 4) for value in numbers),
                    *(round(face.emotions[name], 6) for name in EMOTIONS), dominant(face.emotions),
                    *(round(value, 6) for value in (affect.valence, affect.arousal, affect.intensity)),
                    str(face.uncertain).lower(), *geometry_cells(face.geometry),
                    safe_cell(view.notes[face.face_id]), safe_cell(view.note),
                ])  # fmt: skip
        yield text.getvalue()

"""The frame table as CSV: one row per face per frame, written out window by window."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from emoscope.domain.affect import dominant
from emoscope.domain.emotions import EMOTIONS
from emoscope.storage.objects import Objects
from emoscope.videos.repository import Video
from emoscope.videos.tables import frames_between

COLUMNS = (
    "video_id", "frame", "timestamp_ms", "face_id", "name", "x", "y", "w", "h", "detection_score", "quality",
    *EMOTIONS, "dominant_emotion", "valence", "arousal", "intensity",
)  # fmt: skip
_WINDOW = 2000


def rows(objects: Objects, video: Video) -> Iterator[str]:
    """Pieces of CSV text; frames without a face have no row. What each column means: docs/tables.md."""
    assert video.record is not None  # noqa: S101 - the caller has made sure
    yield ",".join(COLUMNS) + "\r\n"
    for first in range(0, video.record.frame_count, _WINDOW):
        views = frames_between(objects, video.record, first, _WINDOW)
        text = io.StringIO()
        writer = csv.writer(text)
        for view in views:
            for face in view.faces:
                box, affect = face.box, face.affect
                numbers = (box.x, box.y, box.w, box.h, face.detection_score, face.quality)
                writer.writerow([
                    video.medium.id, view.frame, view.timestamp_ms, face.face_id, f"face_{face.face_id}",
                    *(round(value, 4) for value in numbers),
                    *(round(face.emotions[name], 6) for name in EMOTIONS), dominant(face.emotions),
                    *(round(value, 6) for value in (affect.valence, affect.arousal, affect.intensity)),
                ])  # fmt: skip
        yield text.getvalue()

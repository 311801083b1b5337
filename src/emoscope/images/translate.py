"""From what we know of images to what the contract says."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import Any

from emoscope.api.schemas import BoundingBox
from emoscope.api.state import Links
from emoscope.api.translate import box, failure, time_of
from emoscope.db.models import ImageRecord, Medium
from emoscope.domain.affect import dominant
from emoscope.domain.emotions import EMOTIONS
from emoscope.domain.faces import GEOMETRY_COLUMNS
from emoscope.domain.image import ImagePredictions
from emoscope.images import schemas as wire
from emoscope.images.repository import Image
from emoscope.rendering.tables import geometry_cells, safe_cell


def accepted(medium: Medium) -> wire.ImageEmotionResponseV2:
    return wire.ImageEmotionResponseV2(**_heading(medium))


def list_item(medium: Medium, dominant_emotion: str) -> wire.ImageListItem:
    return wire.ImageListItem(
        **_heading(medium),
        description=medium.description,
        project_id=medium.project_id,
        dominant_emotion=dominant_emotion,
        error=failure(medium),
    )


def _heading(medium: Medium) -> dict[str, Any]:
    return {
        "id": medium.id,
        "title": medium.title,
        "status": medium.status,
        "media_source": medium.source,
        "media_source_url": medium.source_url,
        "media_source_type": "image",
        "user_id": medium.user_id,
        "created_at": time_of(medium.created_at),
    }


def image(found: Image, links: Links) -> wire.ImageDBResponse:
    medium, record, job = found.medium, found.record, found.job
    return wire.ImageDBResponse(
        id=medium.id,
        status=medium.status,
        title=medium.title,
        description=medium.description,
        created_at=time_of(medium.created_at),
        original_frame_image=links.to_object(medium.object_key),
        height=record.height if record else 0,
        width=record.width if record else 0,
        found_faces=[face.face_id for face in found.faces],
        faces=_boxes(found),
        annotated_image=links.to_object(record.annotated_key) if record else "",
        models=record.models if record else {},
        stage=job.stage if job else "",
        progress=job.progress if job else 0,
        error=failure(medium),
    )


def _boxes(found: Image) -> list[BoundingBox]:
    return [box(face, note=found.notes.get(face.face_id, "")) for face in found.faces]


def document(found: ImagePredictions, title: str, created_at: datetime) -> wire.ImageDBResponse:
    """The document of an image that was analysed without a server."""
    return wire.ImageDBResponse(
        id="",
        status="completed",
        title=title,
        description="",
        created_at=time_of(created_at),
        original_frame_image="",
        height=found.height,
        width=found.width,
        found_faces=[face.face_id for face in found.faces],
        faces=[box(face) for face in found.faces],
        annotated_image="",
        models=dict(found.models),
    )


def report(found: Image, record: ImageRecord) -> str:
    """One row of CSV per face; a spreadsheet takes no cell of it for a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(
        ["image_id", "title", "width", "height", "face_id", "x", "y", "w", "h", "detection_score", "quality",
         *EMOTIONS, "dominant_emotion", "valence", "arousal", "intensity", "uncertain",
         *GEOMETRY_COLUMNS, "note"]
    )  # fmt: skip
    title = safe_cell(found.medium.title)
    for face in found.faces:
        place, affect = face.box, face.affect
        numbers = [place.x, place.y, place.w, place.h, face.detection_score, face.quality]
        writer.writerow([
            found.medium.id, title, record.width, record.height, face.face_id,
            *(round(number, 4) for number in numbers),
            *(round(face.emotions[name], 6) for name in EMOTIONS), dominant(face.emotions),
            *(round(number, 6) for number in (affect.valence, affect.arousal, affect.intensity)),
            str(face.uncertain).lower(), *geometry_cells(face.geometry),
            safe_cell(found.notes.get(face.face_id, "")),
        ])  # fmt: skip
    return text.getvalue()

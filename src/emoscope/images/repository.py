"""SQL on images."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from emoscope.db import edits
from emoscope.db.models import ImageRecord, Job, Medium
from emoscope.domain.affect import dominant
from emoscope.domain.emotions import EMOTIONS, Affect
from emoscope.domain.faces import GEOMETRY_COLUMNS, Box, FaceGeometry, ObservedFace
from emoscope.domain.image import ImagePredictions
from emoscope.jobs import records

NOTE = "note"


@dataclass(frozen=True, slots=True)
class Image:
    """An image with whatever is known of it so far; `notes` maps a face_id to its note."""

    medium: Medium
    record: ImageRecord | None
    job: Job | None
    notes: Mapping[int, str]

    @property
    def faces(self) -> list[ObservedFace]:
        return [_face(row) for row in self.record.faces] if self.record else []


def load(session: Session, medium: Medium) -> Image:
    notes = {
        edit.body["face_id"]: edit.body["text"]
        for edit in edits.of_medium(session, medium.id)
        if edit.kind == NOTE
    }
    return Image(medium, session.get(ImageRecord, medium.id), records.latest(session, medium.id), notes)


def leading_emotions(session: Session, image_ids: Sequence[str]) -> dict[str, str]:
    """Id of the image to the leading emotion of its largest face, for those with a face."""
    rows = session.execute(
        select(ImageRecord.media_id, ImageRecord.faces).where(ImageRecord.media_id.in_(image_ids))
    )
    return {image_id: dominant(_face(faces[0]).emotions) for image_id, faces in rows if faces}


def replace_predictions(
    session: Session, image_id: str, run_id: str, found: ImagePredictions, annotated_key: str
) -> None:
    """Puts one run's results in the place of those of any run before it."""
    session.execute(delete(ImageRecord).where(ImageRecord.media_id == image_id))
    session.add(
        ImageRecord(
            media_id=image_id,
            run_id=run_id,
            width=found.width,
            height=found.height,
            faces=[_row(face) for face in found.faces],
            models=dict(found.models),
            annotated_key=annotated_key,
        )
    )


def _row(face: ObservedFace) -> dict[str, Any]:
    box, affect = face.box, face.affect
    return {
        "face_id": face.face_id,
        "box": [box.x, box.y, box.w, box.h],
        "detection_score": face.detection_score,
        "quality": face.quality,
        "uncertain": face.uncertain,
        "emotions": [face.emotions[name] for name in EMOTIONS],
        "affect": [affect.valence, affect.arousal, affect.intensity],
        "geometry": dict(zip(GEOMETRY_COLUMNS, face.geometry.values(), strict=True)),
    }


def _face(row: Mapping[str, Any]) -> ObservedFace:
    return ObservedFace(
        face_id=row["face_id"],
        box=Box(*row["box"]),
        detection_score=row["detection_score"],
        quality=row["quality"],
        emotions=dict(zip(EMOTIONS, row["emotions"], strict=True)),
        affect=Affect(*row["affect"]),
        geometry=FaceGeometry.of(row.get("geometry", {})),  # rows of earlier versions have none
        uncertain=row.get("uncertain", False),
    )

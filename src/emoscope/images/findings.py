"""What is known of an image, notes included."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from emoscope.api.findings import of_medium
from emoscope.db.models import Medium
from emoscope.domain.affect import mean_affect, mean_emotions
from emoscope.domain.faces import ObservedFace
from emoscope.domain.findings import FaceFindings, Findings, VideoFacts
from emoscope.images import repository
from emoscope.storage.objects import Objects


def findings(session: Session, _objects: Objects, medium: Medium) -> Findings | None:
    """What was seen; None where no analysis is stored."""
    found = repository.load(session, medium)
    if found.record is None:
        return None
    seen = found.faces
    return replace(
        of_medium(medium),
        video=VideoFacts(found.record.width, found.record.height, 0.0, 1, 1),
        faces=tuple(_face(face, found.notes.get(face.face_id, "")) for face in seen),
        face_emotions=mean_emotions([face.emotions for face in seen]) if seen else None,
        face_affect=mean_affect([face.affect for face in seen]) if seen else None,
        models=found.record.models,
    )


def _face(face: ObservedFace, note: str) -> FaceFindings:
    return FaceFindings(
        face_id=face.face_id,
        name=f"face_{face.face_id}",
        named=False,
        speaker_id=None,
        picture_key="",
        first_ms=0,
        last_ms=0,
        screen_time_ms=0,
        emotions=face.emotions,
        affect=face.affect,
        uncertain_share=float(face.uncertain),
        box=face.box,
        note=note,
    )

"""Between domain and wire, for the shapes that several slices share."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime

from emoscope.api import schemas as wire
from emoscope.db.models import Medium
from emoscope.domain.affect import dominant
from emoscope.domain.emotions import Affect
from emoscope.domain.faces import ObservedFace
from emoscope.errors import EmoscopeError


class BadNumber(EmoscopeError):
    code = "bad_number"
    status = 422
    title = "Not a number"


def whole_number(name: str, text: str) -> int:
    """A whole number from 0 on; the contract types some of them as text."""
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise BadNumber(f"{name} is {text!r}; accepted are whole numbers from 0 on.")
    return int(text)


def milliseconds(name: str, value: float) -> int:
    """Media time as a whole number; refuses what is no number."""
    if not math.isfinite(value) or abs(value) > 1e12:
        raise BadNumber(f"{name} is {value}; accepted are milliseconds from 0 on.")
    return round(value)


def numbers(name: str, text: str) -> list[int]:
    """Whole numbers with commas between."""
    return [whole_number(name, part.strip()) for part in text.split(",") if part.strip()]


def scores(emotions: Mapping[str, float]) -> wire.EmotionScores:
    return wire.EmotionScores(**{name: round(float(share), 6) for name, share in emotions.items()})


def affect(value: Affect) -> wire.ValenceArousalIntensity:
    return wire.ValenceArousalIntensity(
        valence=round(value.valence, 6), arousal=round(value.arousal, 6), intensity=round(value.intensity, 6)
    )


def affect_of(
    valence: float | None, arousal: float | None, intensity: float | None
) -> wire.ValenceArousalIntensity | None:
    if valence is None or arousal is None or intensity is None:
        return None
    return affect(Affect(valence, arousal, intensity))


def box(face: ObservedFace, name: str | None = None, note: str = "") -> wire.BoundingBox:
    place = face.box
    return wire.BoundingBox(
        face_id=face.face_id,
        name=name,
        note=note,
        x=round(place.x, 2),
        y=round(place.y, 2),
        w=round(place.w, 2),
        h=round(place.h, 2),
        detection_score=round(face.detection_score, 4),
        quality=round(face.quality, 4),
        uncertain=face.uncertain,
        emotions=scores(face.emotions),
        dominant_emotion=dominant(face.emotions),
        valence=round(face.affect.valence, 6),
        arousal=round(face.affect.arousal, 6),
        intensity=round(face.affect.intensity, 6),
    )


def failure(medium: Medium) -> wire.Failure | None:
    if not medium.error_code:
        return None
    return wire.Failure(code=medium.error_code, message=medium.error_message)


def time_of(moment: datetime) -> str:
    return moment.isoformat()

"""From what is seen to what is sent."""

from __future__ import annotations

from emoscope.api.translate import scores
from emoscope.domain.affect import dominant
from emoscope.domain.faces import ObservedFace
from emoscope.errors import EmoscopeError
from emoscope.live import schemas as wire
from emoscope.live.session import Seen


def frame(seen: Seen) -> wire.FrameScores:
    return wire.FrameScores(
        number=seen.number,
        timestamp_ms=seen.timestamp_ms,
        analysis_ms=seen.analysis_ms,
        dropped=seen.dropped,
        width=seen.sight.width,
        height=seen.sight.height,
        faces=[_face(one) for one in seen.sight.faces],
    )


def _face(face: ObservedFace) -> wire.LiveFace:
    x, y, w, h = (round(side, 2) for side in (face.box.x, face.box.y, face.box.w, face.box.h))
    return wire.LiveFace(
        track_id=face.face_id,
        box=wire.LiveBox(x=x, y=y, w=w, h=h),
        detection_score=round(face.detection_score, 4),
        quality=round(face.quality, 4),
        uncertain=face.uncertain,
        emotions=scores(face.emotions),
        dominant_emotion=dominant(face.emotions),
        valence=round(face.valence, 4),
        arousal=round(face.arousal, 4),
        intensity=round(face.intensity, 4),
    )


def error(fault: EmoscopeError, number: int | None = None) -> wire.LiveError:
    return wire.LiveError(code=fault.code, detail=fault.message, number=number)

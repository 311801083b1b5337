"""From what is seen to what is sent."""

from __future__ import annotations

from emoscope.api.translate import scores
from emoscope.domain.affect import dominant
from emoscope.domain.faces import ObservedFace
from emoscope.errors import EmoscopeError
from emoscope.live import schemas as wire
from emoscope.live.ear import Said
from emoscope.live.hearing import HeardSo
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


def sound(heard: HeardSo) -> wire.SoundState | None:
    """None where nothing new was heard."""
    moment = heard.heard.moment
    if moment is None:
        return None
    return wire.SoundState(
        number=heard.number,
        timestamp_ms=heard.timestamp_ms,
        speaking=moment.speaking,
        speech=round(moment.speech, 4),
        level_db=round(moment.level_db, 1),
        dropped_ms=heard.dropped_ms,
        missed=heard.heard.missed,
    )


def segment(said: Said) -> wire.SpokenSegment:
    transcript, emotions, text_emotions = (
        said.saying.transcript, said.saying.emotions, said.saying.text_emotions,
    )  # fmt: skip
    return wire.SpokenSegment(
        start_ms=said.start_ms,
        end_ms=said.end_ms,
        text=transcript.text,
        language=transcript.language,
        confidence=round(transcript.confidence, 4),
        emotions=None if emotions is None else scores(emotions),
        dominant_emotion=None if emotions is None else dominant(emotions),
        text_emotions=None
        if text_emotions is None
        else {name: round(value, 4) for name, value in text_emotions.items()},
    )


def error(fault: EmoscopeError, number: int | None = None) -> wire.LiveError:
    return wire.LiveError(code=fault.code, detail=fault.message, number=number)

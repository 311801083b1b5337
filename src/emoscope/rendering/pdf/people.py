"""Pages about people: what a report says of each face."""

from __future__ import annotations

from typing import Any

from emoscope.domain.affect import dominant
from emoscope.domain.clock import clock
from emoscope.domain.findings import FaceFindings, Findings, Ocean, SegmentFindings
from emoscope.domain.palette import EMOTION_COLOURS
from emoscope.domain.text import leading
from emoscope.rendering import charts
from emoscope.rendering.pdf.assets import Assets
from emoscope.rendering.pdf.phrases import face_bars, name, percent, printable, shortened, signed, tag

PAGES_AT_MOST = 12
"""People who get a page of their own, those longest on screen; the others are in the table of people."""
ROWS_AT_MOST = 100
CARDS_AT_MOST = 48
"""Faces in the table of people and cards of an image, by number: the first are seen longest, or largest."""

_EXCERPTS = 4
_EXCERPT_LENGTH = 240
_OFTEN_UNCERTAIN = 0.3


def rows(findings: Findings, assets: Assets) -> list[dict[str, Any]]:
    """The table of people."""
    return [_row(findings, face, assets) for face in findings.faces[:ROWS_AT_MOST]]


def _row(findings: Findings, face: FaceFindings, assets: Assets) -> dict[str, Any]:
    label = dominant(face.emotions)
    return {
        "name": name(face.name),
        "picture": assets.picture_of(face.face_id),
        "seen": clock(face.screen_time_ms) if findings.kind == "video" else "",
        "share": _share_of(face.screen_time_ms, findings.duration_ms),
        "leading": label,
        "leading_share": percent(face.emotions[label]),
        "colour": EMOTION_COLOURS[label],
        "valence": signed(face.affect.valence),
        "arousal": signed(face.affect.arousal),
        "intensity": f"{face.affect.intensity:.2f}",
        "uncertain": percent(face.uncertain_share),
        "speaker": _speaker(findings, face),
    }


def _share_of(part_ms: int, whole_ms: int) -> str:
    return percent(min(1.0, part_ms / whole_ms)) if whole_ms else ""


def _speaker(findings: Findings, face: FaceFindings) -> str:
    linked = findings.speaker(face.speaker_id) if face.speaker_id is not None else None
    return name(linked.name) if linked else ""


def pages(findings: Findings, assets: Assets) -> list[dict[str, Any]]:
    """A page for each of the people longest on screen, in the order of their numbers."""
    longest = sorted(findings.faces, key=lambda face: -face.screen_time_ms)[:PAGES_AT_MOST]
    return [_page(findings, face, assets) for face in findings.faces if face in longest]


def _page(findings: Findings, face: FaceFindings, assets: Assets) -> dict[str, Any]:
    page = _row(findings, face, assets) | {
        "face_id": face.face_id,
        "named": face.named,
        "facts": _facts(findings, face),
        "often_uncertain": face.uncertain_share >= _OFTEN_UNCERTAIN,
        "note": printable(face.note, 600),
        "timeline": "",
        "path": "",
        "wheel": assets.chart(f"wheel-{face.face_id}", charts.wheel(face.emotions)),
        "excerpts": excerpts(findings, face.speaker_id),
        "personality": _personality(findings.personality.get(face.face_id)),
    }
    if face.series is not None and len(face.series.start_ms):
        course = charts.face_course(face, face.series, findings.duration_ms)
        page["timeline"] = assets.chart(f"timeline-{face.face_id}", charts.timeline(course))
        page["path"] = assets.chart(f"path-{face.face_id}", charts.affect_path(face.series))
    return page


def _facts(findings: Findings, face: FaceFindings) -> list[tuple[str, str]]:
    affect = face.affect
    seen = f"{clock(face.screen_time_ms)} of {clock(findings.duration_ms)}"
    return [
        ("On screen", f"{seen} ({_share_of(face.screen_time_ms, findings.duration_ms)})"),
        ("From, to", f"{clock(face.first_ms)}, {clock(face.last_ms)}"),
        ("Speaks as", _speaker(findings, face) or "no voice linked"),
        ("Valence, arousal", f"{signed(affect.valence)}, {signed(affect.arousal)} (\u22121 to +1)"),
        ("Intensity", f"{affect.intensity:.2f} (0 to 1)"),
        ("Uncertain frames", percent(face.uncertain_share)),
    ]


def excerpts(findings: Findings, speaker_id: int | None) -> list[dict[str, Any]]:
    """What a speaker said where voice and words showed most, in order of time; nothing where both are neutral
    throughout."""
    own = [one for one in findings.segments if one.speaker_id == speaker_id and _is_telling(one)]
    telling = sorted(own, key=_expressiveness, reverse=True)[:_EXCERPTS]
    return [excerpt(findings, one, _EXCERPT_LENGTH) for one in sorted(telling, key=lambda one: one.start_ms)]


def excerpt(findings: Findings, segment: SegmentFindings, most: int = 2000) -> dict[str, Any]:
    """A stretch of speech with who said it and what leads in voice and words."""
    who = findings.speaker(segment.speaker_id)
    return {
        "time": clock(segment.start_ms),
        "name": name(shortened(who.name if who else f"speaker_{segment.speaker_id}", 40)),
        "text": printable(segment.text, most),
        "voice": tag(segment.emotions),
        "words": tag(segment.text_emotions),
    }


def _is_telling(segment: SegmentFindings) -> bool:
    judged = [scores for scores in (segment.emotions, segment.text_emotions) if scores]
    return bool(segment.text.strip()) and any(leading(scores) != "neutral" for scores in judged)


def _expressiveness(segment: SegmentFindings) -> float:
    """How far from neutral voice and words are together."""
    voice = 1 - segment.emotions["neutral"] if segment.emotions else 0.0
    scores = segment.text_emotions or {}
    return voice + max((share for label, share in scores.items() if label != "neutral"), default=0.0)


def _personality(ocean: Ocean | None) -> dict[str, Any] | None:
    if ocean is None:
        return None
    traits = ("openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism")
    return {
        "traits": [{"label": trait, "value": getattr(ocean, trait)} for trait in traits],
        "confidence": percent(ocean.confidence),
    }


def cards(findings: Findings, assets: Assets) -> list[dict[str, Any]]:
    """The faces of an image."""
    found = []
    for face in findings.faces[:CARDS_AT_MOST]:
        card = _row(findings, face, assets)
        card |= {
            "face_id": face.face_id,
            "bars": face_bars(face.emotions),
            "cannot_tell": face.uncertain_share > 0,
            "note": printable(face.note, 300),
        }
        found.append(card)
    return found

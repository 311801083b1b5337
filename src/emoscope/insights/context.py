"""The figures of a medium in a compact form for a language model, and the look-ups by which it gets more.

Everything in here was said, named or titled by people that nobody has vouched for: it is data, handed over as
such and never as instructions.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from emoscope.domain.findings import FaceFindings, Findings, SegmentFindings, SpeakerFindings
from emoscope.domain.text import leading
from emoscope.insights.analyst import evidence
from emoscope.insights.analyst.question import FACE, Person
from emoscope.pipelines.agreement import agreements
from emoscope.pipelines.turning_points import turning_points

_LINES = 60
_SENTENCES = 60
_POINTS = 60
_PEOPLE = 20
_LINE_LENGTH = 300
_TURNS = 12


def overview(findings: Findings) -> dict[str, Any]:
    """What is handed over with every question: means, people, changes, the first lines."""
    found: dict[str, Any] = {
        "kind": findings.kind,
        "title": findings.title[:_LINE_LENGTH],
        "duration_ms": findings.duration_ms,
        "language": findings.language,
        "faces_overall": _rounded(findings.face_emotions),
        "voices_overall": _rounded(findings.voice_emotions),
        "words_overall": _top(findings.text_emotions),
        "people_seen": [_face(face) for face in findings.faces[:_PEOPLE]],
        "voices_heard": [_voice(one) for one in findings.speakers[:_PEOPLE]],
        "turning_points": [
            {"at_ms": one.at_ms, "who": one.name, "by": one.modality, "from": one.before, "to": one.after}
            for one in turning_points(findings, _TURNS)
        ],
        "agreement": [
            {
                "who": one.name, "of": one.modalities, "agreeing_share": round(one.agreeing, 3),
                "apart_at_ms": one.apart_ms,
            }
            for one in agreements(findings)
        ],
        "personality": {
            str(face_id): {name: round(getattr(ocean, name), 2) for name in ocean.__slots__}
            for face_id, ocean in findings.personality.items()
        },
        "notes": dict(findings.notes),
        "models": dict(findings.models),
        "corrected_by_hand": findings.edited,
        "words": findings.words,
        "sentence_count": len(findings.sentences),
        "speech_segments": len(findings.segments),
        "transcript_beginning": [_line(findings, one) for one in findings.segments[: _LINES // 2]],
        "sentences_beginning": _sentences(findings, 0, _SENTENCES // 2),
    }  # fmt: skip
    return {name: value for name, value in found.items() if value not in (None, [], {}, "")}


def _face(face: FaceFindings) -> dict[str, Any]:
    return {
        "face_id": face.face_id, "name": face.name, "speaker_id": face.speaker_id,
        "first_ms": face.first_ms, "last_ms": face.last_ms, "screen_time_ms": face.screen_time_ms,
        "emotions": _rounded(face.emotions), "valence": round(face.affect.valence, 3),
        "arousal": round(face.affect.arousal, 3), "intensity": round(face.affect.intensity, 3),
        "unreadable_share": round(face.uncertain_share, 3), "note": face.note[:_LINE_LENGTH],
    }  # fmt: skip


def _voice(speaker: SpeakerFindings) -> dict[str, Any]:
    return {
        "speaker_id": speaker.speaker_id, "name": speaker.name, "speaking_ms": speaker.speaking_ms,
        "voice": _rounded(speaker.emotions), "words": _top(speaker.text_emotions),
    }  # fmt: skip


def _rounded(scores: Mapping[str, float] | None) -> dict[str, float] | None:
    return {name: round(value, 3) for name, value in scores.items()} if scores else None


def _top(scores: Mapping[str, float] | None) -> dict[str, float] | None:
    """The five likeliest of the 28 labels of words."""
    if not scores:
        return None
    return {name: round(scores[name], 3) for name in sorted(scores, key=lambda one: -scores[one])[:5]}


def _line(findings: Findings, segment: SegmentFindings) -> dict[str, Any]:
    speaker = findings.speaker(segment.speaker_id)
    return {
        "start_ms": segment.start_ms, "end_ms": segment.end_ms,
        "who": speaker.name if speaker else "", "text": segment.text[:_LINE_LENGTH],
        "words": leading(segment.text_emotions) if segment.text_emotions else None,
        "voice": leading(segment.emotions) if segment.emotions else None,
    }  # fmt: skip


def _sentences(findings: Findings, first: int, count: int) -> list[dict[str, Any]]:
    chosen = list(enumerate(findings.sentences))[first : first + count]
    return [
        {"number": index + 1, "text": one.text[:_LINE_LENGTH], "emotions": _top(one.emotions)}
        for index, one in chosen
    ]


def transcript(findings: Findings, start_ms: int, end_ms: int) -> Any:
    touching = [one for one in findings.segments if one.start_ms < end_ms and one.end_ms > start_ms]
    return {
        "segments": [_line(findings, one) for one in touching[:_LINES]],
        "left_out": max(0, len(touching) - _LINES),
    }


def face_series(findings: Findings, face_id: int, start_ms: int, end_ms: int) -> Any:
    """Means of at most `_POINTS` equal stretches."""
    face = findings.face(face_id)
    if face is None or face.series is None:
        return {"error": f"there is no series of face_id {face_id}"}
    found = [
        one
        for one in evidence.samples(findings, FACE, Person(face.name, face_id))
        if one.start < end_ms and one.end > start_ms
    ]
    size = max(1, -(-len(found) // _POINTS))
    groups = [found[place : place + size] for place in range(0, len(found), size)]
    return [
        {
            "start_ms": group[0].start, "end_ms": group[-1].end,
            "emotions": _rounded(evidence.mean(group, None)),
            "valence": round(evidence.mean_level(group, "valence", None) or 0.0, 3),
        }
        for group in groups
    ]  # fmt: skip


def _schema(**properties: str) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {name: {"type": "integer", "description": text} for name, text in properties.items()},
        "required": list(properties),
        "additionalProperties": False,
    }


_FROM, _TO = "Beginning in milliseconds.", "End in milliseconds."
LOOK_UPS: Mapping[str, tuple[str, dict[str, Any], Callable[..., Any]]] = {
    "get_transcript": (
        "What was said in a part of the recording, with who said it and the leading emotions.",
        _schema(start_ms=_FROM, end_ms=_TO),
        transcript,
    ),
    "get_face_series": (
        "The emotion shares and valence of one face over a part of the video.",
        _schema(face_id="The face_id of the person.", start_ms=_FROM, end_ms=_TO),
        face_series,
    ),
    "get_sentences": (
        "Sentences of a text with their likeliest emotions.",
        _schema(first="Number of the first sentence, from 0.", count=f"How many, {_SENTENCES} at most."),
        lambda findings, first, count: _sentences(findings, max(0, first), min(max(0, count), _SENTENCES)),
    ),
}
"""What a language model may call: it reads, and nothing else."""


def look_up(findings: Findings, name: str, arguments: str) -> Any:
    """The result of a call, or what is wrong with it, for the model to read."""
    if name not in LOOK_UPS:
        return {"error": f"there is no tool {name[:80]!r}"}
    try:
        given = json.loads(arguments or "{}")
    except ValueError:
        return {"error": "the arguments are not JSON"}
    wanted = LOOK_UPS[name][1]["required"]
    if not isinstance(given, dict) or any(type(given.get(one)) is not int for one in wanted):
        return {"error": f"the arguments must be whole numbers: {', '.join(wanted)}"}
    return LOOK_UPS[name][2](findings, **{one: given[one] for one in wanted})


def as_data(value: Any) -> str:
    """JSON in which nothing can be taken for a tag, so that it cannot end what it is enclosed in."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")

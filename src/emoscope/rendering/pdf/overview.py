"""The first page and the last: what there is and what leads; by which models, and how good they are."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from emoscope.domain.clock import clock
from emoscope.domain.findings import Findings
from emoscope.rendering.model_figures import FIGURES
from emoscope.rendering.pdf.phrases import counted, date, face_bars, printable, word_bars
from emoscope.rendering.pdf.story import Story

_JOBS = {
    "face-detection": "finding faces",
    "face-expression": "expressions of faces",
    "face-affect": "valence, arousal and intensity",
    "face-identity": "telling people apart",
    "face-geometry": "head, eyes and action units",
    "face-mesh": "points of the face",
    "face-iris": "eyes",
    "speech-activity": "finding speech",
    "speech-transcription": "transcript",
    "voice-embedding": "telling speakers apart",
    "voice-emotion": "emotions in the voice",
    "text-emotion": "emotions of the words",
}


def heading(findings: Findings, story: Story) -> dict[str, Any]:
    title = printable(findings.title, 200) or "Untitled"
    return {
        "kind": findings.kind,
        "title": title,
        "short_title": printable(findings.title, 60) or "Untitled",
        "description": printable(findings.description, 700),
        "facts": _facts(findings),
        "summary": [printable(part) for part in story.summary.split("\n") if part.strip()],
        "leading": _leading(findings),
        "turns": [[clock(at_ms), printable(what, 300)] for at_ms, what in story.turns],
        "agreement": [printable(line, 300) for line in story.agreement],
    }


def _facts(findings: Findings) -> list[tuple[str, str]]:
    facts = [("Received", date(findings.created_at)), ("Source", _source(findings))]
    if findings.duration_ms:
        facts.append(("Length", clock(findings.duration_ms)))
    if findings.video is not None:
        size = f"{findings.video.width} \u00d7 {findings.video.height} pixels"
        rate = f", {findings.video.fps:.4g} fps" if findings.video.fps else ""
        facts.append(("Picture", size + rate))
    if findings.kind in {"video", "image"}:
        facts.append(("Faces", counted(len(findings.faces), "person", "people")))
    if findings.speakers:
        who = counted(len(findings.speakers), "speaker")
        facts.append(("Speech", f"{clock(findings.speech_ms)} by {who}"))
    if findings.words:
        facts.append(("Words", f"{findings.words:,}"))
    if findings.sentences:
        facts.append(("Sentences", f"{len(findings.sentences):,}"))
    corrected = "applied" if findings.edited else "none"
    return [*facts, ("Corrections by hand", corrected)]


def _source(findings: Findings) -> str:
    if not findings.source_url:
        return "taken from a video" if findings.parent_id else "uploaded"
    address = urlsplit(findings.source_url)
    # Without what follows the path: it may carry a key.
    return printable(f"{address.hostname or ''}{address.path}", 120)


def _leading(findings: Findings) -> list[dict[str, Any]]:
    """What leads in each modality that was judged."""
    found: list[dict[str, Any]] = []
    if findings.face_emotions is not None:
        found.append({"title": "Faces", "unit": "mean share", "bars": face_bars(findings.face_emotions, 5)})
    if findings.voice_emotions is not None:
        found.append({"title": "Voices", "unit": "mean share", "bars": face_bars(findings.voice_emotions, 5)})
    if findings.text_emotions is not None:
        bars = word_bars(findings.text_emotions, 5)
        found.append({"title": "Words", "unit": "mean probability", "bars": bars})
    return found


def method(findings: Findings) -> dict[str, Any]:
    """Which models judged, how they measured, what was left out."""
    models = [_model(job, model) for job, model in findings.models.items()]
    return {
        "models": models,
        "notes": [printable(note, 600) for note in findings.notes.values()],
        "has_faces": findings.kind in {"video", "image"},
        "has_speech": bool(findings.speakers),
        "has_words": findings.text_emotions is not None or findings.kind == "text",
        "has_personality": bool(findings.personality),
        "medium_id": findings.medium_id,
    }


def _model(job: str, model: str) -> dict[str, Any]:
    figures = [
        {"measure": one.measure, "value": one.value, "data": one.data, "card": one.card.file}
        for one in FIGURES.get(model, ())
    ]
    return {"job": _JOBS.get(job, job.replace("-", " ")), "id": model, "figures": figures}

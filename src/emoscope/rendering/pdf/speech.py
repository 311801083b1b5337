"""Pages about speech and texts: speakers, the transcript, sentences."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Any

from emoscope.domain.clock import clock
from emoscope.domain.findings import Findings, SegmentFindings, SpeakerFindings
from emoscope.domain.text import sentiment_scores
from emoscope.rendering import charts
from emoscope.rendering.pdf.assets import Assets
from emoscope.rendering.pdf.people import excerpt, excerpts
from emoscope.rendering.pdf.phrases import face_bars, left_out, name, percent, printable, tag, word_bars

SPEAKERS_AT_MOST = 12
"""Speakers described one by one, those who speak longest."""
TURNS_AT_MOST = 2500
SENTENCES_AT_MOST = 2500
"""What is printed of a transcript and of a text: about 80 pages. Exports have the rest."""


def speakers(findings: Findings, assets: Assets) -> list[dict[str, Any]]:
    longest = sorted(findings.speakers, key=lambda one: -one.speaking_ms)[:SPEAKERS_AT_MOST]
    return [_speaker(findings, one, assets) for one in findings.speakers if one in longest]


def _speaker(findings: Findings, speaker: SpeakerFindings, assets: Assets) -> dict[str, Any]:
    own = [one for one in findings.segments if one.speaker_id == speaker.speaker_id]
    face = findings.face(speaker.face_id) if speaker.face_id is not None else None
    course = ""
    if speaker.emotions is not None and any(one.emotions for one in own):
        drawn = charts.timeline(charts.voice_course(own, speaker.emotions, findings.duration_ms))
        course = assets.chart(f"voice-{speaker.speaker_id}", drawn)
    return {
        "name": name(speaker.name),
        "face": name(face.name) if face else "",
        "facts": _facts(findings, speaker, own),
        "voice": face_bars(speaker.emotions, 5) if speaker.emotions else [],
        "words": word_bars(speaker.text_emotions, 5) if speaker.text_emotions else [],
        "timeline": course,
        # Who has a page as a person has them there.
        "excerpts": [] if face else excerpts(findings, speaker.speaker_id),
    }


def _facts(
    findings: Findings, speaker: SpeakerFindings, own: Sequence[SegmentFindings]
) -> list[tuple[str, str]]:
    total = sum(one.speaking_ms for one in findings.speakers)
    share = f" ({percent(speaker.speaking_ms / total)} of all speech)" if total else ""
    facts = [
        ("Speaks", f"{clock(speaker.speaking_ms)}{share}"),
        ("Turns", f"{speaker.segment_count:,}"),
    ]
    measured = [one.prosody for one in own if one.prosody is not None]
    pitches = [one.pitch_hz for one in measured if one.pitch_hz is not None]
    rates = [one.words_per_s for one in measured if one.words_per_s is not None]
    if pitches:
        facts.append(("Pitch (median)", f"{median(pitches):.0f} Hz"))
    if rates:
        facts.append(("Pace (median)", f"{60 * median(rates):.0f} words a minute"))
    if measured:
        loudness = f"{median(one.loudness_db for one in measured):.0f} dB".replace("-", "\u2212")
        facts.append(("Loudness (median)", f"{loudness} of full scale"))
    return facts


def transcript(findings: Findings) -> dict[str, Any]:
    """Who said what when; stretches without words say so."""
    rows = [excerpt(findings, one) for one in findings.segments[:TURNS_AT_MOST]]
    return {"rows": rows, "left": left_out(len(findings.segments) - len(rows), "turn", "turns")}


def sentences(findings: Findings, assets: Assets) -> dict[str, Any]:
    """A text's sentences by paragraph, each with how it is marked, and their course."""
    printed = findings.sentences[:SENTENCES_AT_MOST]
    paragraphs: list[list[dict[str, Any]]] = []
    before = None
    for sentence in printed:
        if sentence.paragraph != before:
            paragraphs.append([])
        before = sentence.paragraph
        paragraphs[-1].append({
            "text": printable(sentence.text, 1000),
            "tag": tag(sentence.emotions),
            "language": sentence.language,
        })  # fmt: skip
    moods = [sentiment_scores(one.emotions) if one.emotions else None for one in findings.sentences]
    drawn = sum(mood is not None for mood in moods) > 2
    chart = charts.timeline(charts.sentence_course(moods), "sentence") if drawn else b""
    return {
        "paragraphs": paragraphs,
        "course": assets.chart("sentences", chart) if drawn else "",
        "left": left_out(len(findings.sentences) - len(printed), "sentence", "sentences"),
    }

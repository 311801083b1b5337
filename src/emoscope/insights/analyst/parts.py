"""Pieces of statements that many answers share: times, parts, names, quotations."""

from __future__ import annotations

from collections.abc import Sequence

from emoscope.domain.findings import Findings, SegmentFindings
from emoscope.insights.analyst import evidence, persons
from emoscope.insights.analyst.facts import Fact, Statement, Unit, Value, say
from emoscope.insights.analyst.question import FACE, INTENSITY, VOICE, WORDS, Person, Question, Span

_QUOTE_LENGTH = 160
ADJECTIVES = {
    "disgust": "disgusted",
    "fear": "fearful",
    "surprise": "surprised",
    "contempt": "contemptuous",
}
NOUNS = {"happy": "happiness", "angry": "anger", "sad": "sadness"}


def place(findings: Findings, at: int, measure: str = "start", **more: object) -> Fact:
    """A point on the axis: a time, or the number of a sentence."""
    if findings.kind == "text":
        return Fact(measure, at + 1, Unit.NUMBER, index=at, detail="sentence")
    return Fact(measure, at, Unit.MOMENT, **more)  # type: ignore[arg-type]


def where(findings: Findings, span: Span | None) -> tuple[Statement, ...]:
    """between .. and .. / around .. / in sentence ..; nothing for the whole."""
    if span is None:
        return ()
    if findings.kind == "text":
        first, last = (
            place(findings, span.start, "asked"),
            place(findings, max(span.start, span.end - 1), "asked"),
        )
        return (
            (say("in_sentence", at=first),)
            if first.value == last.value
            else (say("in_sentences", start=first, end=last),)
        )
    start = Fact("asked", span.start, Unit.MOMENT, span=span)
    if span.moment:
        return (say("at", at=start),)
    return (say("between", start=start, end=Fact("asked", span.end, Unit.MOMENT, span=span)),)


def label(modality: str, name: str) -> str:
    """An emotion as it is said of somebody: adjectives of faces and voices, the model's words of words."""
    return name if modality == WORDS else ADJECTIVES.get(name, name)


def noun(name: str) -> str:
    return NOUNS.get(name, name)


def who(person: Person | None) -> str:
    return person.name if person else ""


def quote(text: str) -> str:
    """The words themselves, cut where they are long."""
    plain = " ".join(text.split())
    return plain if len(plain) <= _QUOTE_LENGTH else f"{plain[: _QUOTE_LENGTH - 1].rstrip()}…"


def subjects(question: Question) -> list[Person | None]:
    """Those asked about, or None for all together."""
    return list(question.people) or [None]


def modalities(findings: Findings, question: Question, person: Person | None) -> list[str]:
    """Those to answer from: the one asked for, else all that have figures of this person."""
    asked = [question.modality] if question.modality else list(evidence.MODALITIES)
    return [one for one in asked if evidence.shares(findings, one, person, question.span) is not None]


def name_of(findings: Findings, modality: str, subject: int | None) -> str:
    """The name of who a sample is of."""
    for person in persons.people_of(findings):
        known = person.face_id if modality == FACE else person.speaker_id
        if subject is not None and known == subject:
            return person.name
    return ""


def share(
    value: float, modality: str, name: str, person: Person | None, span: Span | None, measure: str = "share"
) -> Fact:
    return Fact(measure, value, Unit.SHARE, modality, evidence.subject_of(modality, person), name, span)


def level_unit(dimension: str) -> Unit:
    """Intensity has no sign."""
    return Unit.STRENGTH if dimension == INTENSITY else Unit.LEVEL


def names(findings: Findings, people: Sequence[Person]) -> set[str]:
    """All that these are called: a face and its voice may have names of their own."""
    voices = [findings.speaker(one.speaker_id) for one in people if one.speaker_id is not None]
    return {one.name for one in people} | {voice.name for voice in voices if voice is not None}


def count(measure: str, value: int, **more: object) -> Fact:
    return Fact(measure, value, Unit.COUNT, **more)  # type: ignore[arg-type]


def lasting(measure: str, value: int, **more: object) -> Fact:
    return Fact(measure, value, Unit.LASTING, **more)  # type: ignore[arg-type]


def nothing_of(findings: Findings, question: Question, person: Person | None) -> Statement:
    """Why there is no answer: not seen, not heard, not there at that time."""
    values: dict[str, Value] = {"who": who(person) or "anybody", "when": where(findings, question.span)}
    if question.modality:
        form = {FACE: "no_face", VOICE: "no_voice", WORDS: "no_words"}[question.modality]
        return say(form, **values)
    return say("no_figures", **values)


def everybody(findings: Findings) -> tuple[Person, ...]:
    return persons.people_of(findings)


def touching(segments: Sequence[SegmentFindings], span: Span | None) -> list[SegmentFindings]:
    if span is None:
        return list(segments)
    end = max(span.end, span.start + 1)
    return [segment for segment in segments if segment.start_ms < end and segment.end_ms > span.start]

"""Answers on what was said: at a time, by somebody, with certain words; how it sounded, in which language."""

from __future__ import annotations

from collections.abc import Sequence

from emoscope.domain.findings import Findings, SegmentFindings
from emoscope.insights.analyst import evidence, parts, peaks
from emoscope.insights.analyst.facts import Fact, Figures, Statement, Unit, say
from emoscope.insights.analyst.question import FACE, VOICE, WORDS, Person, Question, Span
from emoscope.insights.analyst.search import occurrences
from emoscope.pipelines.agreement import agreements

_LINES = 6
_AROUND_MS = 10_000
"""How far from a moment without speech the nearest words are looked for."""


def said(question: Question, findings: Findings) -> Figures:
    if findings.kind == "text":
        return _sentences(question, findings)
    if not findings.segments:
        return Figures((say("no_speech"),), question.span)
    chosen = _of_people(question, findings.segments)
    here = parts.touching(chosen, question.span)
    if not here:
        return _nearest(question, findings, chosen)
    about = {"span": question.span, "label": _ids(question)}
    count = parts.count("segments", len(here), **about)
    head = say(
        "said_all" if len(here) <= _LINES else "said_first",
        count=count, when=parts.where(findings, question.span), who=_names(question),
        items=tuple(_line(findings, segment) for segment in here[:_LINES]),
    )  # fmt: skip
    return Figures((head,), question.span or Span(here[0].start_ms, here[0].end_ms))


def _of_people(question: Question, segments: Sequence[SegmentFindings]) -> list[SegmentFindings]:
    ids = {person.speaker_id for person in question.people}
    return [segment for segment in segments if not question.people or segment.speaker_id in ids]


def _ids(question: Question) -> str:
    return ",".join(sorted(str(person.speaker_id) for person in question.people))


def _names(question: Question) -> tuple[Statement, ...]:
    return tuple(say("by", who=person.name) for person in question.people[:1])


def _line(findings: Findings, segment: SegmentFindings) -> Statement:
    return say(
        "line" if segment.text else "line_unclear",
        at=_start(segment),
        who=parts.name_of(findings, VOICE, segment.speaker_id) or "somebody",
        quote=parts.quote(segment.text),
    )


def _start(segment: SegmentFindings) -> Fact:
    return Fact(
        "segment_start", segment.start_ms, Unit.MOMENT, VOICE, segment.speaker_id, index=segment.index
    )


def _nearest(question: Question, findings: Findings, chosen: Sequence[SegmentFindings]) -> Figures:
    span = question.span
    when = parts.where(findings, span)
    near = [
        segment
        for segment in chosen
        if span is not None
        and segment.start_ms <= span.end + _AROUND_MS
        and segment.end_ms >= span.start - _AROUND_MS
    ]
    nearest = sorted(
        near, key=lambda one: abs((one.start_ms + one.end_ms) // 2 - (span.start if span else 0))
    )[:1]
    items = tuple(_line(findings, segment) for segment in nearest)
    return Figures((say("nothing_said", when=when, who=_names(question), nearest=items),), span)


def _sentences(question: Question, findings: Findings) -> Figures:
    span = question.span or Span(0, len(findings.sentences))
    here = list(enumerate(findings.sentences))[span.start : max(span.end, span.start + 1)]
    if not here:
        return Figures((say("no_sentences"),))
    items = tuple(
        say("sentence", at=parts.place(findings, index), quote=parts.quote(sentence.text))
        for index, sentence in here[:_LINES]
    )
    count = parts.count("sentences", len(findings.sentences))
    return Figures((say("sentences", count=count, items=items),), question.span)


def search(question: Question, findings: Findings) -> Figures:
    needle = question.search
    if findings.kind == "text":
        hits = [
            (
                occurrences(needle, sentence.text),
                say("sentence", at=parts.place(findings, index), quote=parts.quote(sentence.text)),
            )
            for index, sentence in enumerate(findings.sentences)
        ]
        focus = None
    else:
        if not findings.segments:
            return Figures((say("no_speech"),))
        here = parts.touching(_of_people(question, findings.segments), question.span)
        hits = [(occurrences(needle, segment.text), _line(findings, segment)) for segment in here]
        first = next((one for one in here if occurrences(needle, one.text)), None)
        focus = Span(first.start_ms, first.end_ms) if first else None
    lines = [line for count, line in hits if count]
    when, who = parts.where(findings, question.span), _names(question)
    if not lines:
        return Figures((say("not_found", search=parts.quote(needle), when=when, who=who),))
    found = sum(count for count, _ in hits)
    count = parts.count("occurrences", found, detail=needle, span=question.span, label=_ids(question))
    form = "found" if len(lines) <= _LINES else "found_first"
    return Figures(
        (
            say(
                form, search=parts.quote(needle), count=count, when=when, who=who, items=tuple(lines[:_LINES])
            ),
        ),
        focus,
    )


def why(question: Question, findings: Findings) -> Figures:
    """No cause, but what came together: what was said, how everybody looked and sounded."""
    statements = [say("no_causes")]
    span = question.span
    if span is None and question.feelings and findings.kind in {"video", "audio"}:
        told, span = _height(question, findings)
        statements += told
    if span is None or findings.kind in {"image", "text"}:
        return Figures((*statements, say("ask_why_at" if findings.kind != "image" else "ask_image")), span)
    around = Span(max(0, span.start - 3000), min(findings.duration_ms, max(span.end, span.start + 1) + 1000))
    here = parts.touching(findings.segments, around)
    statements.append(
        say(
            "said_then",
            when=parts.where(findings, around),
            items=tuple(_line(findings, one) for one in here[:3]),
        )
        if here
        else say("silent_then", when=parts.where(findings, around))
    )
    statements += [
        statement
        for person in _everybody(question, findings)
        for modality in (FACE, VOICE, WORDS)
        if (statement := _shown(findings, person, modality, around)) is not None
    ][:4]
    return Figures(tuple(statements), span)


def _height(question: Question, findings: Findings) -> tuple[list[Statement], Span | None]:
    """The strongest moment of the emotion asked about, to look around in."""
    person = next(iter(question.people), None)
    for modality in evidence.MODALITIES:
        label = question.feelings[0].label(modality)
        found = peaks.moments(findings, modality, person, None, peaks.by_label(label))
        if found:
            at = peaks.start_of(findings, found[0])
            name = parts.name_of(findings, modality, found[0].sample.subject) or "somebody"
            told = say("why_at", what=parts.noun(label), who=name, at=at, share=found[0].figure)
            return [told], found[0].sample.span
    return [], None


def _everybody(question: Question, findings: Findings) -> Sequence[Person]:
    return question.people or parts.everybody(findings)


def _shown(findings: Findings, person: Person, modality: str, span: Span) -> Statement | None:
    scores = evidence.shares(findings, modality, person, span)
    if scores is None:
        return None
    top = max(scores, key=lambda name: scores[name])
    return say(
        f"shown_{modality}", who=person.name, label=parts.label(modality, top),
        share=parts.share(scores[top], modality, top, person, span),
    )  # fmt: skip


def agreement(question: Question, findings: Findings) -> Figures:
    names = parts.names(findings, question.people)
    found = [one for one in agreements(findings) if not names or one.name in names]
    if not found:
        return Figures((say("no_agreement"),), question.span)
    items: list[Statement] = []
    focus = None
    for one in found:
        about = {"subject": one.speaker_id, "detail": " ".join(one.modalities)}
        apart: tuple[Statement, ...] = ()
        if one.apart_ms is not None:
            at = Fact("apart_at", one.apart_ms, Unit.MOMENT, **about)  # type: ignore[arg-type]
            apart = (say("apart", at=at),)
            focus = focus or Span(one.apart_ms, one.apart_ms, moment=True)
        items.append(
            say(
                "agreement", who=one.name, one=one.modalities[0], other=one.modalities[1], apart=apart,
                share=Fact("agreeing", one.agreeing, Unit.SHARE, **about),  # type: ignore[arg-type]
                compared=Fact("compared_ms", one.compared_ms, Unit.LASTING, **about),  # type: ignore[arg-type]
            )
        )  # fmt: skip
    return Figures((say("agreements", items=tuple(items)), say("agreement_note")), focus)


def language(_question: Question, findings: Findings) -> Figures:
    if not findings.language or findings.language == "und":
        return Figures((say("no_language"),))
    return Figures((say("language", language=findings.language),))


def prosody(question: Question, findings: Findings) -> Figures:
    """How voices sounded: means over segments, weighted by their length; pauses summed up."""
    statements = []
    speakers = findings.speakers
    ids = {person.speaker_id for person in question.people}
    for speaker in speakers:
        if question.people and speaker.speaker_id not in ids:
            continue
        own = [one for one in findings.segments if one.speaker_id == speaker.speaker_id and one.prosody]
        own = parts.touching(own, question.span)
        if own:
            statements.append(_prosody(findings, question, speaker.name, speaker.speaker_id, own))
    return Figures(tuple(statements) or (say("no_prosody"),), question.span)


def _prosody(
    findings: Findings, question: Question, name: str, speaker_id: int, own: Sequence[SegmentFindings]
) -> Statement:
    items = []
    for measure, unit in (
        ("pitch_hz", Unit.HERTZ), ("words_per_s", Unit.PER_SECOND), ("loudness_db", Unit.DECIBEL),
    ):  # fmt: skip
        known = [
            (value, one.end_ms - one.start_ms)
            for one in own
            if one.prosody is not None and (value := getattr(one.prosody, measure)) is not None
        ]
        if known and sum(weight for _, weight in known):
            mean = sum(value * weight for value, weight in known) / sum(weight for _, weight in known)
            fact = Fact(measure, mean, unit, VOICE, speaker_id, span=question.span)
            items.append(say(f"prosody_{measure}", value=fact))
    pauses = sum(one.prosody.pauses for one in own if one.prosody is not None)
    paused = sum(one.prosody.pause_ms for one in own if one.prosody is not None)
    about = {"modality": VOICE, "subject": speaker_id, "span": question.span}
    items.append(
        say(
            "prosody_pauses",
            count=parts.count("pauses", pauses, **about),
            lasting=parts.lasting("pause_ms", paused, **about),
        )
    )
    return say("prosody", who=name, items=tuple(items), when=parts.where(findings, question.span))

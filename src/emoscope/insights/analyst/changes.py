"""Answers on when: moments, time of an emotion, turning points, trends, what to look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from emoscope.domain.affect import dominant
from emoscope.domain.findings import Findings
from emoscope.insights.analyst import crowd, evidence, parts, peaks
from emoscope.insights.analyst.evidence import Sample
from emoscope.insights.analyst.facts import Fact, Figures, Statement, Unit, Value, say
from emoscope.insights.analyst.peaks import Moment
from emoscope.insights.analyst.question import (
    FACE,
    INTENSITY,
    VALENCE,
    WORDS,
    Person,
    Question,
    Span,
)
from emoscope.pipelines.turning_points import TurningPoint, turning_points

_MOMENTS = 3
_TURNS = 5
_LEVEL = 0.05
"""A smaller difference between the ends is called level."""


def moments(question: Question, findings: Findings) -> Figures:
    if findings.kind == "image":
        return crowd.rank(question, findings)  # what a picture has in the place of moments is faces
    statements: list[Statement] = []
    focus = None
    for person in parts.subjects(question):
        told = len(statements)
        for modality in with_samples(findings, question, person):
            for what, found in _sought(findings, question, person, modality):
                if found:
                    statements.append(_moments(findings, question, person, modality, what, found))
                    focus = focus or peaks.focus(found)
        if len(statements) == told:
            statements.append(_none(findings, question, person))
    return Figures(tuple(statements), focus or question.span)


def with_samples(findings: Findings, question: Question, person: Person | None) -> list[str]:
    asked = [question.modality] if question.modality else list(evidence.MODALITIES)
    found = [one for one in asked if evidence.within(evidence.samples(findings, one, person), question.span)]
    # Faces tell the time best; words and voices are asked only where there are none, or by name.
    return found if question.modality or FACE not in found else [FACE]


def _sought(
    findings: Findings, question: Question, person: Person | None, modality: str
) -> list[tuple[str, list[Moment]]]:
    """What is looked for, in words, and the moments found."""
    labels = [name for feeling in question.feelings if (name := feeling.label(modality))]
    if labels:
        return [
            (
                parts.noun(label),
                peaks.moments(
                    findings, modality, person, question.span,
                    peaks.by_label(label), question.least, _MOMENTS,
                ),
            )
            for label in labels
        ]  # fmt: skip
    if question.feelings:
        return []
    dimension = question.dimension or (VALENCE if modality == WORDS else INTENSITY)
    by_level = peaks.by_level(dimension)
    found = peaks.moments(findings, modality, person, question.span, by_level, question.least, _MOMENTS)
    return [(dimension, found)]


def _moments(
    findings: Findings,
    question: Question,
    person: Person | None,
    modality: str,
    what: str,
    found: Sequence[Moment],
) -> Statement:
    order = "lowest" if question.least else "highest"
    items = tuple(_moment(findings, moment, named=person is None) for moment in found)
    return say(
        f"moments_{modality}" if person else f"moments_{modality}_all",
        who=parts.who(person), what=what, order=order, items=items,
        when=parts.where(findings, question.span),
    )  # fmt: skip


def _moment(findings: Findings, moment: Moment, named: bool) -> Statement:
    sample = moment.sample
    name = parts.name_of(findings, sample.modality, sample.subject) if named else ""
    form = "moment_named" if name else "moment"
    return say(
        form, at=peaks.start_of(findings, moment), figure=moment.figure, who=name, said=said(findings, sample)
    )


def said(findings: Findings, sample: Sample) -> tuple[Statement, ...]:
    """The words of a sample of a voice or of words."""
    if sample.index < 0:
        return ()
    if findings.kind == "text":
        return (say("words_there", quote=parts.quote(findings.sentences[sample.index].text)),)
    text = next((one.text for one in findings.segments if one.index == sample.index), "")
    return (say("words_there", quote=parts.quote(text)),) if text else ()


def _none(findings: Findings, question: Question, person: Person | None) -> Statement:
    for feeling in question.feelings:
        if not feeling.eight and evidence.has(findings, FACE):
            return say("only_of_words", label=feeling.words)
    return parts.nothing_of(findings, question, person)


def time_share(question: Question, findings: Findings) -> Figures:
    """For how long an emotion led."""
    if findings.kind in {"image", "text"}:
        return no_time()
    statements = []
    focus = None
    for person in parts.subjects(question):
        known = with_samples(findings, question, person)
        if not known or not question.feelings:
            statements.append(parts.nothing_of(findings, question, person))
            continue
        modality, label = known[0], question.feelings[0].label(known[0])
        if not label:
            statements.append(say("only_of_words", label=question.feelings[0].words))
            continue
        touching = evidence.within(evidence.samples(findings, modality, person), question.span)
        led = [sample for sample in touching if dominant(sample.scores) == label]
        statements.append(_time_share(findings, question, person, modality, label, touching, led))
        focus = focus or (led[0].span if led else None)
    return Figures(tuple(statements), focus or question.span)


def _time_share(
    findings: Findings,
    question: Question,
    person: Person | None,
    modality: str,
    label: str,
    touching: Sequence[Sample],
    led: Sequence[Sample],
) -> Statement:
    subject = evidence.subject_of(modality, person)
    total = sum(sample.end - sample.start for sample in touching)
    lasting = sum(sample.end - sample.start for sample in led)
    about = Fact("led_ms", lasting, Unit.LASTING, modality, subject, label, question.span)
    values: dict[str, Value] = {
        "who": parts.who(person),
        "label": parts.label(modality, label),
        "when": parts.where(findings, question.span),
        "total": replace(about, measure="sampled_ms", value=total),
    }
    suffix = modality if person else f"{modality}_all"
    if not led:
        return say(f"never_led_{suffix}", **values)
    share = replace(about, measure="led_share", value=lasting / total, unit=Unit.SHARE)
    first = replace(about, measure="led_first", value=led[0].start, unit=Unit.MOMENT)
    return say(f"led_{suffix}", lasting=about, share=share, first=first, **values)


def turns(question: Question, findings: Findings) -> Figures:
    if findings.kind == "image":
        return no_time()
    names = parts.names(findings, question.people)
    points = [
        point
        for point in turning_points(findings, 100)
        if (not question.people or point.name in names)
        and (not question.modality or point.modality == question.modality)
        and (question.span is None or question.span.start <= point.at_ms <= question.span.end)
    ]
    if not points:
        return Figures((say("no_turns", when=parts.where(findings, question.span)),), question.span)
    largest = sorted(points, key=lambda point: -point.change)[:_TURNS]
    items = tuple(_turn(point) for point in sorted(largest, key=lambda one: one.at_ms))
    count = parts.count(
        "turns", len(points), span=question.span, label=",".join(sorted(names)), modality=question.modality
    )
    form = "turns" if len(points) <= _TURNS else "turns_largest"
    most = largest[0].at_ms
    return Figures((say(form, count=count, items=items),), Span(most, most, moment=True))


def _turn(point: TurningPoint) -> Statement:
    at = Fact(
        "turn_at", point.at_ms, Unit.MOMENT, point.modality, point.subject_id, point.after,
        detail=str(point.at_ms),
    )  # fmt: skip
    return say(
        "turn" if point.modality == FACE else "turn_voice",
        at=at,
        who=point.name,
        before=parts.label(FACE, point.before),
        after=parts.label(FACE, point.after),
        share_before=replace(at, measure="turn_before", value=point.share_before, unit=Unit.SHARE),
        share_after=replace(at, measure="turn_after", value=point.share_after, unit=Unit.SHARE),
    )


def trend(question: Question, findings: Findings) -> Figures:
    """The beginning third against the last third, of the medium or of the part asked about."""
    if findings.kind == "image":
        return no_time()
    length = len(findings.sentences) if findings.kind == "text" else findings.duration_ms
    whole = question.span or Span(0, length)
    third = max(1, (whole.end - whole.start) // 3)
    early, late = Span(whole.start, whole.start + third), Span(whole.end - third, whole.end)
    statements = []
    for person in parts.subjects(question):
        known = with_samples(findings, question, person)
        told = [
            statement
            for modality in known
            if (statement := _trend(findings, question, person, modality, early, late)) is not None
        ]
        statements += told or [say("no_trend", who=parts.who(person) or "anybody")]
    return Figures(tuple(statements), question.span)


def _trend(
    findings: Findings, question: Question, person: Person | None, modality: str, early: Span, late: Span
) -> Statement | None:
    found = evidence.samples(findings, modality, person)
    label = question.feelings[0].label(modality) if question.feelings else ""
    dimension = question.dimension or VALENCE
    unit, measure, name = (
        (Unit.SHARE, "share", label) if label else (parts.level_unit(dimension), "level", dimension)
    )
    ends: list[float] = []
    for span in (early, late):
        value = (
            (evidence.mean(found, span) or {}).get(label)
            if label
            else evidence.mean_level(found, dimension, span)
        )
        if value is None:
            return None
        ends.append(value)
    subject = evidence.subject_of(modality, person)
    first, last = (
        Fact(measure, value, unit, modality, subject, name, span)
        for value, span in zip(ends, (early, late), strict=True)
    )
    change = ends[1] - ends[0]
    direction = "stays level" if abs(change) < _LEVEL else "rises" if change > 0 else "falls"
    leads = [dominant(evidence.mean(found, span) or {}) for span in (early, late)]
    return say(
        f"trend_{modality}" if person else f"trend_{modality}_all",
        who=parts.who(person), what=parts.noun(name), direction=direction, first=first, last=last,
        early=parts.where(findings, early), late=parts.where(findings, late),
        lead_first=parts.label(modality, leads[0]), lead_last=parts.label(modality, leads[1]),
    )  # fmt: skip


def no_time() -> Figures:
    return Figures((say("no_time"),))

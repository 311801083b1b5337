"""Answers on how much of an emotion there is: the leading one, all, one of them, valence and arousal."""

from __future__ import annotations

from emoscope.domain.findings import Findings
from emoscope.insights.analyst import evidence, parts, peaks
from emoscope.insights.analyst.facts import Fact, Figures, Statement, say
from emoscope.insights.analyst.question import (
    AROUSAL,
    FACE,
    INTENSITY,
    VALENCE,
    VOICE,
    WORDS,
    Person,
    Question,
    Span,
)

_SHOWN = 5
_SLIGHT = 0.005
"""Shares that round to nothing are not listed."""
_WORTH_TELLING = 0.05


def leading(question: Question, findings: Findings) -> Figures:
    statements, focus = [], None
    for person in parts.subjects(question):
        known = parts.modalities(findings, question, person)
        if not known:
            statements.append(parts.nothing_of(findings, question, person))
        for modality in known:
            statement, strongest = _leading(findings, question, person, modality)
            statements.append(statement)
            focus = focus or strongest
    return Figures(tuple(statements), question.span or focus)


def _leading(
    findings: Findings, question: Question, person: Person | None, modality: str
) -> tuple[Statement, Span | None]:
    scores = evidence.shares(findings, modality, person, question.span) or {}
    first, second = sorted(scores, key=lambda name: -scores[name])[:2]
    other = parts.share(scores[second], modality, second, person, question.span)
    then = (say("then", second=parts.label(modality, second), other=other),)
    form = f"leading_{modality}" if person else f"leading_{modality}_all"
    strongest = peaks.moments(findings, modality, person, question.span, peaks.by_label(first))
    peak: tuple[Statement, ...] = ()
    if strongest and _is_wide(question.span):
        peak = (say("strongest", at=peaks.start_of(findings, strongest[0]), share=strongest[0].figure),)
    statement = say(
        form,
        who=parts.who(person),
        first=parts.label(modality, first),
        share=parts.share(scores[first], modality, first, person, question.span),
        then=then if scores[second] >= _WORTH_TELLING else (),
        when=parts.where(findings, question.span),
        peak=peak,
    )
    return statement, peaks.focus(strongest)


def _is_wide(span: Span | None) -> bool:
    """Whether there is more than one place in it."""
    return span is None or not (span.moment or span.end - span.start == 1)


def profile(question: Question, findings: Findings) -> Figures:
    statements: list[Statement] = []
    for person in parts.subjects(question):
        known = parts.modalities(findings, question, person)
        if not known:
            statements.append(parts.nothing_of(findings, question, person))
        for modality in known:
            scores = evidence.shares(findings, modality, person, question.span) or {}
            top = sorted(scores, key=lambda name: -scores[name])
            # The eight are all told, of the 28 of words only what there is most of.
            shown = top[:_SHOWN] if modality == WORDS else [one for one in top if scores[one] >= _SLIGHT]
            items = [
                say(
                    "label_share",
                    label=name,
                    share=parts.share(scores[name], modality, name, person, question.span),
                )
                for name in shown
            ]
            form = f"profile_{modality}" if person else f"profile_{modality}_all"
            statements.append(
                say(
                    form, who=parts.who(person), items=tuple(items), when=parts.where(findings, question.span)
                )
            )
    if question.modality != WORDS:
        statements += _levels(findings, question, (VALENCE, AROUSAL, INTENSITY), FACE)
    return Figures(tuple(statements), question.span)


def share(question: Question, findings: Findings) -> Figures:
    """How much of the emotions asked about; of words too where these know them."""
    statements: list[Statement] = []
    focus = None
    for person in parts.subjects(question):
        told = len(statements)
        for modality in parts.modalities(findings, question, person):
            for feeling in question.feelings:
                name = feeling.label(modality)
                if not name:
                    continue
                statement, strongest = _share(findings, question, person, modality, name)
                statements.append(statement)
                focus = focus or strongest
        if len(statements) == told:
            statements.append(_not_scored(findings, question, person))
    return Figures(tuple(statements), question.span or focus)


def _share(
    findings: Findings, question: Question, person: Person | None, modality: str, name: str
) -> tuple[Statement, Span | None]:
    scores = evidence.shares(findings, modality, person, question.span) or {}
    strongest = peaks.moments(findings, modality, person, question.span, peaks.by_label(name))
    peak: tuple[Statement, ...] = ()
    if strongest and _is_wide(question.span):
        peak = (say("strongest", at=peaks.start_of(findings, strongest[0]), share=strongest[0].figure),)
    form = f"share_{modality}" if person else f"share_{modality}_all"
    statement = say(
        form,
        who=parts.who(person),
        label=parts.noun(name),
        share=parts.share(scores[name], modality, name, person, question.span),
        when=parts.where(findings, question.span),
        peak=peak,
    )
    return statement, peaks.focus(strongest)


def _not_scored(findings: Findings, question: Question, person: Person | None) -> Statement:
    """An emotion that only the other modality has a score for, or somebody without figures."""
    for feeling in question.feelings:
        if not feeling.eight and question.modality != WORDS:
            return say("only_of_words", label=feeling.words)
        if not feeling.words and question.modality == WORDS:
            return say("not_of_words", label=feeling.eight)
    return parts.nothing_of(findings, question, person)


def affect(question: Question, findings: Findings) -> Figures:
    dimensions = (question.dimension,) if question.dimension else (VALENCE, AROUSAL, INTENSITY)
    modality = question.modality or (FACE if evidence.has(findings, FACE) else "")
    statements = []
    for one in [modality] if modality else [VOICE, WORDS]:
        statements += _levels(findings, question, dimensions, one)
    if not statements:
        statements = [
            say("level_not_there", dimension=dimensions[0])
            if evidence.has(findings, modality or WORDS)
            else parts.nothing_of(findings, question, next(iter(question.people), None))
        ]
    return Figures(tuple(statements), question.span)


def _levels(
    findings: Findings, question: Question, dimensions: tuple[str, ...], modality: str
) -> list[Statement]:
    statements = []
    for person in parts.subjects(question):
        items = [
            say(
                "level",
                dimension=dimension,
                level=Fact(
                    "level", value, parts.level_unit(dimension), modality,
                    evidence.subject_of(modality, person), dimension, question.span,
                ),
                meaning=meaning(dimension, value),
            )
            for dimension in dimensions
            if (value := evidence.level(findings, modality, person, dimension, question.span)) is not None
        ]  # fmt: skip
        if items:
            form = f"levels_{modality}" if person else f"levels_{modality}_all"
            statements.append(
                say(
                    form, who=parts.who(person), items=tuple(items), when=parts.where(findings, question.span)
                )
            )
    return statements


def meaning(dimension: str, value: float) -> str:
    """A level in a word."""
    near = 0.1
    low, middle, high = {
        VALENCE: ("unpleasant", "neither pleasant nor unpleasant", "pleasant"),
        AROUSAL: ("calm", "neither calm nor excited", "excited"),
        INTENSITY: ("faint", "faint", "expressive"),
    }[dimension]
    if abs(value) < near:
        return middle
    return high if value > 0 else low

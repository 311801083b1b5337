"""The strongest and weakest moments of an emotion or a dimension."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from emoscope.domain.findings import Findings
from emoscope.insights.analyst import evidence, parts
from emoscope.insights.analyst.evidence import Sample
from emoscope.insights.analyst.facts import Fact, Unit
from emoscope.insights.analyst.question import Person, Span

_APART_MS = 3000
"""Moments nearer to each other count as one."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A sample that stands out, and the figure by which it does."""

    sample: Sample
    figure: Fact


def by_label(label: str) -> Callable[[Sample], Fact | None]:
    return lambda one: (
        Fact(
            "share_at", one.scores[label], Unit.SHARE, one.modality, one.subject, label, one.span, one.index,
        )
        if label in one.scores
        else None
    )  # fmt: skip


def by_level(dimension: str) -> Callable[[Sample], Fact | None]:
    def figure(one: Sample) -> Fact | None:
        value = one.level(dimension)
        if value is None:
            return None
        return Fact(
            "level_at",
            value,
            parts.level_unit(dimension),
            one.modality,
            one.subject,
            dimension,
            one.span,
            one.index,
        )

    return figure


def moments(
    findings: Findings,
    modality: str,
    person: Person | None,
    span: Span | None,
    figure_of: Callable[[Sample], Fact | None],
    least: bool = False,
    most: int = 1,
) -> list[Moment]:
    """The `most` strongest moments within a part, apart from each other, the strongest first."""
    found = evidence.within(evidence.samples(findings, modality, person), span)
    readable = [sample for sample in found if sample.readable] or found
    scored = [Moment(sample, figure) for sample in readable if (figure := figure_of(sample)) is not None]
    scored.sort(key=lambda one: (one.figure.value if least else -one.figure.value, one.sample.start))
    apart = 1 if findings.kind == "text" else _APART_MS
    kept: list[Moment] = []
    for one in scored:
        if len(kept) == most or (kept and _faint(one.figure, kept[0].figure, least)):
            break
        if all(_far(one.sample, other.sample, apart) for other in kept):
            kept.append(one)
    return kept


def _faint(one: Fact, first: Fact, least: bool) -> bool:
    """Whether a share is so much below the highest that it is no peak beside it."""
    return not least and one.unit is Unit.SHARE and one.value < first.value / 2


def _far(one: Sample, other: Sample, apart: int) -> bool:
    return one.subject != other.subject or abs(one.start - other.start) >= apart


def start_of(findings: Findings, moment: Moment) -> Fact:
    """When the moment begins."""
    figure = moment.figure
    return parts.place(
        findings,
        moment.sample.start,
        "sample_start",
        modality=figure.modality,
        subject=figure.subject,
        span=figure.span,
        index=figure.index,
    )


def focus(found: Sequence[Moment]) -> Span | None:
    return found[0].sample.span if found else None

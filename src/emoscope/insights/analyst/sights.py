"""Answers on what is worth a look: strong moments, changes, face and words apart."""

from __future__ import annotations

from emoscope.domain.findings import Findings
from emoscope.insights.analyst import changes, parts, peaks
from emoscope.insights.analyst.facts import Fact, Figures, Statement, Unit, say
from emoscope.insights.analyst.question import INTENSITY, VALENCE, Question
from emoscope.pipelines.agreement import agreements

_SIGHTS = (
    ("look_strongest", INTENSITY, False),
    ("look_lowest", VALENCE, True),
    ("look_highest", VALENCE, False),
)
"""What is looked for: the form of the sentence, the dimension, whether its least is meant."""
_TURNS = 2


def look_at(question: Question, findings: Findings) -> Figures:
    """Moments worth a look: strongest expression, lowest mood, changes, face and words apart."""
    if findings.kind == "image":
        return changes.no_time()
    items: list[Statement] = []
    person = next(iter(question.people), None)
    focus = None
    known = changes.with_samples(findings, question, person)
    for form, dimension, least in _SIGHTS:
        for modality in known[:1]:
            best = peaks.moments(findings, modality, person, question.span, peaks.by_level(dimension), least)
            items += [
                say(
                    form, at=peaks.start_of(findings, one), figure=one.figure,
                    who=parts.name_of(findings, modality, one.sample.subject) or "the text",
                    said=changes.said(findings, one.sample),
                )
                for one in best
            ]  # fmt: skip
            focus = focus or peaks.focus(best)
    if findings.kind != "text":
        items += _turn_and_gap(question, findings)
    if not items:
        return Figures((say("nothing_to_see"),))
    return Figures((say("look_at", items=tuple(items)),), focus)


def _turn_and_gap(question: Question, findings: Findings) -> list[Statement]:
    """The first turning points, and where two modalities of somebody are apart longest."""
    found = changes.turns(Question(question.topic, question.people, question.span), findings)
    points = found.statements[0].values.get("items")
    items = list(points[:_TURNS]) if isinstance(points, tuple) else []
    gaps = [one for one in agreements(findings) if one.apart_ms is not None]
    for gap in gaps[:1]:
        at = Fact(
            "apart_at",
            gap.apart_ms or 0,
            Unit.MOMENT,
            detail=" ".join(gap.modalities),
            subject=gap.speaker_id,
        )
        items.append(say("look_apart", at=at, who=gap.name, one=gap.modalities[0], other=gap.modalities[1]))
    return items

"""Answers without figures: what must not be told from these data, what can be asked, what is unclear."""

from __future__ import annotations

from emoscope.domain.findings import Findings
from emoscope.insights.analyst import evidence, levels, parts
from emoscope.insights.analyst.facts import Figures, Statement, say
from emoscope.insights.analyst.question import FACE, Question, Topic


def refused(question: Question, findings: Findings) -> Figures:
    """Says what cannot be told, and gives what the data do hold of the person asked about."""
    instead = levels.leading(Question(Topic.LEADING, question.people, question.span), findings)
    shown = instead.statements if question.people and any(True for _ in instead.facts()) else ()
    return Figures(
        (say(f"claim_{question.claim}"), *((say("instead"), *shown) if shown else ()), offer(findings)),
        instead.focus,
    )


def help_(_question: Question, findings: Findings) -> Figures:
    return Figures((say("help"), offer(findings)))


def hello(_question: Question, findings: Findings) -> Figures:
    return Figures((say("hello"), offer(findings)))


def foreign(_question: Question, findings: Findings) -> Figures:
    return Figures((say("foreign"), offer(findings)))


def unknown(_question: Question, findings: Findings) -> Figures:
    return Figures((say("not_understood"), offer(findings)))


def unclear(question: Question, findings: Findings) -> Figures:
    names = tuple(say("name", who=person.name) for person in parts.everybody(findings))
    return Figures((say("unclear", said=question.unclear, items=names),))


def stranger(question: Question, findings: Findings) -> Figures:
    names = tuple(say("name", who=person.name) for person in parts.everybody(findings))
    form = "stranger" if names else "stranger_nobody"
    return Figures((say(form, name=question.strangers[0], items=names),))


def beyond(_question: Question, findings: Findings) -> Figures:
    if findings.kind == "text":
        return Figures((say("beyond_text", count=parts.count("sentences", len(findings.sentences))),))
    lasting = parts.lasting("duration_ms", findings.duration_ms)
    return Figures((say("beyond", lasting=lasting, kind=findings.kind),))


def offer(findings: Findings) -> Statement:
    """Questions that this medium has answers to."""
    moving = findings.kind in {"video", "audio"}
    name = (
        findings.faces[0].name if findings.faces else findings.speakers[0].name if findings.speakers else ""
    )
    offers = ["offer_summary", "offer_leading"]
    offers += ["offer_person"] if name else []
    offers += ["offer_moments"] if moving or findings.kind == "text" else []
    offers += ["offer_said"] if findings.segments else []
    offers += ["offer_turns"] if moving and evidence.has(findings, FACE) else []
    return say("offer", items=tuple(say(one, who=name) for one in offers))

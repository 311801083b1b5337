"""The built-in analyst: from a message and the messages before it to an answer, by looking figures up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from emoscope.domain.findings import Findings
from emoscope.insights.analyst import changes, crowd, levels, plain, sights, speech, traits, whole
from emoscope.insights.analyst.facts import Fact, Figures, say
from emoscope.insights.analyst.question import Question, Span, Topic
from emoscope.insights.analyst.understanding import Before, understand
from emoscope.insights.analyst.wording import worded

_REMEMBERED = 12
"""Earlier questions that a follow-up can reach back over."""

_ANSWERS: Mapping[Topic, Callable[[Question, Findings], Figures]] = {
    Topic.SUMMARY: whole.summary,
    Topic.LEADING: levels.leading,
    Topic.PROFILE: levels.profile,
    Topic.SHARE: levels.share,
    Topic.AFFECT: levels.affect,
    Topic.MOMENTS: changes.moments,
    Topic.TIME_SHARE: changes.time_share,
    Topic.TURNS: changes.turns,
    Topic.TREND: changes.trend,
    Topic.RANK: crowd.rank,
    Topic.COMPARE: crowd.compare,
    Topic.AGREEMENT: speech.agreement,
    Topic.SAID: speech.said,
    Topic.SEARCH: speech.search,
    Topic.WHY: speech.why,
    Topic.PERSONALITY: traits.personality,
    Topic.PEOPLE: crowd.people,
    Topic.SPEAKING: crowd.speaking,
    Topic.SCREEN: crowd.screen,
    Topic.PROSODY: speech.prosody,
    Topic.LANGUAGE: speech.language,
    Topic.FILE: whole.file,
    Topic.LOOK_AT: sights.look_at,
    Topic.SURE: whole.sure,
    Topic.MODELS: whole.models,
    Topic.REFUSED: plain.refused,
    Topic.HELP: plain.help_,
    Topic.HELLO: plain.hello,
    Topic.FOREIGN: plain.foreign,
    Topic.UNKNOWN: plain.unknown,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with what it was made from. `focus` is the part that a later "then" means."""

    text: str
    question: Question
    facts: tuple[Fact, ...]
    focus: Span | None


def answer(message: str, earlier: Sequence[str], findings: Findings) -> Answer:
    """Answers a message; `earlier` are the user's messages before it, the first one first."""
    before: Before | None = None
    for one in earlier[-_REMEMBERED:]:
        question = understand(one, findings, before)
        if question.topic in {Topic.HELLO, Topic.FOREIGN, Topic.UNKNOWN, Topic.HELP}:
            continue  # nothing to follow up on; what was asked before that still stands
        before = Before(question, partial(_focus, question, findings))
    question = understand(message, findings, before)
    figures = _figures(question, findings)
    return Answer(worded(figures.statements), question, figures.facts(), figures.focus)


def _focus(question: Question, findings: Findings) -> Span | None:
    return _figures(question, findings).focus


def _figures(question: Question, findings: Findings) -> Figures:
    if question.topic is not Topic.REFUSED:
        if question.strangers:
            return plain.stranger(question, findings)
        if question.unclear:
            return plain.unclear(question, findings)
        if question.span is not None and question.span.beyond:
            return plain.beyond(question, findings)
    figures = _ANSWERS[question.topic](question, findings)
    if question.taken and question.people:
        taken = say("taken", said=question.taken, who=question.people[0].name)
        return Figures((taken, *figures.statements), figures.focus)
    return figures

"""Answers on people: who there is, who is most what, how two differ, who talks and is seen how long."""

from __future__ import annotations

from collections.abc import Sequence

from emoscope.domain.findings import Findings, SpeakerFindings
from emoscope.insights.analyst import evidence, levels, parts
from emoscope.insights.analyst.facts import Fact, Figures, Statement, Unit, say
from emoscope.insights.analyst.question import (
    AROUSAL,
    FACE,
    INTENSITY,
    VALENCE,
    VOICE,
    Person,
    Question,
    Span,
)

_RANKED = 6
_EVEN = 0.005
"""Figures nearer to each other look the same when they are written."""


def people(_question: Question, findings: Findings) -> Figures:
    statements: list[Statement] = []
    if findings.kind == "text":
        return Figures((say("text_has_no_people"),))
    if findings.kind != "audio":
        count = parts.count("faces", len(findings.faces))
        items = tuple(
            say(
                "seen_person" if findings.kind == "video" else "pictured_person", who=face.name,
                lasting=parts.lasting("screen_ms", face.screen_time_ms, subject=face.face_id),
                first=Fact("first_ms", face.first_ms, Unit.MOMENT, FACE, face.face_id),
            )
            for face in findings.faces
        )  # fmt: skip
        statements.append(say("faces" if items else "no_faces", count=count, items=items))
    if findings.speakers:
        items = tuple(
            say("heard_person", who=one.name, lasting=_speaking(one.speaker_id, one.speaking_ms))
            for one in findings.speakers
        )
        statements.append(say("speakers", count=parts.count("speakers", len(findings.speakers)), items=items))
    elif findings.kind == "audio":
        statements.append(say("no_speech"))
    return Figures(tuple(statements))


def _speaking(speaker_id: int, value: int) -> Fact:
    return parts.lasting("speaking_ms", value, modality=VOICE, subject=speaker_id)


def speaking(question: Question, findings: Findings) -> Figures:
    """Speaking times, in a part where one is asked for."""
    if not findings.speakers:
        return Figures((say("no_speech"),))
    times = {one.speaker_id: _spoken(findings, one.speaker_id, question.span) for one in findings.speakers}
    total = sum(times.values())
    when = parts.where(findings, question.span)
    if not total:
        return Figures((say("nobody_speaks", when=when),), question.span)
    asked = {person.speaker_id for person in question.people}
    ranked = sorted(findings.speakers, key=lambda one: (-times[one.speaker_id], one.speaker_id))
    if question.least:
        ranked.reverse()
    items = tuple(
        _speaks(findings, one, times[one.speaker_id], total, question.span)
        for one in ranked
        if not question.people or one.speaker_id in asked
    )
    if not items:
        return Figures((say("not_heard", who=question.people[0].name),))
    first, second = [times[one.speaker_id] for one in (*ranked, *ranked)][:2]
    even = len(ranked) > 1 and abs(first - second) / total < _EVEN
    form = "speaking_even" if even else "speaking_least" if question.least else "speaking"
    statement = say("speaking_of" if question.people else form, items=items, who=ranked[0].name, when=when)
    return Figures((statement,), question.span)


def _speaks(
    findings: Findings, speaker: SpeakerFindings, time_ms: int, total_ms: int, span: Span | None
) -> Statement:
    about = speaker.speaker_id
    own = [one for one in findings.segments if one.speaker_id == about]
    return say(
        "speaks",
        who=speaker.name,
        lasting=parts.lasting("speaking_ms", time_ms, modality=VOICE, subject=about, span=span),
        share=Fact("speaking_share", time_ms / total_ms, Unit.SHARE, VOICE, about, span=span),
        count=parts.count("segments", len(parts.touching(own, span)), label=str(about), span=span),
    )


def _spoken(findings: Findings, speaker_id: int, span: Span | None) -> int:
    if span is None:
        speaker = findings.speaker(speaker_id)
        return speaker.speaking_ms if speaker else 0
    end = max(span.end, span.start + 1)
    return sum(
        max(0, min(one.end_ms, end) - max(one.start_ms, span.start))
        for one in findings.segments
        if one.speaker_id == speaker_id
    )


def screen(question: Question, findings: Findings) -> Figures:
    if findings.kind == "image":
        return people(question, findings)
    if not findings.faces:
        return Figures((say("no_faces_at_all"),))
    asked = {person.face_id for person in question.people}
    shown = [face for face in findings.faces if not question.people or face.face_id in asked]
    if not shown:
        return Figures((say("not_seen", who=question.people[0].name),))
    items = tuple(
        say(
            "on_screen", who=face.name,
            lasting=parts.lasting("screen_ms", face.screen_time_ms, subject=face.face_id),
            share=Fact(
                "screen_share", face.screen_time_ms / findings.duration_ms if findings.duration_ms else 0.0,
                Unit.SHARE, FACE, face.face_id,
            ),
            first=Fact("first_ms", face.first_ms, Unit.MOMENT, FACE, face.face_id),
            last=Fact("last_ms", face.last_ms, Unit.MOMENT, FACE, face.face_id),
        )
        for face in sorted(shown, key=lambda face: -face.screen_time_ms)[:_RANKED]
    )  # fmt: skip
    return Figures((say("screen", items=items),), Span(shown[0].first_ms, shown[0].last_ms))


def rank(question: Question, findings: Findings) -> Figures:
    """Who has most (or least) of an emotion or a dimension, within who is asked about."""
    everybody = question.people if len(question.people) > 1 else parts.everybody(findings)
    if findings.kind == "text" or not everybody:
        return Figures((say("nobody_to_rank" if findings.kind != "text" else "text_has_no_people"),))
    for modality in [question.modality] if question.modality else evidence.MODALITIES:
        scored = [
            (person, fact)
            for person in everybody
            if (fact := _figure(findings, question, modality, person)) is not None
        ]
        if scored:
            return _ranked(question, findings, modality, scored)
    label = question.feelings[0].words if question.feelings and not question.feelings[0].eight else ""
    missing = say("only_of_words", label=label) if label else parts.nothing_of(findings, question, None)
    return Figures((missing,), question.span)


def _figure(findings: Findings, question: Question, modality: str, person: Person) -> Fact | None:
    subject = evidence.subject_of(modality, person)
    label = question.feelings[0].label(modality) if question.feelings else ""
    if label or (question.feelings and not question.dimension):
        scores = evidence.shares(findings, modality, person, question.span)
        return (
            parts.share(scores[label], modality, label, person, question.span) if scores and label else None
        )
    dimension = question.dimension or INTENSITY
    value = evidence.level(findings, modality, person, dimension, question.span)
    if value is None:
        return None
    return Fact("level", value, parts.level_unit(dimension), modality, subject, dimension, question.span)


def _ranked(
    question: Question, findings: Findings, modality: str, scored: Sequence[tuple[Person, Fact]]
) -> Figures:
    sign = 1 if question.least else -1
    ranked = sorted(scored, key=lambda one: sign * one[1].value)
    items = tuple(say("ranked", who=person.name, figure=fact) for person, fact in ranked[:_RANKED])
    even = len(ranked) > 1 and abs(ranked[0][1].value - ranked[1][1].value) < _EVEN
    statement = say(
        "rank_even" if even else f"rank_{modality}",
        items=items, order="lowest" if question.least else "highest",
        what=parts.noun(ranked[0][1].label), when=parts.where(findings, question.span), who=ranked[0][0].name,
        modality=modality,
    )  # fmt: skip
    alone = (say("only_one"),) if len(scored) == 1 else ()
    return Figures((statement, *alone), question.span)


def compare(question: Question, findings: Findings) -> Figures:
    """People side by side: leading emotion and dimensions, or the emotions asked about."""
    everybody = question.people if len(question.people) > 1 else parts.everybody(findings)[:_RANKED]
    if question.feelings or question.dimension:
        return rank(
            Question(
                question.topic,
                everybody,
                question.span,
                question.feelings,
                question.dimension,
                question.modality,
                question.least,
            ),
            findings,
        )
    if len(everybody) < 2:
        return Figures(
            (say("nobody_to_compare"), *levels.leading(question, findings).statements), question.span
        )
    statements = []
    for person in everybody:
        items = [
            statement
            for modality in parts.modalities(findings, question, person)
            if (statement := _side(findings, question, person, modality)) is not None
        ]
        statements.append(
            say("compared", who=person.name, items=tuple(items))
            if items
            else say("compared_nothing", who=person.name)
        )
    head = say("compare", items=tuple(statements), when=parts.where(findings, question.span))
    return Figures((head, *_difference(findings, question, everybody)), question.span)


def _side(findings: Findings, question: Question, person: Person, modality: str) -> Statement | None:
    scores = evidence.shares(findings, modality, person, question.span)
    if scores is None:
        return None
    top = max(scores, key=lambda name: scores[name])
    return say(
        f"side_{modality}", label=parts.label(modality, top),
        share=parts.share(scores[top], modality, top, person, question.span),
    )  # fmt: skip


def _difference(findings: Findings, question: Question, everybody: Sequence[Person]) -> tuple[Statement, ...]:
    """The dimension in which faces (or voices) of two people are furthest apart."""
    if len(everybody) != 2:
        return ()
    best: tuple[float, Statement] | None = None
    for modality in [question.modality] if question.modality else (FACE, VOICE):
        for dimension in (VALENCE, AROUSAL, INTENSITY):
            facts = [
                Fact(
                    "level",
                    value,
                    parts.level_unit(dimension),
                    modality,
                    evidence.subject_of(modality, person),
                    dimension,
                    question.span,
                )
                for person in everybody
                if (value := evidence.level(findings, modality, person, dimension, question.span)) is not None
            ]
            if len(facts) == 2:
                gap = abs(facts[0].value - facts[1].value)
                statement = say(
                    f"differ_{modality}", dimension=dimension, who=everybody[0].name, level=facts[0],
                    other=everybody[1].name, other_level=facts[1],
                )  # fmt: skip
                if best is None or gap > best[0]:
                    best = (gap, statement)
        if best is not None:
            return (best[1],)
    return ()

"""Answers on apparent personality."""

from __future__ import annotations

from emoscope.domain.findings import Findings
from emoscope.insights.analyst.facts import Fact, Figures, Unit, say
from emoscope.insights.analyst.question import FACE, Question

_TRAITS = ("openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism")
_AVERAGE = 0.5
_NEAR = 0.05


def personality(question: Question, findings: Findings) -> Figures:
    if findings.kind != "video":
        return Figures((say("personality_of_videos"),))
    asked = {person.face_id for person in question.people}
    known = {
        face_id: ocean
        for face_id, ocean in findings.personality.items()
        if (not question.people or face_id in asked) and findings.face(face_id) is not None
    }
    if not known:
        who = question.people[0].name if question.people else ""
        return Figures((say("no_personality_of" if who else "no_personality", who=who),))
    statements = []
    for face_id, ocean in sorted(known.items()):
        face = findings.face(face_id)
        traits = [question.trait] if question.trait else list(_TRAITS)
        items = tuple(
            say(
                "trait", trait=trait, meaning=_compared(getattr(ocean, trait)),
                value=Fact("trait", getattr(ocean, trait), Unit.SHARE, FACE, face_id, trait),
            )
            for trait in traits
        )  # fmt: skip
        confidence = Fact("trait_confidence", ocean.confidence, Unit.SHARE, FACE, face_id)
        statements.append(
            say("personality", who=face.name if face else "", items=items, confidence=confidence)
        )
    return Figures((*statements, say("personality_note")))


def _compared(value: float) -> str:
    if abs(value - _AVERAGE) < _NEAR:
        return "about average"
    return "above average" if value > _AVERAGE else "below average"

"""Answers on the medium as a whole: a summary, its length and counts, how sure it is, how it was made."""

from __future__ import annotations

from emoscope.domain.findings import Findings
from emoscope.insights.analyst import changes, crowd, evidence, levels, parts, peaks
from emoscope.insights.analyst.facts import Fact, Figures, Statement, Unit, say
from emoscope.insights.analyst.question import FACE, VALENCE, WORDS, Question, Topic

_PEOPLE = 4
_OFTEN = 0.3
_CERTAIN = 0.5


def summary(question: Question, findings: Findings) -> Figures:
    if question.span is not None:
        return levels.leading(question, findings)
    statements = [*_size(findings)]
    everything = Question(Topic.SUMMARY)
    if findings.kind != "text":
        statements += crowd.people(everything, findings).statements
    known = [one for one in evidence.MODALITIES if evidence.shares(findings, one, None, None) is not None]
    focus = None
    if not known:
        statements.append(say("nothing_judged"))
    for modality in known:
        figures = levels.leading(Question(Topic.LEADING, modality=modality), findings)
        statements += figures.statements
        focus = focus or figures.focus
    if FACE in known and len(findings.faces) > 1:
        statements += [_person(findings, place) for place in range(min(_PEOPLE, len(findings.faces)))]
    if findings.kind in {"video", "audio"}:
        found = changes.turns(everything, findings)
        statements += found.statements if any(True for _ in found.facts()) else ()
        statements += changes.trend(everything, findings).statements if known else ()
    elif findings.kind == "text" and known:
        statements += _extremes(findings)
    return Figures((*statements, *_doubts(findings)), focus)


def _size(findings: Findings) -> list[Statement]:
    if findings.kind == "text":
        return [
            say(
                "size_text",
                words=parts.count("words", findings.words),
                sentences=parts.count("sentences", len(findings.sentences)),
            )
        ]
    if findings.kind == "image":
        return [say("size_image", title=findings.title)]
    return [
        say(
            f"size_{findings.kind}",
            title=findings.title,
            lasting=parts.lasting("duration_ms", findings.duration_ms),
        )
    ]


def _person(findings: Findings, place: int) -> Statement:
    face = findings.faces[place]
    person = next(one for one in parts.everybody(findings) if one.face_id == face.face_id)
    top = max(face.emotions, key=lambda name: face.emotions[name])
    return say(
        "person_line", who=face.name, label=parts.label(FACE, top),
        share=parts.share(face.emotions[top], FACE, top, person, None),
    )  # fmt: skip


def _extremes(findings: Findings) -> list[Statement]:
    found = []
    for form, least in (("most_positive", False), ("most_negative", True)):
        for one in peaks.moments(findings, WORDS, None, None, peaks.by_level(VALENCE), least):
            text = findings.sentences[one.sample.index].text
            found.append(
                say(form, at=peaks.start_of(findings, one), figure=one.figure, quote=parts.quote(text))
            )
    return found


def _doubts(findings: Findings) -> list[Statement]:
    return [
        say("often_unreadable", who=face.name, share=_unreadable(face.face_id, face.uncertain_share))
        for face in findings.faces
        if face.uncertain_share >= _OFTEN
    ]


def _unreadable(face_id: int, value: float) -> Fact:
    return Fact("uncertain_share", value, Unit.SHARE, FACE, face_id)


def file(question: Question, findings: Findings) -> Figures:
    statements = _size(findings)
    facts = findings.video
    if facts is not None and findings.kind in {"video", "image"}:
        values = {
            "width": parts.count("width", facts.width), "height": parts.count("height", facts.height),
            "frames": parts.count("frames", facts.frame_count),
            "analysed": parts.count("analysed_frames", facts.analysed_frames),
            "fps": Fact("fps", facts.fps, Unit.PER_SECOND),
        }  # fmt: skip
        statements.append(say("video_facts" if findings.kind == "video" else "image_facts", **values))
    if findings.segments:
        statements.append(
            say(
                "speech_facts", segments=parts.count("segments", len(findings.segments)),
                words=parts.count("words", findings.words),
                lasting=parts.lasting("speech_ms", findings.speech_ms),
            )
        )  # fmt: skip
    statements.append(say("edited" if findings.edited else "not_edited"))
    statements += [
        say("face_note", who=face.name, note=parts.quote(face.note)) for face in findings.faces if face.note
    ]
    if question.people:
        statements += crowd.screen(question, findings).statements if findings.kind == "video" else ()
    return Figures(tuple(statements))


def sure(question: Question, findings: Findings) -> Figures:
    statements: list[Statement] = [say("sure")]
    asked = {person.face_id for person in question.people}
    faces = [face for face in findings.faces if not question.people or face.face_id in asked]
    items = tuple(
        say("unreadable", who=face.name, share=_unreadable(face.face_id, face.uncertain_share))
        for face in faces
    )
    if items:
        statements.append(say("readability", items=items))
    close = [_margin(findings, modality) for modality in evidence.MODALITIES]
    statements += [one for one in close if one is not None]
    statements += [say("left_out", note=note) for note in findings.notes.values()]
    statements.append(say("edited" if findings.edited else "not_edited"))
    return Figures((*statements, say("limits")), question.span)


def _margin(findings: Findings, modality: str) -> Statement | None:
    scores = evidence.shares(findings, modality, None, None)
    if scores is None:
        return None
    first, second = sorted(scores, key=lambda name: -scores[name])[:2]
    return say(
        f"margin_{modality}", first=parts.label(modality, first), second=parts.label(modality, second),
        share=parts.share(scores[first], modality, first, None, None),
        other=parts.share(scores[second], modality, second, None, None),
        clear="a clear lead" if scores[first] - scores[second] >= _CERTAIN / 2 else "a narrow lead",
    )  # fmt: skip


def models(_question: Question, findings: Findings) -> Figures:
    items = tuple(
        say("model", job=job.replace("_", " "), model=model) for job, model in sorted(findings.models.items())
    )
    return Figures((say("models" if items else "no_models", items=items), say("analyst")))

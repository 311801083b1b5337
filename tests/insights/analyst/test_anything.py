"""Whatever is found and whatever is asked: an answer, never a crash, never a number that is no figure."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import findings as made
from emoscope.domain.emotions import Affect
from emoscope.insights.analyst.analyst import answer
from emoscope.insights.analyst.sentences import FORMS
from insights.asking import ASKED, NOT_TO_BE_TOLD, OF_FORMS
from insights.numbers import numbers_in, written
from insights.recomputed import EXPECTED

names = st.one_of(
    st.sampled_from(
        ["Joy", "Will", "Mark Twain", "Anna", "face_9", "O'Neill", "the speaker", "Überjörg", "x{y}"]
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Nd")), min_size=1, max_size=12),
)
spoken = st.lists(
    st.tuples(
        st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=40),
        st.sampled_from(["joy", "anger", "neutral"]),
    ),
    min_size=1,
    max_size=8,
)


@st.composite
def videos(draw):
    duration_ms = draw(st.integers(300, 90_000))
    faces = [
        made.face(
            number + 1, draw(names) if draw(st.booleans()) else "", duration_ms,
            draw(st.sampled_from([250, 1000])),
            draw(st.sampled_from(["happy", "angry", "neutral"])), draw(st.floats(0, 0.95)),
        )
        for number in range(draw(st.integers(0, 3)))
    ]  # fmt: skip
    segments = made.segments(duration_ms, draw(spoken), draw(st.integers(1, 3)))
    dropped = draw(st.sampled_from(["", "emotions", "text_emotions", "prosody", "text"]))
    if dropped:
        segments = tuple(replace(one, **{dropped: "" if dropped == "text" else None}) for one in segments)
    ids = sorted({one.speaker_id for one in segments})
    speakers = [made.speaker(number, segments, draw(names) if draw(st.booleans()) else "") for number in ids]
    if dropped in {"emotions", "text_emotions"}:
        speakers = [replace(one, **{dropped: None}) for one in speakers]
    video = made.video(duration_ms, faces=tuple(faces), segments=segments, speakers=tuple(speakers))
    return replace(
        video,
        face_emotions=made.shares(sad=draw(st.floats(0, 1))) if faces else None,
        face_affect=Affect(draw(st.floats(-1, 1)), 0.0, draw(st.floats(0, 1))) if faces else None,
        voice_emotions=None if dropped == "emotions" else video.voice_emotions,
        text_emotions=None if dropped == "text_emotions" else video.text_emotions,
        personality={} if draw(st.booleans()) else video.personality,
    )


media = st.one_of(
    videos(),
    st.builds(made.image, st.integers(0, 5)),
    st.builds(made.text, spoken),
    st.builds(made.audio, st.integers(1000, 40_000)),
)
questions = st.one_of(
    st.sampled_from([message for message, _ in [*ASKED, *OF_FORMS, *NOT_TO_BE_TOLD]]),
    st.sampled_from(
        ["and he?", "and Joy?", "why then?", "what about the second speaker?", "in sentence 2?", "more"]
    ),
    st.text(max_size=80),
)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(media, st.lists(questions, min_size=1, max_size=3))
def test_any_question_to_any_findings_is_answered_from_the_figures(findings, messages):
    found = answer(messages[-1], messages[:-1], findings)
    assert found.text.strip()
    known = {number for fact in found.facts for number in written(fact)}
    for fact in found.facts:
        assert fact.value == pytest.approx(EXPECTED[fact.measure](findings, fact), abs=1e-9), fact
    said = " ".join([one.text for one in findings.segments] + [one.text for one in findings.sentences])
    if not any(mark in said + findings.title + "".join(messages) for mark in "“”`"):
        assert numbers_in(found.text, findings) <= known, found.text


def test_no_sentence_holds_a_figure_of_its_own():
    assert [form for form, text in FORMS.items() if any(sign.isdigit() for sign in text)] == []

"""Questions that lean on those before them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from builders import findings as made
from emoscope.insights.analyst.analyst import answer
from emoscope.insights.analyst.question import Topic

VIDEO = made.video()
TWO = replace(VIDEO, faces=VIDEO.faces[:2])


def last(*messages: str, findings=VIDEO):
    return answer(messages[-1], messages[:-1], findings)


@pytest.mark.parametrize(
    ("follow_up", "alone"),
    [
        ("What about Anna?", "How happy is Anna?"),
        ("and the first speaker?", "How happy is Anna?"),
        ("and at the end?", "How happy is Ben at the end?"),
        ("in the first half?", "How happy is Ben in the first half?"),
        ("and by voice?", "How happy is Ben by voice?"),
        ("and sad?", "How sad is Ben?"),
        ("face_3?", "How happy is face_3?"),
    ],
)
def test_a_follow_up_changes_only_what_it_names(follow_up: str, alone: str):
    assert last("How happy is Ben?", follow_up).text == last(alone).text


def test_follow_ups_add_up():
    steps = ["How happy is Ben?", "and Anna?", "and at the end?", "by voice?"]
    assert last(*steps).text == last("How happy is Anna by voice at the end?").text


def test_she_is_the_other_one_of_two_and_it_is_said():
    found = last("How happy is Ben?", "and she?", findings=TWO)
    assert found.text.startswith("(I take “she” to be Anna Sørensen.)")
    assert "The face of Anna Sørensen shows" in found.text


def test_she_is_asked_for_where_it_may_be_several():
    assert last("How happy is Ben?", "and she?").text == (
        "I cannot tell who “she” is. There are Anna Sørensen, Ben and face_3."
    )


def test_a_pronoun_in_a_whole_question_means_who_was_spoken_of():
    assert last("When is Anna sad?", "how angry is she?").text == last("how angry is Anna?").text
    assert last("Who is the happiest?", "Tell me about Ben", "what did he say at 0:15?").text == (
        last("what did Ben say at 0:15?").text
    )


def test_the_only_person_needs_no_name():
    alone = replace(VIDEO, faces=VIDEO.faces[:1], speakers=VIDEO.speakers[:1])
    assert last("How happy is she?", findings=alone).text == last("How happy is Anna?", findings=alone).text


def test_then_means_where_the_answer_before_ended_up():
    peak = last("When was Ben most surprised?").focus
    found = last("When was Ben most surprised?", "why then?")
    assert found.question.topic is Topic.WHY
    assert found.question.span == peak
    assert "Ben looks mostly surprised then" in found.text
    said = last("When was Ben most surprised?", "what was said then?")
    assert (said.question.topic, said.question.span) == (Topic.SAID, peak)


def test_a_greeting_in_between_does_not_break_the_thread():
    assert last("How happy is Ben?", "thanks!", "and Anna?").text == last("How happy is Anna?").text


def test_a_whole_question_starts_anew():
    assert last("How happy is Ben?", "What is the dominant emotion?").text == (
        last("What is the dominant emotion?").text
    )
    assert last("Who said “week”?", "valence").question.topic is Topic.AFFECT


def test_what_must_not_be_told_is_not_told_by_a_follow_up_either():
    assert last("How happy is Ben?", "and is he lying?").text == last("Is Ben lying?").text
    found = last("Is Anna lying?", "and Ben?")
    assert (found.question.topic, found.question.claim) == (Topic.REFUSED, "lying")


def test_one_of_two_compared_is_told_alone():
    assert last("Compare Anna and Ben", "Ben?").text == last("How does Ben feel?").text

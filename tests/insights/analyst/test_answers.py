"""Questions to a stored analysis: each is understood, and every figure of each answer is in the data."""

from __future__ import annotations

import re
import time

import pytest

from builders import findings as made
from emoscope.domain.emotions import EMOTIONS
from emoscope.insights.analyst.analyst import answer
from emoscope.insights.analyst.question import Topic
from emoscope.insights.analyst.sentences import FORMS as SENTENCES
from insights.asking import ASKED, NOT_TO_BE_TOLD, OF_FORMS
from insights.numbers import numbers_in, written
from insights.recomputed import EXPECTED

VIDEO = made.video()
MEDIA = {"video": VIDEO, "audio": made.audio(), "image": made.image(), "text": made.text()}


def checked(message: str, earlier: list[str], findings=VIDEO):
    """An answer whose every figure is recomputed and whose every number belongs to a figure."""
    found = answer(message, earlier, findings)
    assert found.text.strip()
    for fact in found.facts:
        assert fact.measure in EXPECTED, fact
        assert fact.value == pytest.approx(EXPECTED[fact.measure](findings, fact), abs=1e-9), fact
    known = {number for fact in found.facts for number in written(fact)}
    assert numbers_in(found.text, findings) <= known, found.text
    assert "{" not in found.text.replace("“", "")
    return found


def test_there_are_many_forms_of_questions():
    assert len({message.lower() for message, _ in [*ASKED, *OF_FORMS]}) >= 120
    assert {topic for _, topic in ASKED} >= set(Topic) - {
        Topic.REFUSED, Topic.HELP, Topic.HELLO, Topic.FOREIGN, Topic.UNKNOWN,
    }  # fmt: skip


@pytest.mark.parametrize(("message", "topic"), [*ASKED, *OF_FORMS])
def test_a_question_is_understood_and_answered_from_the_data(message: str, topic: Topic):
    assert checked(message, []).question.topic is topic


@pytest.mark.parametrize("kind", ["audio", "image", "text"])
@pytest.mark.parametrize("message", [message for message, _ in ASKED])
def test_every_question_has_an_answer_for_every_kind_of_medium(kind: str, message: str):
    checked(message, [], MEDIA[kind])


@pytest.mark.parametrize(("message", "claim"), NOT_TO_BE_TOLD)
def test_claims_that_the_data_cannot_bear_are_not_made(message: str, claim: str):
    found = checked(message, [])
    assert (found.question.topic, found.question.claim) == (Topic.REFUSED, claim)
    assert found.text.startswith(SENTENCES[f"claim_{claim}"])
    assert "You could ask" in found.text


@pytest.mark.parametrize(
    "message",
    [
        "WAHT IS TEH DOMINENT EMOTIN???", "what is the dominant emotion", "dominant emotion",
        "  What, is the dominant...emotion?! ",
        "Hi! Could you kindly tell me what the dominant emotion is, please? Thanks!",
    ],
)  # fmt: skip
def test_slips_case_punctuation_and_politeness_change_nothing(message: str):
    assert checked(message, []).text == checked("What is the dominant emotion?", []).text


@pytest.mark.parametrize(
    "message",
    [
        "Wie ist die dominante Emotion?", "Wer ist am glücklichsten?", "¿Cuál es la emoción dominante?",
        "Quelle est l'émotion dominante ?", "какая эмоция преобладает?", "主な感情は何ですか",
    ],
)  # fmt: skip
def test_other_languages_are_told_that_only_english_is_understood(message: str):
    found = checked(message, [])
    assert found.question.topic is Topic.FOREIGN
    assert "only English" in found.text


@pytest.mark.parametrize(
    "message",
    ["asdf qwer", "what is the capital of France", "!!!", "42", "write me a poem", "ÿ" * 3000, "፩ ፪"],
)
def test_what_is_not_understood_is_said_with_what_can_be_asked(message: str):
    found = checked(message, [])
    assert found.question.topic is Topic.UNKNOWN
    assert "did not understand" in found.text
    assert "“What is the dominant emotion?”" in found.text


def test_messages_made_to_be_slow_or_odd_are_answered_in_time():
    began = time.process_time()
    for message in (
        "1s " * 3300, "1" * 10_000, f"at {'9' * 400} seconds", "“a" * 5000, "'a " * 3300, "zxqv " * 2000,
        "0:00-" * 2000, "who said " + "x " * 4000, "person ፩", "face ²", "at ٣:٣٣", "\u0301" * 9000,
    ):  # fmt: skip
        checked(message, ["How happy is Ben?"])
    assert time.process_time() - began < 20


def test_names_that_nobody_has_are_said_to_be_unknown():
    assert (
        "nobody called “Zoe” here. There are Anna Sørensen, Ben and face_3"
        in checked("How does Zoe feel?", []).text
    )
    assert "nobody called “face 9”" in checked("is face 9 happy?", []).text


def test_times_behind_the_end_are_said_to_be_so():
    assert checked("what was said at 7:30?", []).text == "That is behind the end: the video lasts 1 min."


def readable(face_id: int):
    series = VIDEO.face(face_id).series
    return zip(series.emotions[series.uncertain < 0.5], series.valence[series.uncertain < 0.5], strict=True)


def test_what_is_called_highest_or_lowest_is_so():
    happiest = [shares[EMOTIONS.index("happy")] for shares, _ in readable(1)]
    assert checked("When was Anna happiest?", []).facts[1].value == max(happiest)
    anger = [shares[EMOTIONS.index("angry")] for face_id in (1, 2, 3) for shares, _ in readable(face_id)]
    assert checked("Where is anger lowest?", []).facts[1].value == min(anger)
    assert checked("Where is anger highest?", []).facts[1].value == max(anger)
    valence = [value for face_id in (1, 2, 3) for _, value in readable(face_id)]
    assert checked("the most negative moment", []).facts[1].value == min(valence)
    assert checked("the least negative moment", []).facts[1].value == max(valence)
    assert checked("what should I look at?", []).facts[3].value == min(valence)


def test_who_is_called_most_or_least_is_so():
    by_sadness = sorted((face.emotions["sad"], face.name) for face in VIDEO.faces)
    assert f"{by_sadness[-1][1]} shows the highest sadness" in checked("Who is saddest?", []).text
    by_valence = sorted((face.affect.valence, face.name) for face in VIDEO.faces)
    assert f"{by_valence[0][1]} shows the lowest valence" in checked("Who is least positive?", []).text
    assert f"{by_valence[0][1]} shows the lowest valence" in checked("Who is most negative?", []).text
    assert f"{by_valence[-1][1]} shows the highest valence" in checked("Who is most positive?", []).text


@pytest.mark.parametrize(("kind", "modality"), [("video", "face"), ("audio", "voice"), ("text", "words")])
def test_the_leading_emotion_leads(kind: str, modality: str):
    findings = MEDIA[kind]
    scores = {
        "face": findings.face_emotions,
        "voice": findings.voice_emotions,
        "words": findings.text_emotions,
    }
    first = next(
        fact for fact in checked("dominant emotion", [], findings).facts if fact.modality == modality
    )
    assert first.label == max(scores[modality], key=scores[modality].get)


def test_rising_and_falling_are_told_apart():
    rising, falling = made.face(1, mood="happy"), made.face(2, mood="sad")
    assert "valence rises" in checked("trend?", [], made.video(faces=(rising,))).text
    assert "valence falls" in checked("trend?", [], made.video(faces=(falling,))).text


def test_an_answer_on_a_part_counts_that_part_only():
    found = checked("How happy is Anna between 0:40 and 0:50?", [])
    face = next(fact for fact in found.facts if fact.modality == "face" and fact.measure == "share")
    series = VIDEO.faces[0].series
    inside = [
        shares[4]
        for start, shares in zip(series.start_ms, series.emotions, strict=True)
        if 40_000 <= start < 50_000
    ]
    assert face.value == pytest.approx(sum(inside) / len(inside))
    assert "between [0:40] and [0:50]" in found.text


def test_times_are_written_so_that_they_can_be_clicked():
    text = checked("When does the mood change?", []).text
    lines = [line for line in text.splitlines() if line.startswith("- ")]
    assert len(lines) >= 4
    assert all(re.match(r"- \[\d+:\d\d\]: ", line) for line in lines)


def test_the_words_at_a_time_are_quoted_with_who_said_them():
    text = checked("What was said at 0:42?", []).text
    assert "- [0:40] Anna Sørensen: “And within a week it was running again, better than before!”" in text


def test_a_search_finds_whole_words_only():
    assert "“eek” does not occur" in checked('who said "eek"?', []).text
    assert "“week” occurs 2 times" in checked('who said "WEEK"?', []).text.replace("WEEK", "week")


def test_an_empty_analysis_is_answered_too():
    empty = made.video(
        faces=(), face_emotions=None, face_affect=None, speakers=(), segments=(), speech_ms=0, words=0,
        voice_emotions=None, text_emotions=None, personality={}, models={},
    )  # fmt: skip
    for message, _ in [*ASKED, *OF_FORMS, *NOT_TO_BE_TOLD]:
        checked(message, [], empty)
    assert "No emotion was judged" in checked("summarise", [], empty).text

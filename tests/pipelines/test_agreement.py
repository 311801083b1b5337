from __future__ import annotations

import numpy as np
import pytest

from builders.whole import face, segment, speaker, video, words
from emoscope.domain.emotions import EMOTIONS
from emoscope.pipelines.agreement import agreements


def pure(name: str, count: int = 30) -> np.ndarray:
    rows = np.zeros((count, 8))
    rows[:, EMOTIONS.index(name)] = 1.0
    return rows


def test_a_smile_with_glad_words_agrees_and_with_sad_words_does_not() -> None:
    glad, sad = words(joy=0.8), words(sadness=0.8)
    said = [
        segment(0, 0, 6000, text_emotions=glad),
        segment(1, 8000, 10_000, text_emotions=sad),
        segment(2, 12_000, 14_000, text_emotions=glad),
    ]
    (found,) = agreements(video([face(1, pure("happy"))], [speaker(0)], said))
    assert found.modalities == ("face", "words")
    assert (found.compared_ms, found.apart_ms) == (10_000, 8000)
    assert found.agreeing == pytest.approx(0.8)


def test_only_a_linked_face_counts_where_there_are_several() -> None:
    said = [segment(0, 0, 6000, text_emotions=words(joy=0.8))]
    two = [face(1, pure("sad")), face(2, pure("happy"))]
    assert agreements(video(two, [speaker(0)], said)) == ()
    (found,) = agreements(video(two, [speaker(0, face_id=2)], said))
    assert found.agreeing == 1.0


def test_nothing_is_said_of_neutral_or_too_little_speech() -> None:
    neutral = [segment(0, 0, 6000, text_emotions=words(neutral=0.9))]
    short = [segment(0, 0, 2000, text_emotions=words(joy=0.9))]
    for said in (neutral, short):
        assert agreements(video([face(1, pure("happy"))], [speaker(0)], said)) == ()


def test_all_three_are_compared_in_pairs() -> None:
    voice = {name: float(name == "angry") for name in EMOTIONS}
    said = [segment(0, 0, 6000, text_emotions=words(joy=0.8), emotions=voice)]
    found = {
        one.modalities: one.agreeing
        for one in agreements(video([face(1, pure("happy"))], [speaker(0)], said))
    }
    assert found == {("face", "voice"): 0.0, ("face", "words"): 1.0, ("voice", "words"): 0.0}


def test_a_face_that_is_away_while_its_person_speaks_is_not_compared() -> None:
    said = [segment(0, 40_000, 50_000, text_emotions=words(joy=0.8))]
    assert agreements(video([face(1, pure("happy"))], [speaker(0)], said)) == ()

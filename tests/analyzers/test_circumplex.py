from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emoscope.analyzers.circumplex import PLACES, Circumplex, ExpressiveFace, affect_columns, affect_of
from emoscope.domain.emotions import EMOTIONS


def pure(label: str) -> np.ndarray:
    return np.eye(len(EMOTIONS))[EMOTIONS.index(label)]


@pytest.mark.parametrize("label", EMOTIONS)
def test_a_pure_emotion_lies_at_its_published_place(label: str):
    affect = affect_of(pure(label))
    assert (affect.valence, affect.arousal) == pytest.approx(PLACES[label])


def test_neutral_has_no_intensity_and_happiness_has_much():
    assert affect_of(pure("neutral")).intensity == 0
    assert affect_of(pure("happy")).intensity > 0.9


@given(st.lists(st.floats(0.001, 1), min_size=8, max_size=8))
def test_every_mixture_stays_in_range_and_moves_without_jumps(weights: list[float]):
    shares = np.array(weights) / sum(weights)
    valence, arousal, intensity = affect_columns([shares])[0]
    assert -1 <= valence <= 1
    assert -1 <= arousal <= 1
    assert 0 <= intensity <= 1
    nudged = 0.99 * shares + 0.01 * pure("sad")
    assert np.abs(affect_columns([nudged])[0] - affect_columns([shares])[0]).max() < 0.03


def test_as_an_analyzer_it_gives_what_the_formula_gives():
    shares = [pure("happy"), 0.5 * pure("sad") + 0.5 * pure("neutral")]
    faces = [ExpressiveFace(np.zeros((48, 48), dtype=np.uint8), share) for share in shares]
    assert np.array_equal(Circumplex().analyze(faces), affect_columns(shares))
    assert Circumplex().analyze([]) == []

from __future__ import annotations

import numpy as np
import pytest

from emoscope.analyzers.abstention import LEAST_QUALITY, LEAST_TOP_SHARE, is_uncertain
from emoscope.analyzers.face_quality import face_quality

SURE = [0.0, 0.0, 0.0, 0.0, 0.9, 0.1, 0.0, 0.0]


def test_a_good_view_with_a_clear_answer_is_certain():
    assert not is_uncertain(0.8, SURE)


@pytest.mark.parametrize(("quality", "top"), [(LEAST_QUALITY - 0.01, 0.9), (0.8, LEAST_TOP_SHARE - 0.01)])
def test_a_bad_view_or_an_open_answer_is_uncertain(quality, top):
    shares = np.full(8, (1 - top) / 7)
    shares[3] = top
    assert is_uncertain(quality, shares)


def test_the_thresholds_themselves_are_enough():
    shares = np.full(8, (1 - LEAST_TOP_SHARE) / 7)
    shares[0] = LEAST_TOP_SHARE
    assert not is_uncertain(LEAST_QUALITY, shares)


def test_bleached_faces_are_worse_and_a_third_of_the_light_is_no_harm():
    """On FER+ PublicTest a third of the light costs a point of accuracy, four times the light fifty."""
    from emoscope.analyzers.face_alignment import TEMPLATE

    face = np.random.default_rng(1).normal(120, 45, (48, 48)).clip(0, 255)
    landmarks = TEMPLATE * 3
    plain = face_quality(face.astype(np.uint8), landmarks)
    assert face_quality((face * 0.33).astype(np.uint8), landmarks) > 0.9 * plain
    worse = [face_quality((face * gain).clip(0, 255).astype(np.uint8), landmarks) for gain in (2, 3, 4)]
    assert plain >= worse[0] > worse[1] > worse[2]

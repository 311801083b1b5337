from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from builders import media
from emoscope.analyzers.face_detection import DetectedFace
from emoscope.domain.faces import Box
from emoscope.library import default_face_models
from emoscope.pipelines.stills import find_faces

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from face_detection import altered, matched, measured, photographs
from faces.alterations import CHANGES, Label, turned


def seen(x: float, y: float, w: float, h: float, score: float = 0.9) -> DetectedFace:
    return DetectedFace(Box(x, y, w, h), score, np.zeros((5, 2), np.float32))


def test_a_second_box_on_a_face_is_false_and_a_difficult_face_is_neither():
    labels = [Label(0, 0, 100, 100), Label(300, 0, 100, 100, difficult=True)]
    found, false = matched(labels, [seen(5, 5, 100, 100), seen(-5, 0, 100, 100, 0.6), seen(320, 20, 40, 40)])
    assert found == {0}
    assert [face.score for face in false] == [0.6]
    found, false = matched(labels, [seen(80, 80, 100, 100), seen(300, 0, 100, 100)])
    assert found == {1}
    assert len(false) == 1


def test_labels_turn_with_their_picture():
    picture = np.zeros((200, 300, 3), np.uint8)
    picture[40:60, 100:130] = 255
    drawn, (label,) = turned(90)(picture, [Label(100, 40, 30, 20)])
    rows, columns = np.nonzero(drawn[..., 0] > 200)
    assert (label.x, label.y) == pytest.approx((columns.min(), rows.min()), abs=1.5)
    assert (label.w, label.h) == pytest.approx((20, 30), abs=0.5)


@pytest.mark.parametrize(
    ("name", "half", "least"),
    [
        ("original", "all", 0.99),
        ("faces of 24 pixels", "report", 0.99),
        ("a tenth of the light", "report", 0.99),
        ("turned 90 degrees", "report", 0.99),
        ("lower half covered", "report", 0.95),
        ("seen from 60 degrees", "report", 0.95),
    ],
)
def test_faces_of_labelled_photographs_are_found(name: str, half: str, least: float):
    photos = photographs(media.shared_media("photos"), half)
    detector = default_face_models().still_detector
    tally = measured(altered(photos, CHANGES[name]), lambda picture: find_faces(picture, detector))
    assert tally.found >= least * tally.faces, tally.missed
    assert 50 * tally.false <= tally.pictures, tally.invented

from __future__ import annotations

import dataclasses

import pytest

from emoscope.domain.emotions import EMOTIONS, Affect
from emoscope.domain.faces import Box, ObservedFace
from emoscope.domain.video import FRAME_TABLE_COLUMNS, VideoOptions


def test_the_frame_table_holds_every_emotion_in_order():
    first = FRAME_TABLE_COLUMNS.index(EMOTIONS[0])
    assert FRAME_TABLE_COLUMNS[first : first + 8] == EMOTIONS
    assert list(EMOTIONS) == sorted(EMOTIONS)


def test_measurements_cannot_be_altered():
    with pytest.raises(dataclasses.FrozenInstanceError):
        VideoOptions().fps = 3  # type: ignore[misc]


def test_a_face_tells_its_affect_directly():
    face = ObservedFace(1, Box(0, 0, 1, 1), 1, 1, {}, Affect(0.1, -0.2, 0.3))
    assert (face.valence, face.arousal, face.intensity) == (0.1, -0.2, 0.3)

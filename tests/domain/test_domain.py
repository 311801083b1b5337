from __future__ import annotations

import dataclasses

import pytest

from emoscope.domain.emotions import EMOTIONS, Affect
from emoscope.domain.faces import GEOMETRY_COLUMNS, UNTOLD, Box, FaceGeometry, ObservedFace
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


def test_geometry_goes_through_its_columns_and_back():
    seen = FaceGeometry(1.5, -2.0, 3.0, eyes_closed=False, action_units={"au01": 0.25, "au43": 0.0})
    columns = dict(zip(GEOMETRY_COLUMNS, seen.values(), strict=True))
    assert (columns["head_pitch"], columns["gaze_yaw"], columns["eyes_closed"]) == (-2.0, None, False)
    assert (columns["au01"], columns["au02"], columns["au43"]) == (0.25, None, 0.0)
    assert FaceGeometry.of(columns) == seen


def test_a_row_from_before_geometry_tells_none():
    assert FaceGeometry.of({"frame": 1, "happy": 0.5}) == UNTOLD
    assert set(UNTOLD.values()) == {None}

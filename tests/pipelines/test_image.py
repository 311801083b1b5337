from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from builders import media
from builders.models import face_models
from emoscope.errors import UnsupportedMedia
from emoscope.pipelines.image import analyze, analyze_picture


def test_faces_are_counted_from_the_largest():
    face = media.astronaut()
    canvas = np.full((480, 960, 3), 128, np.uint8)
    canvas[:240, :320] = face
    canvas[:, 320:] = cv2.resize(face, (640, 480))
    seen = analyze_picture(canvas, face_models())
    assert [item.face_id for item in seen.faces] == [1, 2]
    assert seen.faces[0].box.x > 320 > seen.faces[1].box.x
    assert (seen.width, seen.height) == (960, 480)
    assert sum(seen.faces[0].emotions.values()) == pytest.approx(1)


def test_a_picture_without_faces_has_none():
    assert analyze_picture(np.full((200, 300, 3), 90, np.uint8), face_models()).faces == ()


@pytest.mark.parametrize("shape", [(48, 48), (200, 150), (30, 60)])
def test_the_whole_picture_is_the_face_when_told_so(shape):
    seen = analyze_picture(np.full((*shape, 3), 200, np.uint8), face_models(), assume_face=True)
    (face,) = seen.faces
    assert (face.box.x, face.box.y, face.box.w, face.box.h) == (0, 0, shape[1], shape[0])
    assert face.detection_score == 0
    assert face.emotions["happy"] > face.emotions["sad"]


def test_an_assumed_face_is_aligned_by_its_landmarks_where_they_show():
    crop = cv2.resize(media.astronaut()[60:180, 104:224], (48, 48), interpolation=cv2.INTER_AREA)
    (face,) = analyze_picture(crop, face_models(), assume_face=True).faces
    assert face.detection_score > 0.5


def test_a_file_that_is_no_picture_is_refused(tmp_path: Path):
    with pytest.raises(UnsupportedMedia):
        analyze(media.text_as_mp4(tmp_path / "a.jpg"), face_models())


@pytest.mark.parametrize(
    ("name", "count"), [("multi_face.jpg", 5), ("two_people.jpg", 2), ("free-mountain-vector-01.jpg", 0)]
)
def test_known_photographs(name: str, count: int):
    assert len(analyze(media.shared_media(f"photos/{name}"), face_models()).faces) == count

"""Faces of one analysis found again in another."""

from __future__ import annotations

import numpy as np
import polars as pl

from builders.seen import Place, frame_table
from emoscope.videos.face_matching import match_faces

LEFT, RIGHT = 100.0, 600.0
HALF = range(10)


def still(x: float) -> Place:
    return lambda _: (x, 50.0)


def table(**faces: tuple[range, float]) -> pl.DataFrame:
    places = {int(name.removeprefix("face_")): (frames, still(x)) for name, (frames, x) in faces.items()}
    return frame_table(places)


def same(old: pl.DataFrame, new: pl.DataFrame) -> dict[int, int]:
    return dict(match_faces(old, new, {}, {}).same)


def test_faces_are_found_where_they_were_whatever_their_number():
    old = table(face_1=(HALF, LEFT), face_2=(HALF, RIGHT))
    assert same(old, table(face_1=(HALF, RIGHT + 20), face_2=(HALF, LEFT - 20))) == {1: 2, 2: 1}
    assert same(old, table(face_1=(HALF, RIGHT + 40))) == {}, "less than half of the boxes' union is shared"
    assert same(old, table(face_1=(range(20, 30), LEFT))) == {}, "no frame is in both"


def test_only_frames_of_both_analyses_count():
    old = table(face_1=(range(0, 100, 3), LEFT), face_2=(range(0, 100, 3), RIGHT))
    assert same(old, table(face_4=(range(0, 100, 5), LEFT), face_5=(range(0, 100, 5), RIGHT))) == {1: 4, 2: 5}


def test_of_two_new_faces_in_the_place_of_one_the_larger_part_is_the_same():
    old = table(face_1=(range(30), LEFT))
    new = table(face_1=(range(10), LEFT), face_2=(range(10, 30), LEFT))
    assert same(old, new) == {1: 2}
    halves = table(face_1=(range(15), LEFT), face_2=(range(15, 30), LEFT))
    assert same(old, halves) == {}, "half is no majority"


def test_of_two_old_faces_that_became_one_the_larger_is_the_same():
    old = table(face_1=(range(20), LEFT), face_2=(range(20, 30), LEFT))
    found = match_faces(old, table(face_1=(range(30), LEFT)), {}, {})
    assert (found.same, found.mostly) == ({1: 1}, {1: 1, 2: 1})


def test_a_chance_meeting_of_boxes_is_no_evidence():
    old = table(face_1=(range(100), LEFT))
    crossing = frame_table({1: (range(100), lambda frame: (LEFT if frame < 5 else RIGHT, 50.0))})
    assert same(old, crossing) == {}
    assert same(old, frame_table({1: (range(100), lambda frame: (LEFT if frame < 15 else RIGHT, 50.0))})) == {
        1: 1
    }


def test_where_boxes_tell_nothing_embeddings_do():
    old, new = table(face_1=(HALF, LEFT), face_2=(HALF, RIGHT)), table(face_1=(range(50, 60), LEFT))
    ann, bo = (np.eye(4, dtype=np.float32)[number] for number in (0, 1))
    near = np.array([0.97, 0.243, 0, 0], dtype=np.float32)
    assert match_faces(old, new, {1: bo, 2: ann}, {1: near}).same == {2: 1}
    assert match_faces(old, new, {1: bo, 2: np.array([], np.float32)}, {1: near}).same == {}
    assert match_faces(old, old, {1: bo, 2: ann}, {1: ann, 2: bo}).same == {1: 1, 2: 2}, "boxes go first"

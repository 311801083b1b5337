from __future__ import annotations

import numpy as np

from emoscope.analyzers.face_detection import DetectedFace
from emoscope.domain.faces import Box
from emoscope.pipelines.tracker import Tracker


def face(x: float, y: float = 100.0, size: float = 50.0, score: float = 0.9) -> DetectedFace:
    return DetectedFace(Box(x, y, size, size), score, np.zeros((5, 2), np.float32))


def ids(found: list[tuple[int, DetectedFace]]) -> dict[float, int]:
    return {item.box.x: track for track, item in found}


def test_a_fast_face_keeps_its_track_because_its_movement_is_foreseen():
    tracker = Tracker()
    steps = np.cumsum([10, 20, 40, 55, 65, 70, 75, 75, 75, 75])  # soon beyond its own size of 50
    found = [ids(tracker.update([face(float(x))], 40 * i)) for i, x in enumerate(steps)]
    assert {track for frame in found for track in frame.values()} == {1}


def test_two_that_pass_each_other_keep_their_tracks():
    tracker = Tracker()
    for i in range(21):
        found = ids(tracker.update([face(10 + 10 * i, 100), face(210 - 10 * i, 130)], 40 * i))
    assert found == {210.0: 1, 10.0: 2}


def test_a_short_loss_is_bridged_and_a_long_one_is_not():
    tracker = Tracker()
    tracker.update([face(10)], 0)
    tracker.update([], 400)
    assert ids(tracker.update([face(12)], 800)) == {12.0: 1}
    tracker.update([], 1500)
    assert ids(tracker.update([face(12)], 2500)) == {12.0: 2}


def test_an_unsure_detection_continues_a_track_but_begins_none():
    tracker = Tracker()
    assert tracker.update([face(10, score=0.4)], 0) == []
    tracker.update([face(10, score=0.9)], 40)
    assert ids(tracker.update([face(11, score=0.4)], 80)) == {11.0: 1}


def test_a_face_far_away_or_of_another_size_is_another_one():
    tracker = Tracker()
    tracker.update([face(10)], 0)
    assert ids(tracker.update([face(200)], 40)) == {200.0: 2}
    assert ids(tracker.update([face(10, size=300)], 80)) == {10.0: 3}


def test_after_a_cut_nobody_is_followed():
    tracker = Tracker()
    tracker.update([face(10)], 0)
    tracker.forget()
    assert ids(tracker.update([face(10)], 40)) == {10.0: 2}


def looking(people: dict[float, int]):
    """Looks by what the script says of the person at each place."""
    return lambda item: lambda: np.eye(8, dtype=np.float32)[people[item.box.x]] * 0.7


def test_where_two_could_be_mixed_up_looks_decide():
    """They walk towards each other, one is hidden for a while, and both turn back."""
    tracker = Tracker()
    steps = [(0, 120), (20, 100), (40, 80), (50, None), (52, None), (40, 80), (20, 100), (0, 120)]
    for i, (left, right) in enumerate(steps):
        faces = [face(float(left) + 0.25)] + ([face(float(right) + 0.5)] if right is not None else [])
        people = {item.box.x: int(item.box.x % 1 == 0.5) for item in faces}
        found = tracker.update(faces, 100 * i, looking(people))
        assert all(track == 1 + people[item.box.x] for track, item in found), i


def test_somebody_else_in_the_place_of_who_left_is_another_track():
    tracker = Tracker()
    tracker.update([face(10)], 0, looking({10: 0}))
    tracker.update([], 200, looking({}))
    assert ids(tracker.update([face(12)], 400, looking({12: 1}))) == {12.0: 2}
    tracker.update([], 600, looking({}))
    assert ids(tracker.update([face(14)], 800, looking({14: 1}))) == {14.0: 2}


def test_nobody_is_looked_at_who_stands_alone():
    asked = []
    tracker = Tracker()
    for i in range(10):
        tracker.update([face(10 + i), face(300 - i)], 40 * i, lambda item: lambda: asked.append(item))
    assert asked == []


def test_tracks_move_with_the_scene():
    tracker = Tracker()
    tracker.update([face(10)], 0)
    tracker.shift(200, 0)
    assert ids(tracker.update([face(210)], 40)) == {210.0: 1}

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

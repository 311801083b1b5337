from __future__ import annotations

import numpy as np
import pytest

from emoscope.analyzers.face_detection import CENTERFACE, DetectedFace
from emoscope.domain.faces import Box
from emoscope.pipelines.following import FaceFollower, SampledFrame


class ScriptedDetector:
    """Sees what the script says for the frame whose number is in the first pixel; counts its runs."""

    spec = CENTERFACE

    def __init__(self, script) -> None:
        self.script, self.runs = script, 0

    def analyze(self, inputs):
        self.runs += len(inputs)
        return [[self._face(x) for x in self.script(int(picture[0, 0, 0]))] for picture in inputs]

    @staticmethod
    def _face(x: float) -> DetectedFace:
        return DetectedFace(Box(x, 50, 40, 40), 0.9, np.full((5, 2), x, np.float32))


def follow(script, count: int, stride: int = 3):
    detector = ScriptedDetector(script)
    follower = FaceFollower(detector, stride)
    done = []
    for index in range(count):
        picture = np.full((72, 128, 3), 100, np.uint8)
        picture[0, 0, 0] = index
        done += follower.push(SampledFrame(index, 40 * index, picture))
    return done + follower.flush(), detector


def test_steady_faces_are_interpolated_and_the_detector_rests():
    done, detector = follow(lambda index: [100 + 2 * index], 31)
    assert [item.frame.index for item in done] == list(range(31))
    assert [item.faces[0][1].box.x for item in done] == pytest.approx([100 + 2 * i for i in range(31)])
    assert detector.runs == 11


@pytest.mark.parametrize("entry", [7, 8, 9])
def test_entries_and_exits_are_exact_to_the_frame(entry: int):
    done, _ = follow(lambda index: [60] if entry <= index < entry + 7 else [], 31)
    assert [item.frame.index for item in done if item.faces] == list(range(entry, entry + 7))


def test_a_fast_face_is_searched_on_every_frame():
    done, detector = follow(lambda index: [3 + 15 * index], 8)
    assert detector.runs >= 7
    assert {item.faces[0][0] for item in done} == {1}


def test_nobody_is_followed_across_a_cut():
    """Another face at the same place in the next shot is another track, and nothing is blended between."""
    rng = np.random.default_rng(3)
    shots = [rng.integers(low, low + 80, (72, 128, 3)).astype(np.uint8) for low in (0, 170)]
    follower = FaceFollower(ScriptedDetector(lambda index: [100] if index < 11 else [110]), 3)
    done = []
    for index in range(22):
        picture = shots[index >= 11].copy()
        picture[0, 0, 0] = index
        done += follower.push(SampledFrame(index, 40 * index, picture))
    done += follower.flush()
    assert [item.faces[0][0] for item in done] == [1] * 11 + [2] * 11
    assert [item.faces[0][1].box.x for item in done] == [100] * 11 + [110] * 11


def test_a_camera_that_jumps_does_not_break_tracks():
    """The face jumps with the scene by more than its width, too far for a movement of its own."""
    rng = np.random.default_rng(4)
    scene = np.kron(rng.integers(0, 256, (12, 40, 3)), np.ones((6, 6, 1))).astype(np.uint8)
    jumps = [0, 0, 0, 45, 45, 0, 0, 45]
    follower = FaceFollower(ScriptedDetector(lambda index: [100 - jumps[index]]), 1)
    done = []
    for index, x in enumerate(jumps):
        picture = np.ascontiguousarray(np.roll(scene, -x, axis=1)[:72, :128])
        picture[0, 0, 0] = index
        done += follower.push(SampledFrame(index, 40 * index, picture))
    assert [item.faces[0][0] for item in done + follower.flush()] == [1] * 8

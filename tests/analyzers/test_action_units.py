from __future__ import annotations

import numpy as np
import pytest

from builders import media
from emoscope.analyzers.action_units import EYE_MEASURES, MEASURES, eye_units, mesh_units
from emoscope.analyzers.face_detection import load_centerface
from emoscope.analyzers.face_mesh import FaceSpot, load_face_mesh
from emoscope.analyzers.face_statistics import face_statistics
from emoscope.analyzers.gaze import EyeHeights
from emoscope.analyzers.head_pose import HeadPose, head_pose
from emoscope.domain.faces import ACTION_UNITS

INNER_BROW, OUTER_BROW = [55, 107, 285, 336], [46, 70, 276, 300]
CORNERS, UPPER, LOWER = [61, 291], [0, 37, 267, 13, 82, 312], [17, 84, 314, 14, 87, 317]
CHEEKS, WINGS = [117, 50, 346, 280], [129, 358]

# What moves (points, x outwards, y downwards, in distances between the eyes), and which units must rise.
MOVES = {
    "brows up": ([(INNER_BROW, 0, -0.1), (OUTER_BROW, 0, -0.1)], {"au01", "au02"}),
    "brows down in the middle": ([(INNER_BROW, -0.03, 0.06)], {"au04"}),
    "cheeks up": ([(CHEEKS, 0, -0.08)], {"au06"}),
    "nose up": ([(WINGS, 0, -0.08)], {"au09"}),
    "upper lip up": ([(UPPER, 0, -0.08)], {"au10"}),
    "lip corners up and out": ([(CORNERS, 0.1, -0.1)], {"au12"}),
    "lips narrow": ([(CORNERS, -0.1, 0)], {"au18"}),
    "lips wide": ([(CORNERS, 0.1, 0)], {"au20"}),
    "mouth open": ([(LOWER, 0, 0.3)], {"au25", "au26", "au27"}),
}
STILL = {
    "brows up": {"au12", "au25"},
    "lip corners up and out": {"au01", "au18", "au20"},
    "mouth open": {"au01"},
}


@pytest.fixture(scope="module")
def frontal():
    picture = media.astronaut()
    (face,) = load_centerface(1, 320, 0.5).analyze([picture])[0]
    (mesh,) = load_face_mesh().analyze([FaceSpot(picture, face.landmarks)])
    return head_pose(mesh.points, face_statistics()).frontal


def straight(frontal: np.ndarray) -> HeadPose:
    return HeadPose(0.0, 0.0, 0.0, np.eye(3), 60.0, frontal)


@pytest.mark.parametrize("name", MOVES)
def test_what_moves_raises_its_units_and_no_others(frontal, name):
    parts, rising = MOVES[name]
    moved = frontal.copy()
    for points, outwards, down in parts:
        moved[points, 0] += outwards * np.sign(frontal[points, 0])
        moved[points, 1] += down
    statistics = face_statistics()
    change = {unit: float(measure(moved) - measure(frontal)) for unit, measure in MEASURES.items()}
    for unit in rising:
        assert change[unit] > 0.3 * statistics.scales[unit].span
    for unit in STILL.get(name, set()):
        assert change[unit] < 0.05 * statistics.scales[unit].span


def test_a_laughing_face_shows_it(frontal):
    units = mesh_units(straight(frontal), face_statistics())
    assert units["au12"] > 0.5
    assert units["au25"] > 0.3
    assert units["au06"] > 0.2
    assert units["au18"] == 0


def test_intensities_stay_between_0_and_1_and_all_units_are_there(frontal):
    wild = np.random.default_rng(1).normal(scale=3, size=frontal.shape)
    eyes = EyeHeights(0.3, -0.4), EyeHeights(-0.2, 0.5)
    units = {
        **mesh_units(straight(wild), face_statistics()),
        **eye_units(*eyes, straight(wild), face_statistics()),
    }
    assert set(units) == set(ACTION_UNITS) == set(MEASURES) | set(EYE_MEASURES)
    assert all(0 <= value <= 1 for value in units.values())


def test_wide_narrow_and_shut_eyes_are_told_apart():
    statistics, pose = face_statistics(), straight(np.zeros((468, 3)))
    upper, lower = (float(statistics.scales[name].neutral[0]) for name in ("au05", "au07"))
    lower = -lower

    def read(up: float, low: float) -> dict[str, float]:
        heights = EyeHeights(up, low)
        return eye_units(heights, heights, pose, statistics)

    assert read(upper + 0.05, lower)["au05"] > 0.5 > read(upper, lower)["au05"]
    assert read(upper, lower - 0.04)["au07"] > 0.5 > read(upper, lower)["au07"]
    shut = read(0.0, 0.0)
    assert shut["au43"] == 1
    assert shut["au05"] == 0

from __future__ import annotations

import cv2
import numpy as np
import pytest

from emoscope.pipelines.shots import ShotDetector, glance, movement

STEP_MS = 40


def scene(seed: int, size: tuple[int, int] = (640, 320)) -> np.ndarray:
    """Coloured patches of several sizes, wider than what is shown of them."""
    rng = np.random.default_rng(seed)
    layers = [
        cv2.resize(
            rng.integers(0, 256, (rows, 2 * rows, 3)).astype(np.uint8), size, interpolation=cv2.INTER_CUBIC
        )
        for rows in (3, 7, 20)
    ]
    return np.mean(layers, axis=0).astype(np.uint8)


def shown(picture: np.ndarray, x: int = 0) -> np.ndarray:
    return np.ascontiguousarray(picture[70:250, x : x + 320])


def beginnings(pictures) -> list[int]:
    detector = ShotDetector()
    return [i for i, picture in enumerate(pictures) if detector.begins(picture, STEP_MS * i)]


def still(seed: int, count: int) -> list[np.ndarray]:
    return [shown(scene(seed), 100)] * count


def mixed(a: np.ndarray, b: np.ndarray, count: int) -> list[np.ndarray]:
    return [cv2.addWeighted(a, 1 - share, b, share, 0) for share in np.linspace(0, 1, count + 2)[1:-1]]


@pytest.mark.parametrize("pair", [(1, 2), (3, 4), (5, 6)])
def test_a_hard_cut_is_seen_on_its_frame(pair):
    assert beginnings(still(pair[0], 12) + still(pair[1], 12)) == [12]


def test_a_cut_while_the_camera_moves_is_seen():
    moving = [shown(scene(seed), 8 * i) for seed in (1, 2) for i in range(15)]
    assert beginnings(moving) == [15]


def test_light_that_changes_is_no_cut():
    picture = shown(scene(1), 50)
    dimmed = [(picture * light).astype(np.uint8) for light in [*np.linspace(1, 0.3, 10), 1.0, 0.4, 1.0]]
    assert beginnings(dimmed) == []


@pytest.mark.parametrize("white", [0, 255])
def test_a_flash_or_a_moment_of_black_is_no_cut(white: int):
    blank = [np.full((180, 320, 3), white, np.uint8)] * 2
    assert beginnings(still(1, 10) + blank + still(1, 10)) == []


@pytest.mark.parametrize("step", [4, 30, 90])
def test_a_camera_that_pans_or_whips_round_makes_no_cut(step: int):
    wide = scene(7, (3200, 320))
    places = [*[0] * 10, *range(0, 2600, step), *[2600] * 5]
    assert beginnings([shown(wide, x) for x in places][:60]) == []


@pytest.mark.parametrize("frames", [10, 15, 25])
def test_a_dissolve_ends_a_shot_once_before_it_is_long_over(frames: int):
    a, b = shown(scene(1), 50), shown(scene(2), 50)
    found = beginnings([a] * 20 + mixed(a, b, frames) + [b] * 30)
    assert len(found) == 1
    assert 20 < found[0] <= 20 + frames + 6


def test_a_fade_through_black_ends_a_shot():
    a, b = shown(scene(1), 50), shown(scene(2), 50)
    black = np.zeros_like(a)
    found = beginnings([a] * 15 + mixed(a, black, 12) + [black] * 3 + mixed(black, b, 12) + [b] * 15)
    assert len(found) == 1
    assert 15 + 12 <= found[0] <= 15 + 12 + 3 + 6


def test_a_fade_to_black_and_back_does_not():
    a = shown(scene(1), 50)
    black = np.zeros_like(a)
    assert beginnings([a] * 15 + mixed(a, black, 12) + [black] * 3 + mixed(black, a, 12) + [a] * 15) == []


def test_movement_is_measured_in_shares_of_the_picture():
    wide = scene(8)
    dx, dy = movement(glance(shown(wide, 100)), glance(shown(wide, 84)))
    assert dx == pytest.approx(16 / 320, abs=0.006)
    assert dy == pytest.approx(0, abs=0.006)
    assert movement(glance(shown(wide, 100)), glance(shown(wide, 100))) == (0.0, 0.0)
    assert movement(glance(shown(wide)), glance(shown(scene(9)))) == (0.0, 0.0)


def test_flat_pictures_do_not_move():
    """Phase correlation finds shifts beyond the picture there, or none at all."""
    for levels in ((0, 0), (0, 200), (128, 128)):
        pictures = [np.full((180, 320, 3), level, np.uint8) for level in levels]
        assert movement(*(glance(picture) for picture in pictures)) == (0.0, 0.0)
    speck = np.full((180, 320, 3), 150, np.uint8)
    speck[80:90, 150:160] = 20
    assert movement(glance(np.full((180, 320, 3), 150, np.uint8)), glance(speck)) == (0.0, 0.0)
    assert movement(glance(speck), glance(np.full((180, 320, 3), 150, np.uint8))) == (0.0, 0.0)

"""The films of the tracking benchmark: each shows one thing that makes faces hard to follow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from faces.film import Actor, Camera, Film, Picture, Pose, Shot
from faces.people import SHARED, Cutout, cutout, labelled_faces

Walk = Callable[[float], Pose | None]
"""Where somebody is at a time in seconds."""

PHOTOS = SHARED / "photos"

_UNFIT = {"m7", "alpha", "obama-and-biden-2"}
"""Half hidden or in profile on their photographs: no labels of the kind that others have."""


@dataclass(frozen=True, slots=True)
class Cast:
    """People with one cutout per photograph, in a fixed order; `seed` steers who walks where."""

    people: Sequence[Sequence[Cutout]]
    seed: int

    def one(self, number: int, photograph: int = 0) -> Cutout:
        photographs = self.people[number % len(self.people)]
        return photographs[photograph % len(photographs)]


@cache
def cast(chosen_on: bool, photos: Path = PHOTOS) -> Cast:
    """The people on whom settings are chosen, or the others. Those with several photographs come first."""
    groups: dict[str, list[Cutout]] = {}
    for face in labelled_faces():
        if (
            face.chosen_on == chosen_on
            and not face.copy_of
            and face.person not in _UNFIT
            and "multi" not in face.person
        ):
            groups.setdefault(face.person, []).append(cutout(face, photos))
    return Cast(sorted(groups.values(), key=lambda group: -len(group)), 1 if chosen_on else 2)


@cache
def backgrounds(photos: Path = PHOTOS) -> tuple[Picture, ...]:
    """Six pictures without people: parts of shared photographs and photographs from scikit-image."""
    import skimage.data

    folder = Path(skimage.data.__file__).parent
    parts = [
        cv2.imread(str(photos / "df_img22.jpg"))[:, :690],
        cv2.imread(str(folder / "motorcycle_left.png")),
        cv2.imread(str(photos / "obama1.jpg"))[:, :440],
        cv2.imread(str(folder / "coffee.png")),
        cv2.imread(str(photos / "free-mountain-vector-01.jpg")),
        cv2.imread(str(folder / "rocket.jpg")),
    ]
    return tuple(np.ascontiguousarray(part) for part in parts)


def along(points: Sequence[Sequence[float]]) -> Walk:
    """Smoothly from point to point: rows of time, x, y, height and, if given, roll, yaw, light.

    Before the first and after the last time nobody is there.
    """
    table = np.array([[*row, *(0.0, 0.0, 1.0)[len(row) - 4 :]] for row in points], dtype=np.float64)

    def path(time_s: float) -> Pose | None:
        if not table[0, 0] <= time_s <= table[-1, 0]:
            return None
        after = int(np.clip(np.searchsorted(table[:, 0], time_s, side="right"), 1, len(table) - 1))
        start, end = table[after - 1], table[after]
        share = (time_s - start[0]) / max(1e-9, end[0] - start[0])
        share = (3 - 2 * share) * share**2
        return Pose(*(start[1:] + (end[1:] - start[1:]) * share))

    return path


def strolling(rng: np.random.Generator, box: Sequence[float], height: float, speed: float = 1.0) -> Walk:
    """Round and round within the box (left, top, right, bottom), nodding a little."""
    middle = np.array([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2])
    reach = np.array([(box[2] - box[0]) / 2, (box[3] - box[1]) / 2])
    rate, start = rng.uniform(0.8, 1.5, (2, 2)) * speed, rng.uniform(0, 6.3, (2, 2))
    lean = rng.uniform(0, 6.3)

    def path(time_s: float) -> Pose:
        swing = 0.7 * np.sin(rate[0] * time_s + start[0]) + 0.3 * np.sin(1.7 * rate[1] * time_s + start[1])
        x, y = middle + reach * swing
        return Pose(float(x), float(y), height, roll=6 * float(np.sin(1.3 * time_s + lean)))

    return path


def still(x: float, y: float, height: float) -> Walk:
    return along([(0, x, y, height), (60, x, y, height)])


def films(people: Cast) -> list[Film]:
    """All scenarios with these people."""
    from faces import scenarios_more as more

    makers = (
        stroll,
        crossing,
        meeting,
        returning,
        zooming,
        handheld,
        panning,
        more.cuts,
        more.fades,
        more.light,
        more.blur,
        more.crowd,
        more.small,
        more.turning,
        more.edge,
        more.slow,
    )
    return [make(people) for make in makers]


def is_odd(people: Cast) -> bool:
    return people.seed % 2 == 1


def stroll(people: Cast) -> Film:
    rng = np.random.default_rng(people.seed)
    boxes = [(60, 90, 330, 260), (200, 100, 440, 280), (330, 80, 590, 250)]
    actors = [Actor(people.one(i), strolling(rng, box, 70 + 15 * i)) for i, box in enumerate(boxes)]
    return Film("stroll", [Shot(8, backgrounds()[people.seed % 6], actors)])


def crossing(people: Cast) -> Film:
    """Two pass each other, one wholly behind the other, twice; later two more do so faster."""
    slow = [
        Actor(people.one(1), along([(0, 90, 180, 90), (2.5, 540, 170, 90), (5, 100, 180, 90)])),
        Actor(people.one(0), along([(0, 550, 180, 100), (2.5, 110, 175, 100), (5, 540, 180, 100)])),
    ]
    fast = [
        Actor(people.one(3), along([(0, 80, 150, 80), (1.4, 560, 160, 80), (3, 90, 150, 80)])),
        Actor(people.one(2), along([(0, 560, 170, 95), (1.4, 70, 160, 95), (3, 550, 165, 95)])),
    ]
    pictures = backgrounds()
    shots = [Shot(5, pictures[0], slow), Shot(3, pictures[1], fast)]
    return Film("crossing", shots, fps=50 if is_odd(people) else 25, crf=28)


def meeting(people: Cast) -> Film:
    """Two come together until one is mostly hidden, stay for a second, and part the way they came."""
    actors = [
        Actor(
            people.one(2), along([(0, 120, 180, 95), (2, 300, 180, 95), (3, 302, 181, 95), (5, 120, 180, 95)])
        ),
        Actor(
            people.one(3),
            along([(0, 520, 175, 100), (2, 345, 180, 100), (3, 347, 180, 100), (5, 520, 178, 100)]),
        ),
    ]
    return Film("meeting", [Shot(5.4, backgrounds()[3], actors)], fps=25 if is_odd(people) else 50)


def returning(people: Cast) -> Film:
    """One stays; one leaves to the left and comes back from the right; one ducks out of the picture twice."""
    leaves = along(
        [
            (0, 200, 150, 85),
            (1, 180, 150, 85),
            (2.2, -90, 150, 85),
            (5, -90, 150, 85),
            (5.05, 740, 160, 85),
            (6.3, 480, 150, 85),
            (9, 450, 150, 85),
        ]
    )
    ducks = along(
        [
            (0, 560, 250, 70),
            (1.2, 560, 250, 70),
            (1.7, 560, 440, 70),
            (3.6, 560, 440, 70),
            (4.1, 300, 240, 70),
            (5.5, 200, 240, 70),
            (6.0, 200, 440, 70),
            (8.0, 200, 440, 70),
            (8.4, 110, 240, 70),
            (9, 110, 240, 70),
        ]
    )
    actors = [
        Actor(people.one(4), still(330, 120, 60)),
        Actor(people.one(0), leaves),
        Actor(people.one(5), ducks),
    ]
    return Film("returning", [Shot(9, backgrounds()[2], actors)], crf=28)


def zooming(people: Cast) -> Film:
    actors = [
        Actor(people.one(1), along([(0, 200, 170, 34), (3, 220, 180, 210), (6, 180, 170, 40)])),
        Actor(people.one(5), along([(0, 480, 190, 200), (3, 520, 170, 36), (6, 440, 190, 190)])),
    ]
    return Film("zooming", [Shot(6, backgrounds()[5], actors)], fps=10 if is_odd(people) else 25)


def handheld(people: Cast) -> Film:
    """A shaking camera: up to 14 pixels from frame to frame, motion blur with it."""
    rng = np.random.default_rng(10 + people.seed)
    rates, starts = rng.uniform(5, 17, (3, 2)), rng.uniform(0, 6.3, (3, 2))

    def camera(time_s: float) -> Camera:
        x, y = (18 * np.sin(rates * time_s + starts)).mean(axis=0) * 1.5
        return Camera(float(x), float(y), 1.05, 2.5 * float(np.sin(7 * time_s)))

    actors = [
        Actor(people.one(i + 1), strolling(rng, (x - 30, 140, x + 30, 200), 80, 0.7))
        for i, x in enumerate((130, 320, 510))
    ]
    return Film("handheld", [Shot(6, backgrounds()[0], actors, camera)], crf=28)


def panning(people: Cast) -> Film:
    """A camera that whips across seated people, so that some leave the frame and return."""

    def camera(time_s: float) -> Camera:
        table = [(0, 0), (1, 0), (1.8, 520), (3, 520), (3.6, -80), (4.6, -80), (6.5, 420), (8, 0)]
        return Camera(float(np.interp(time_s, *zip(*table, strict=True))), 3 * float(np.sin(9 * time_s)))

    actors = [Actor(people.one(i), still(120 + 190 * i, 170 + 20 * (i % 2), 75)) for i in range(5)]
    return Film("panning", [Shot(8, backgrounds()[1], actors, camera)], fps=25 if is_odd(people) else 50)

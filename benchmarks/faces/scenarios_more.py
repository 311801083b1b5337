"""More films of the tracking benchmark: several shots, poor pictures, many and small faces, turned heads."""

from __future__ import annotations

import cv2
import numpy as np
from faces.film import Actor, Camera, Film, Picture, Pose, Shot
from faces.scenarios import Cast, Walk, along, backgrounds, is_odd, still, strolling


def cuts(people: Cast) -> Film:
    """Hard cuts between shots of the same people, shown by other photographs where there are any."""
    rng, pictures = np.random.default_rng(20 + people.seed), backgrounds()
    places = [(150, 170, 90), (440, 190, 110), (300, 170, 140)]
    plan = [((0, 1), 0), ((0,), 1), ((1, 2), 1), ((0, 2), 2), ((1,), 0), ((0, 1, 2), 3)]
    shots = []
    for number, (who, photograph) in enumerate(plan):
        spots = [places[(slot + number) % 3] for slot in range(len(who))]
        actors = [
            Actor(people.one(person, photograph), strolling(rng, (x - 25, y - 15, x + 25, y + 15), height))
            for person, (x, y, height) in zip(who, spots, strict=True)
        ]
        shots.append(Shot(1.6, pictures[(number + people.seed) % 6], actors))
    return Film("cuts", shots, crf=32)


def fades(people: Cast) -> Film:
    """Fades through black and dissolves; somebody else sits where somebody sat."""
    pictures = backgrounds()
    plan = [(0, "cut"), (1, "fade"), (2, "dissolve"), (0, "fade"), (3, "dissolve")]
    shots = [
        Shot(
            2.2, pictures[number], [Actor(people.one(person), still(320 + 6 * number, 180, 120))], entry=entry
        )
        for number, (person, entry) in enumerate(plan)
    ]
    return Film("fades", shots, fps=25 if is_odd(people) else 30)


def light(people: Cast) -> Film:
    """Light that swings between a third and one and a third, flashes, a shadow that crosses the faces."""

    def lit(picture: Picture, time_s: float) -> Picture:
        factor = 0.85 + 0.5 * np.sin(2.2 * time_s)
        flash = 160 if any(start <= time_s < start + 0.08 for start in (1.5, 1.9, 4.2)) else 0
        shadow = 1 - 0.6 * np.exp(-(((np.arange(picture.shape[1]) - 160 * time_s) / 60) ** 2))
        return np.clip(picture * factor * shadow[None, :, None] + flash, 0, 255).astype(np.uint8)

    rng = np.random.default_rng(30 + people.seed)
    actors = [
        Actor(people.one(i + 2), strolling(rng, (x - 60, 130, x + 60, 210), 90))
        for i, x in enumerate((180, 450))
    ]
    return Film("light", [Shot(6, backgrounds()[4], actors, effects=[lit])], crf=28)


def blur(people: Cast) -> Film:
    """Focus that comes and goes, smear along the movement, and strong compression."""

    def focus(picture: Picture, time_s: float) -> Picture:
        spread = 0.3 + 2.2 * (0.5 + 0.5 * np.sin(1.8 * time_s))
        smear = 1 + 2 * int(5 * abs(np.sin(0.9 * time_s)))
        return cv2.blur(cv2.GaussianBlur(picture, (0, 0), spread), (smear, 1)).astype(np.uint8)

    rng = np.random.default_rng(40 + people.seed)
    actors = [
        Actor(people.one(i + 3), strolling(rng, (x - 80, 130, x + 80, 210), 85, 1.6))
        for i, x in enumerate((190, 440))
    ]
    return Film("blur", [Shot(6, backgrounds()[0], actors, effects=[focus])], crf=38)


def crowd(people: Cast) -> Film:
    """Six, four sitting and two who walk in front of them and behind them."""
    walks = along([(0, -60, 250, 110), (3.5, 1020, 240, 110), (7, -60, 250, 110)])
    behind = along([(0, 1010, 170, 75), (3.5, -50, 180, 75), (7, 1000, 170, 75)])
    rng = np.random.default_rng(50 + people.seed)
    seated = [
        Actor(people.one(i), strolling(rng, (x - 20, 250, x + 20, 275), 92))
        for i, x in enumerate((170, 390, 610, 820))
    ]
    actors = [Actor(people.one(4), behind), *seated, Actor(people.one(5), walks)]
    return Film("crowd", [Shot(7, backgrounds()[3], actors)], size=(960, 540))


def small(people: Cast) -> Film:
    rng = np.random.default_rng(60 + people.seed)
    actors = [
        Actor(people.one(i), strolling(rng, (x - 90, 260, x + 90, 460), height, 0.8))
        for i, (x, height) in enumerate(((200, 40), (480, 48), (800, 54), (1080, 60)))
    ]
    return Film("small", [Shot(5, backgrounds()[0], actors)], size=(1280, 720), crf=26)


def turning(people: Cast) -> Film:
    """Heads that turn until they are as narrow as at 50 degrees, and tilt by up to 30."""

    def path(x: float, start: float) -> Walk:
        def at(time_s: float) -> Pose:
            turn = 50 * np.sin(1.5 * time_s + start) ** 3
            return Pose(
                x + 40 * float(np.sin(time_s)),
                180,
                100,
                30 * float(np.sin(0.9 * time_s + start)),
                float(turn),
            )

        return at

    actors = [Actor(people.one(0), path(180, 0.0)), Actor(people.one(4), path(460, 2.0))]
    return Film("turning", [Shot(7, backgrounds()[2], actors)], fps=30)


def edge(people: Cast) -> Film:
    """One comes in turned and cut by the frame's edge, leaves, and comes back cut on the other side."""
    shy = along(
        [
            (0, 8, 190, 110, 0, 40),
            (2, 14, 190, 110, 5, 45),
            (3, 180, 190, 110, 0, 0),
            (4.2, 200, 190, 110, 0, 0),
            (5.2, 760, 185, 110, 0, 20),
            (6.8, 760, 185, 110, 0, 50),
            (7.1, 628, 185, 110, 0, 50),
            (9, 624, 185, 110, 0, 40),
        ]
    )
    actors = [Actor(people.one(1), still(400, 130, 70)), Actor(people.one(0), shy)]
    return Film("edge", [Shot(9, backgrounds()[0], actors)])


def slow(people: Cast) -> Film:
    """Ten frames a second, brisk movement."""
    rng = np.random.default_rng(70 + people.seed)
    actors = [
        Actor(people.one(i + 2), strolling(rng, (x - 110, 110, x + 110, 240), 80, 2.0))
        for i, x in enumerate((170, 320, 470))
    ]

    def camera(time_s: float) -> Camera:
        return Camera(10 * float(np.sin(8 * time_s)), 8 * float(np.cos(7 * time_s)))

    return Film("slow", [Shot(9, backgrounds()[5], actors, camera)], fps=10)

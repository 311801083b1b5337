"""How many beginnings of shots are found, and how many are seen that are none, on built films.

    shot_cuts.py [--set choose|report] [--only NAME ...] [--media FOLDER]

Hard cuts, fades through black and dissolves between photographed scenes with people; and, as what must not be
taken for them: flashes, changing light, shaking, whipping and zooming cameras, somebody who passes close by.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

import cv2
import numpy as np
from faces.film import Actor, Camera, Film, Picture, Shot
from faces.measure import make_film
from faces.people import SHARED
from faces.scenarios import Cast, along, backgrounds, cast, still

_SIZE = (480, 270)
_ENTRIES = (
    ("cut", 0.0),
    ("fade", 0.3),
    ("fade", 0.8),
    ("dissolve", 0.3),
    ("dissolve", 0.6),
    ("dissolve", 1.2),
)
_SLACK_S = 0.4
"""A gradual change counts as found from its beginning until so long after its end."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--media", type=Path, default=SHARED)
    parser.add_argument("--set", choices=("choose", "report"), default="report")
    parser.add_argument("--only", nargs="*", default=[])
    options = parser.parse_args()
    if not options.media.exists():
        sys.exit(f"no media in {options.media}")
    cv2.setNumThreads(1)
    people = cast(options.set == "choose", options.media / "photos")
    print(f"{'':16} beginnings  found  missed  false")
    total = np.zeros(3, dtype=int)
    with tempfile.TemporaryDirectory() as folder:
        for film in films(people):
            if options.only and film.name not in options.only:
                continue
            counts = np.array(_compare(film, Path(folder) / "film.mp4"))
            total += counts
            found, missed, false = counts
            print(f"{film.name:16} {found + missed:10d} {found:6d} {missed:7d} {false:6d}", flush=True)
    found, missed, false = total
    precision, recall = found / max(1, found + false), found / max(1, found + missed)
    print(f"all: precision {precision:.3f}, recall {recall:.3f} of {found + missed}")


def _compare(film: Film, path: Path) -> tuple[int, int, int]:
    """Beginnings found, missed, and seen where there is none."""
    from emoscope.domain.video import MediaLimits
    from emoscope.media.decode import decode
    from emoscope.pipelines.shots import ShotDetector

    truth = make_film(film, path)
    detector = ShotDetector()
    seen = [
        frame.index
        for frame in decode(path, MediaLimits())
        if detector.begins(frame.picture(), frame.timestamp_ms)
    ]
    windows = [_window(film, frame, entry) for frame, entry in truth.changes.items()]
    found = sum(any(first <= index <= last for index in seen) for first, last in windows)
    return found, len(windows) - found, len(seen) - found


def _window(film: Film, frame: int, entry: str) -> tuple[int, int]:
    if entry == "cut":
        return frame - 1, frame + 1
    duration = next(shot.entry_s for shot in film.shots if shot.entry == entry) * film.fps
    before = duration if entry == "fade" else 0
    return int(frame - before), int(frame + duration + _SLACK_S * film.fps)


def films(people: Cast) -> list[Film]:
    rng = np.random.default_rng(80 + people.seed)
    pictures = [picture[:, ::-1] if people.seed == 2 else picture for picture in backgrounds()]
    pictures = [np.ascontiguousarray(picture) for picture in pictures]
    return [
        *(_changing(people, pictures, rng, entry, entry_s) for entry, entry_s in _ENTRIES),
        *_unchanging(people, pictures, rng),
    ]


def _changing(
    people: Cast, pictures: Sequence[Picture], rng: np.random.Generator, entry: str, entry_s: float
) -> Film:
    """Shots with one or two people each, some with a moving camera."""
    shots = []
    for number in range(18 if entry == "cut" else 8):
        speed = float(rng.choice([0, 0, 60, -90]))
        actors = [
            Actor(people.one(int(rng.integers(8)), number), still(*rng.uniform((80, 90), (400, 180)), 80))
            for _ in range(int(rng.integers(1, 3)))
        ]
        shot = Shot(
            float(rng.uniform(0.7, 1.4) + 2 * entry_s),
            pictures[number % 6],
            actors,
            lambda time_s, speed=speed: Camera(speed * time_s, 2 * float(np.sin(8 * time_s))),
            entry=entry,
            entry_s=entry_s,
        )
        shots.append(shot)
    return Film(f"{entry} {entry_s:.1f} s" if entry_s else entry, shots, size=_SIZE)


def _unchanging(people: Cast, pictures: Sequence[Picture], rng: np.random.Generator) -> list[Film]:
    seated = [Actor(people.one(i), still(110 + 220 * i, 130, 70)) for i in range(3)]
    flashes = rng.uniform(0.3, 5.7, 10)

    def flash(picture: Picture, time_s: float) -> Picture:
        lit = any(start <= time_s < start + 0.1 for start in flashes)
        return np.clip(picture.astype(int) + 170 * lit, 0, 255).astype(np.uint8)

    def lamp(picture: Picture, time_s: float) -> Picture:
        return (picture * (1.0 if int(time_s * 1.3) % 2 else 0.3)).astype(np.uint8)

    def whip(time_s: float) -> Camera:
        return Camera(float(np.interp(time_s % 2, (0, 0.7, 1.1, 1.7, 2), (0, 0, 420, 420, 0))))

    def shake(time_s: float) -> Camera:
        return Camera(14 * float(np.sin(31 * time_s)), 11 * float(np.cos(27 * time_s)), 1.05)

    def zoom(time_s: float) -> Camera:
        return Camera(zoom=1.6 + 0.6 * float(np.sin(4 * time_s)))

    passing = [
        *seated,
        Actor(people.one(4), along([(0.5, -200, 160, 230), (1.5, 700, 160, 230), (3, -200, 160, 230)])),
    ]
    return [
        Film("flashes", [Shot(6, pictures[0], seated, effects=[flash])], size=_SIZE),
        Film("lamp", [Shot(6, pictures[1], seated, effects=[lamp])], size=_SIZE),
        Film("whip pans", [Shot(8, pictures[1], seated, whip)], size=_SIZE),
        Film("shaking", [Shot(5, pictures[3], seated, shake)], size=_SIZE),
        Film("zooming", [Shot(5, pictures[5], seated, zoom)], size=_SIZE),
        Film("passing close", [Shot(4, pictures[2], passing)], size=_SIZE),
    ]


if __name__ == "__main__":
    main()

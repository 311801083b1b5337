"""How many faces are found, and how many things that are none, on labelled photographs and altered copies.

    face_detection.py [--half choose|report|all] [--only NAME ...] [--media FOLDER] [--frames]

A face is found where a box overlaps its label by an intersection over union of 0.4. Boxes beyond that are
false, except one whose centre lies in a label marked difficult. "choose" holds every other photograph, on
copies of which settings were chosen; "report" holds the rest. --frames measures the detector of video frames.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from faces.alterations import CHANGES, Change, Label, Picture, scaled

from emoscope.analyzers.face_detection import DetectedFace
from emoscope.domain.video import MediaLimits
from emoscope.library.models import default_face_models
from emoscope.media.decode import decode
from emoscope.media.pictures import read_picture
from emoscope.pipelines.stills import find_faces

LABELS = Path(__file__).parent / "labels" / "photos.csv"
MEDIA = Path(__file__).parents[2] / "shared" / "media"
IOU = 0.4
STILL_LIFES = (
    "brick", "cell", "chelsea", "clock", "coffee", "coins", "colorwheel", "grass", "gravel",
    "hubble_deep_field", "immunohistochemistry", "moon", "page", "retina", "rocket", "text",
)  # fmt: skip
"""Pictures without a human face that scikit-image carries; chelsea is a cat's face."""
GROUPS = ((48, 12), (32, 16), (24, 20), (16, 24))
"""Size of the faces in pixels, and faces in a row, of group pictures."""

LISTED = 12
Find = Callable[[Picture], Sequence[DetectedFace]]
Photos = dict[str, tuple[Picture, list[Label]]]
Named = tuple[str, Picture, list[Label]]


@dataclass
class Tally:
    """Counts over pictures, with the places of what went wrong."""

    pictures: int = 0
    faces: int = 0
    found: int = 0
    false: int = 0
    cpu_s: float = 0.0
    missed: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)

    def add(self, name: str, labels: Sequence[Label], faces: Sequence[DetectedFace]) -> None:
        found, false = matched(labels, faces)
        asked = [number for number, label in enumerate(labels) if not label.difficult]
        self.pictures += 1
        self.faces += len(asked)
        self.found += sum(number in found for number in asked)
        self.false += len(false)
        self.missed += [f"{name}#{number + 1}" for number in asked if number not in found]
        self.invented += [f"{name}@{face.box.x:.0f},{face.box.y:.0f} ({face.score:.2f})" for face in false]

    def line(self) -> str:
        recall = f"{self.found / self.faces:.3f}" if self.faces else "  -  "
        return (
            f"{recall} {self.found:5d}/{self.faces:<5d} {self.false:5d}"
            f" {50 * self.false / self.pictures:9.1f} {1000 * self.cpu_s / self.pictures:8.0f}"
        )


def matched(labels: Sequence[Label], faces: Sequence[DetectedFace]) -> tuple[set[int], list[DetectedFace]]:
    """Numbers of the labels found, best faces first, and the faces that are false."""
    found: set[int] = set()
    false = []
    for face in sorted(faces, key=lambda one: -one.score):
        overlaps = [(-1.0 if n in found else _overlap(label, face), n) for n, label in enumerate(labels)]
        best, number = max(overlaps, default=(0.0, -1))
        if best >= IOU:
            found.add(number)
        elif not any(label.difficult and _holds_centre(label, face) for label in labels):
            false.append(face)
    return found, false


def _overlap(label: Label, face: DetectedFace) -> float:
    box = face.box
    width = min(label.x + label.w, box.x + box.w) - max(label.x, box.x)
    height = min(label.y + label.h, box.y + box.h) - max(label.y, box.y)
    shared = max(0.0, width) * max(0.0, height)
    return shared / (label.w * label.h + box.w * box.h - shared)


def _holds_centre(label: Label, face: DetectedFace) -> bool:
    x, y = face.box.x + face.box.w / 2, face.box.y + face.box.h / 2
    return label.x <= x <= label.x + label.w and label.y <= y <= label.y + label.h


def photographs(folder: Path, half: str) -> Photos:
    """Name to picture and labels; the choosing half is every other file in order of name."""
    labels: dict[str, list[Label]] = {}
    with LABELS.open() as file:
        for row in csv.DictReader(file):
            x, y, w, h = (float(row[column]) for column in "xywh")
            labels.setdefault(row["file"], []).append(Label(x, y, w, h, row["difficult"] == "1"))
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in {".jpg", ".png"})
    wanted = {"choose": paths[::2], "report": paths[1::2], "all": paths}[half]
    return {path.name: (read_picture(path.read_bytes()), labels.get(path.name, [])) for path in wanted}


def sets(photos: Photos, media: Path) -> Iterator[tuple[str, Iterator[Named]]]:
    """Name of a set and its pictures: each alteration of the photographs, groups, and empty pictures."""
    for name, change in CHANGES.items():
        yield name, altered(photos, change)
    for side, columns in GROUPS:
        yield f"groups, faces of {side} pixels", groups(photos, side, columns)
    yield "without faces", ((name, picture, []) for name, picture in empties(media))


def altered(photos: Photos, change: Change) -> Iterator[Named]:
    for name, (picture, labels) in photos.items():
        yield (name, *change(picture, labels))


def measured(pictures: Iterator[Named], find: Find) -> Tally:
    tally = Tally()
    for name, picture, labels in pictures:
        began = time.process_time()
        faces = find(picture)
        tally.cpu_s += time.process_time() - began
        tally.add(name, labels, faces)
    return tally


def groups(photos: Photos, side: int, columns: int) -> Iterator[Named]:
    """Group pictures of 4:3, each photograph many times over in a grid, faces `side` pixels in size."""
    cell = round(side * 3.2)
    rows = columns * 3 // 4
    rng = np.random.default_rng(11)
    single = [item for item in photos.items() if len(item[1][1]) == 1]
    for sheet in range(3):
        canvas = np.full((rows * cell, columns * cell, 3), 200, dtype=np.uint8)
        labels = []
        for index in range(rows * columns):
            picture, (label,) = single[rng.integers(len(single))][1]
            tiny, (moved,) = scaled(picture, [label], side / label.size)
            x = round(min(max(0.0, moved.x + moved.w / 2 - cell / 2), max(0, tiny.shape[1] - cell)))
            y = round(min(max(0.0, moved.y + moved.h / 2 - cell / 2), max(0, tiny.shape[0] - cell)))
            part = tiny[y : y + cell, x : x + cell]
            top, left = index // columns * cell, index % columns * cell
            canvas[top : top + part.shape[0], left : left + part.shape[1]] = part
            labels.append(Label(left + moved.x - x, top + moved.y - y, moved.w, moved.h))
        yield f"sheet {sheet + 1}", canvas, labels


def empties(media: Path) -> Iterator[tuple[str, Picture]]:
    """Pictures without a face: frames of an empty room, textures, still lifes and animals of scikit-image,
    noise, and the photographs with every labelled person painted over."""
    from skimage import data

    for frame in decode(media / "video" / "no_face.mp4", MediaLimits()):
        if frame.index % 10 == 0:
            yield f"no_face.mp4 {frame.index}", frame.picture()
    for name in STILL_LIFES:
        picture = np.asarray(getattr(data, name)())
        colour = np.dstack([picture] * 3) if picture.ndim == 2 else picture[..., 2::-1]
        yield name, np.ascontiguousarray(colour)
    rng = np.random.default_rng(3)
    for grain in (1, 8, 32):
        noise = rng.integers(0, 256, (720 // grain, 960 // grain, 3), dtype=np.uint8)
        yield f"noise {grain}", cv2.resize(noise, (960, 720), interpolation=cv2.INTER_CUBIC).astype(np.uint8)
    for name, (picture, labels) in photographs(media / "photos", "all").items():
        painted = picture.copy()
        for one in labels:
            x0, x1 = round(max(0, one.x - one.w * 0.25)), round(one.x + one.w * 1.25)
            y0, y1 = round(max(0, one.y - one.h * 0.35)), round(one.y + one.h * 1.25)
            painted[y0:y1, x0:x1] = picture[:8, :8].mean(axis=(0, 1))
        yield f"{name}, painted over", painted


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--half", choices=("choose", "report", "all"), default="all")
    parser.add_argument("--only", nargs="*", default=[], help="how the names of sets begin")
    parser.add_argument("--media", type=Path, default=MEDIA)
    parser.add_argument("--frames", action="store_true", help="the detector of video frames")
    options = parser.parse_args()
    if not options.media.exists():
        print(f"{Path(__file__).name}: no labelled photographs in {options.media}, nothing measured")
        return
    cv2.setNumThreads(1)
    models = default_face_models()
    detector = models.still_detector

    def still(picture: Picture) -> Sequence[DetectedFace]:
        return find_faces(picture, detector)

    def frame(picture: Picture) -> Sequence[DetectedFace]:
        return [face for face in models.detector.analyze([picture])[0] if face.score >= 0.5]

    find = frame if options.frames else still
    photos = photographs(options.media / "photos", options.half)
    print(f"{'':28} recall  found/faces  false  in 50 stills  CPU ms")
    tallies = {}
    for name, pictures in sets(photos, options.media):
        if not options.only or any(name.startswith(wanted) for wanted in options.only):
            tallies[name] = measured(pictures, find)
            print(f"{name:28} {tallies[name].line()}", flush=True)
    for name, tally in tallies.items():
        if 0 < len(tally.missed) <= LISTED:
            print(f"{name}: missed {', '.join(tally.missed)}")
        if tally.invented:
            print(f"{name}: false {', '.join(tally.invented[:LISTED])}")


if __name__ == "__main__":
    main()

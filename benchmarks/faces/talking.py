"""Films of photographed people whose mouths move with recorded speech: who speaks is known to the frame."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from conversations import RATE, Conversation, level_db
from numpy.typing import NDArray
from scipy import ndimage

from emoscope.analyzers.face_mesh import FaceSpot, load_face_mesh
from emoscope.library.models import default_face_models

from .people import labelled_faces

Picture = NDArray[np.uint8]
Floats = NDArray[np.float64]

FPS = 12.5
SIZE = (640, 360)
CHOOSING = ("df_img12.jpg", "df_img16.jpg", "df_img18.jpg", "df_img27.jpg")
REPORTING = ("df_img2.jpg", "df_img13.jpg", "df_img20.jpg", "df_img29.jpg", "biden.jpg")
"""Photographs of people with closed lips; thresholds were chosen on the former."""

_FACE_HEIGHT = 150
_LEVELS = 17
_WIDEST = 0.33
"""How far the lips part at most, as a share of the mouth's width."""


@dataclass(frozen=True, slots=True, eq=False)
class Portrait:
    """A person with lips parted more and more, each picture of the same size."""

    name: str
    mouths: tuple[Picture, ...]

    def at(self, opening: float) -> Picture:
        return self.mouths[round(min(1.0, max(0.0, opening)) * (_LEVELS - 1))]


@dataclass(frozen=True, slots=True)
class Scene:
    """Who is on screen when. `cast` maps portraits to the voice they speak with, empty where they are silent;
    `shown` tells which of them are in the picture at a second, from left to right."""

    name: str
    cast: Mapping[str, str]
    talk: Conversation
    shown: Callable[[float], Sequence[str]]
    restless: float = 0.0
    """Share of the time in which people move their mouths without speaking."""


@cache
def portrait(photo: str, photos: Path) -> Portrait:
    face = next(one for one in labelled_faces() if one.photo == photo)
    picture = cv2.imread(str(photos / photo))
    x, y, w, h = face.box
    left, top = max(0, int(x - 0.45 * w)), max(0, int(y - 0.35 * h))
    part = picture[top : int(y + 1.45 * h), left : int(x + 1.45 * w)]
    scale = _FACE_HEIGHT / h
    part = cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    found = default_face_models().detector.analyze([part])[0][0]
    (mesh,) = load_face_mesh().analyze([FaceSpot(part, found.landmarks)])
    openings = np.linspace(0, 1, _LEVELS)
    return Portrait(photo, tuple(_parted(part, mesh.points[:, :2], opening) for opening in openings))


def _parted(picture: Picture, points: Floats, opening: float) -> Picture:
    """The picture with the lips parted and the jaw lowered."""
    if opening == 0:
        return picture
    right, left, chin = points[61], points[291], points[152]
    middle = (points[13] + points[14]) / 2
    half = abs(left[0] - right[0]) / 2
    gap = opening * _WIDEST * 2 * half
    rows, columns = np.mgrid[0 : picture.shape[0], 0 : picture.shape[1]].astype(np.float64)
    across = (columns - middle[0]) / half
    line = middle[1] + (across**2).clip(0, 1) * ((right[1] + left[1]) / 2 - middle[1])
    lips = gap * np.sqrt((1 - (across / 0.92) ** 2).clip(0, 1))
    jaw = 0.8 * gap * np.cos((across / 1.9).clip(-1, 1) * np.pi / 2)
    down = ((rows - line - lips) / (chin[1] - middle[1])).clip(0, 1)
    fading = ((2.0 - (rows - line) / (chin[1] - middle[1])) / 0.8).clip(0, 1)
    shift = np.where(rows > line, (lips * (1 - down) + jaw * down) * fading, 0)
    warped = cv2.remap(
        picture, columns.astype(np.float32), (rows - shift).astype(np.float32), cv2.INTER_LINEAR
    )
    inside = ((rows > line) & (rows < line + lips)).astype(np.float32)
    inside = cv2.GaussianBlur(inside, (0, 0), 0.7)[..., None]
    return np.clip(warped * (1 - inside) + np.array([30, 22, 60]) * inside, 0, 255).astype(np.uint8)


def openings(talk: Conversation, voice: str, frames: int, restless: float, seed: int) -> Floats:
    """How far a mouth is open in each frame: with the loudness of its own speech, and at times without."""
    rng = np.random.default_rng(seed)
    level = level_db(talk.samples)
    loud = ((level - np.percentile(level, 95) + 30) / 30).clip(0, 1) ** 1.5
    times = np.arange(frames) / FPS
    own = np.zeros(len(level))
    for turn in talk.turns:
        if turn.speaker == voice:
            own[round(turn.start_s * RATE / 160) : round(turn.end_s * RATE / 160)] = 1
    smooth = ndimage.gaussian_filter1d(loud * own, 3)
    moving = np.interp(times, np.arange(len(level)) * 160 / RATE, smooth)
    # Sounds of the same loudness open the mouth more or less, and not at once.
    wobble = ndimage.gaussian_filter1d(rng.standard_normal(frames), 1.0)
    moving = np.roll(moving, int(rng.integers(-1, 2)))
    moving *= (0.6 + 0.9 * wobble / wobble.std()).clip(0.05, 1.8)
    return (moving + _fidgeting(frames, restless, rng)).clip(0, 1)


def _fidgeting(frames: int, share: float, rng: np.random.Generator) -> Floats:
    """Slow smiles, yawns and bites of the lip in spells of a second or so."""
    spells = np.zeros(frames)
    while share and (spells > 0.02).mean() < share:
        at, lasting = int(rng.integers(frames)), int(rng.integers(FPS // 2, 2 * FPS))
        shape = np.sin(np.linspace(0, np.pi * rng.integers(1, 4), lasting)) ** 2 * rng.uniform(0.2, 0.7)
        spells[at : at + lasting] = np.maximum(spells[at : at + lasting], shape[: frames - at])
    return spells


def film(scene: Scene, photos: Path, seed: int) -> Iterator[Picture]:
    frames = int(len(scene.talk.samples) / RATE * FPS)
    mouths = {
        name: openings(scene.talk, voice, frames, scene.restless, seed + number)
        for number, (name, voice) in enumerate(scene.cast.items())
    }
    rng = np.random.default_rng(seed)
    phases = {name: rng.uniform(0, 2 * np.pi, 4) for name in scene.cast}
    for index in range(frames):
        time_s = index / FPS
        shown = scene.shown(time_s)
        # A camera that turns to somebody else sees another wall behind.
        wall = 60 + 70 * list(scene.cast).index(shown[0]) if len(shown) < len(scene.cast) else 110
        canvas = np.full((SIZE[1], SIZE[0], 3), wall, np.uint8)
        for place, name in enumerate(shown):
            picture = portrait(name, photos).at(float(mouths[name][index]))
            _paste(canvas, picture, (place + 0.5) / len(shown), time_s, phases[name])
        noise = rng.normal(0, 2.0, canvas.shape)
        yield np.clip(canvas + noise, 0, 255).astype(np.uint8)


def _paste(canvas: Picture, picture: Picture, across: float, time_s: float, phase: Floats) -> None:
    """The portrait, swaying and nodding by some pixels and degrees."""
    height, width = picture.shape[:2]
    roll = 3 * np.sin(0.9 * time_s + phase[0]) + 1.5 * np.sin(3.1 * time_s + phase[1])
    matrix = cv2.getRotationMatrix2D(
        (width / 2, height / 2), roll, 1 + 0.02 * np.sin(0.5 * time_s + phase[2])
    )
    matrix[0, 2] += across * SIZE[0] - width / 2 + 6 * np.sin(0.7 * time_s + phase[3])
    matrix[1, 2] += SIZE[1] / 2 - height / 2 + 4 * np.sin(1.7 * time_s + phase[1])
    half = SIZE[0] if across == 0.5 else SIZE[0] * min(across, 1 - across) * 2
    mask = cv2.warpAffine(np.full((height, width), 255, np.uint8), matrix, SIZE)
    columns = np.abs(np.arange(SIZE[0]) - across * SIZE[0]) < half / 2
    moved = cv2.warpAffine(picture, matrix, SIZE, flags=cv2.INTER_LINEAR)
    canvas[(mask > 128) & columns] = moved[(mask > 128) & columns]

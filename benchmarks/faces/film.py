"""Films of photographed people who move over photographed backgrounds, with the truth of every frame."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from faces.people import Cutout
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]
Matrix = NDArray[np.float64]
Owners = NDArray[np.int8]
"""Which actor each pixel shows, -1 for none."""

Effect = Callable[[Picture, float], Picture]

DIM = 0.35
"""A face whose picture is faded to less than this share of its light need not be found."""


@dataclass(frozen=True, slots=True)
class Pose:
    """Centre of the face and its height in pixels of the scene, roll and yaw in degrees, light as a factor.

    Yaw only narrows the photograph, as a turned head is narrower; it shows no other side of it.
    """

    x: float
    y: float
    height: float
    roll: float = 0.0
    yaw: float = 0.0
    light: float = 1.0


@dataclass(frozen=True, slots=True)
class Actor:
    """A cutout and where it is at a time in seconds, None while it is away. Later ones stand in front."""

    cutout: Cutout
    path: Callable[[float], Pose | None]


@dataclass(frozen=True, slots=True)
class Camera:
    """What of the scene is seen: shift in pixels, zoom about the middle, roll in degrees."""

    x: float = 0.0
    y: float = 0.0
    zoom: float = 1.0
    roll: float = 0.0


@dataclass(frozen=True, slots=True)
class Shot:
    """`entry` is how it begins: cut, fade (through black) or dissolve, the latter two lasting `entry_s`."""

    seconds: float
    background: Picture
    actors: Sequence[Actor]
    camera: Callable[[float], Camera] = lambda _time_s: Camera()
    effects: Sequence[Effect] = ()
    entry: str = "cut"
    entry_s: float = 0.6


@dataclass(frozen=True, slots=True)
class Film:
    name: str
    shots: Sequence[Shot]
    fps: float = 25
    size: tuple[int, int] = (640, 360)
    crf: int = 23


@dataclass(frozen=True, slots=True)
class TrueFace:
    """A face in a frame. `box` is left, top, width, height, clipped to the frame; `whole` is not clipped.

    `visible` is the share of the face that is neither outside the frame nor behind somebody, 0 where the
    picture is too dim to ask for it.
    """

    person: str
    box: tuple[float, float, float, float]
    whole: tuple[float, float, float, float]
    visible: float


@dataclass(frozen=True, slots=True)
class TrueFrame:
    picture: Picture
    faces: tuple[TrueFace, ...]
    shot: int
    between: bool = field(default=False)
    """Whether two shots are mixed, or the picture is dark between them."""


def play(film: Film) -> Iterator[TrueFrame]:
    """The film's frames, one after the other."""
    for number, shot in enumerate(film.shots):
        count = round(shot.seconds * film.fps)
        before = film.shots[number - 1] if number else None
        for index in range(count):
            time_s = index / film.fps
            picture, faces = _draw(shot, time_s, film.size)
            share = 1.0
            if shot.entry != "cut" and before is not None and time_s < shot.entry_s:
                share = (time_s + 0.5 / film.fps) / shot.entry_s
                other = np.zeros_like(picture)
                if shot.entry == "dissolve":
                    other = _draw(before, before.seconds + time_s, film.size)[0]
                picture = cv2.addWeighted(picture, share, other, 1 - share, 0).astype(np.uint8)
            after = film.shots[number + 1] if number + 1 < len(film.shots) else None
            if after is not None and after.entry == "fade" and shot.seconds - time_s < after.entry_s:
                share = max(0.0, (shot.seconds - time_s - 0.5 / film.fps) / after.entry_s)
                picture = (picture * share).astype(np.uint8)
            unclear = 0.8 if shot.entry == "dissolve" and time_s < shot.entry_s else DIM
            if share < unclear:
                faces = [TrueFace(face.person, face.box, face.whole, 0.0) for face in faces]
            yield TrueFrame(picture, tuple(faces), number, share < 1.0)


def _draw(shot: Shot, time_s: float, size: tuple[int, int]) -> tuple[Picture, list[TrueFace]]:
    width, height = size
    view = _view(shot.camera(time_s), size)
    canvas = _background(shot.background, view, size).astype(np.float32)
    owner = np.full((height, width), -1, np.int8)
    placed: list[tuple[int, str, Matrix, tuple[float, float]]] = []
    for number, actor in enumerate(shot.actors):
        pose = actor.path(time_s)
        if pose is not None:
            placed.append(_place(canvas, owner, number, actor.cutout, pose, view))
    faces = [_truth(owner, number, person, middle, sides) for number, person, middle, sides in placed]
    picture = np.clip(canvas, 0, 255).astype(np.uint8)
    for effect in shot.effects:
        picture = effect(picture, time_s)
    return picture, faces


def _view(camera: Camera, size: tuple[int, int]) -> NDArray[np.float64]:
    """The 3x3 matrix from the scene to the frame."""
    middle = (size[0] / 2, size[1] / 2)
    view = np.vstack([cv2.getRotationMatrix2D(middle, camera.roll, camera.zoom), [0, 0, 1]])
    shift = np.eye(3)
    shift[:2, 2] = -camera.x, -camera.y
    return view @ shift


def _background(picture: Picture, view: NDArray[np.float64], size: tuple[int, int]) -> Picture:
    scale = max(size[0] / picture.shape[1], size[1] / picture.shape[0]) * 1.1
    fit = np.diag([scale, scale, 1.0])
    return cv2.warpAffine(
        picture, (view @ fit)[:2], size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101
    ).astype(np.uint8)


def _place(
    canvas: Floats, owner: Owners, number: int, cutout: Cutout, pose: Pose, view: Matrix
) -> tuple[int, str, Matrix, tuple[float, float]]:
    x, y, w, h = cutout.box
    scale = pose.height / h
    narrow = float(np.cos(np.radians(pose.yaw)))
    turn = np.vstack([cv2.getRotationMatrix2D((0, 0), pose.roll, 1.0), [0, 0, 1]])
    matrix = (
        view
        @ np.array([[1, 0, pose.x], [0, 1, pose.y], [0, 0, 1]])
        @ turn
        @ np.diag([scale * narrow, scale, 1.0])
        @ np.array([[1, 0, -(x + w / 2)], [0, 1, -(y + h / 2)], [0, 0, 1]])
    )
    _paste(canvas, owner, number, cutout, matrix, pose.light)
    zoom = float(np.hypot(*view[0, :2]))
    middle = (matrix @ [x + w / 2, y + h / 2, 1])[:2]
    return number, cutout.person, middle, (w * scale * narrow * zoom, h * scale * zoom)


def _paste(canvas: Floats, owner: Owners, number: int, cutout: Cutout, matrix: Matrix, light: float) -> None:
    """Blend the cutout in, touching only the part of the frame that it covers."""
    size = float(np.sqrt(abs(np.linalg.det(matrix[:2, :2]))))
    level = int(np.clip(np.floor(np.log2(1 / max(size, 1e-6))), 0, len(cutout.levels) - 1))
    pixels = cutout.levels[level]
    matrix = matrix @ np.diag([2.0**level, 2.0**level, 1.0])
    height, width = pixels.shape[:2]
    corners = (matrix @ np.array([[0, width, 0, width], [0, 0, height, height], [1, 1, 1, 1]]))[:2]
    left, top = np.maximum(0, np.floor(corners.min(axis=1))).astype(int)
    right, bottom = np.minimum(canvas.shape[1::-1], np.ceil(corners.max(axis=1))).astype(int)
    if right <= left or bottom <= top:
        return
    shift = np.eye(3)
    shift[:2, 2] = -left, -top
    part = cv2.warpAffine(pixels, (shift @ matrix)[:2], (int(right - left), int(bottom - top)))
    region = (slice(top, bottom), slice(left, right))
    opacity = part[..., 3:]
    canvas[region] = canvas[region] * (1 - opacity) + part[..., :3] * light
    owner[region][opacity[..., 0] > 0.5] = number


def _truth(owner: Owners, number: int, person: str, middle: Matrix, sides: tuple[float, float]) -> TrueFace:
    width, height = owner.shape[1], owner.shape[0]
    whole = (
        float(middle[0] - sides[0] / 2),
        float(middle[1] - sides[1] / 2),
        float(sides[0]),
        float(sides[1]),
    )
    left, top = max(0.0, whole[0]), max(0.0, whole[1])
    right, bottom = min(float(width), whole[0] + whole[2]), min(float(height), whole[1] + whole[3])
    if right - left < 1 or bottom - top < 1:
        return TrueFace(person, (left, top, 0.0, 0.0), whole, 0.0)
    mask = np.zeros_like(owner, np.uint8)
    axes = (max(1, int(sides[0] / 2)), max(1, int(sides[1] / 2)))
    cv2.ellipse(mask, (int(middle[0]), int(middle[1])), axes, 0, 0, 360, 1, -1)
    seen = float(((owner == number) & (mask > 0)).sum())
    full = np.pi * axes[0] * axes[1]
    return TrueFace(person, (left, top, right - left, bottom - top), whole, min(1.0, seen / full))

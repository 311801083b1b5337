"""Drawing what was found onto frames."""

from __future__ import annotations

import colorsys
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from emoscope.domain.faces import Box, ObservedFace
from emoscope.media.arrays import Picture

_FONT = cv2.FONT_HERSHEY_DUPLEX
_WHITE = (255, 255, 255)
_GREY = (165, 165, 165)
_DARK = (24, 24, 24)
_SHADE = 0.62
_FACE_SIDE = 320
_NAME_LENGTH = 28

Colour = tuple[int, int, int]


def annotate(frame: Picture, faces: Sequence[ObservedFace], names: Mapping[int, str]) -> Picture:
    """A copy of the frame with each face's box, name, leading emotion with its share, and affect point.

    Where it is uncertain what a face shows, the emotion is grey behind a question mark.

    Sizes follow the frame's, so that a label reads alike on 360 and on 2160 lines. A face without a name in
    `names`, or with one that has no drawable letter, is called `face_N`.
    """
    drawn = frame.copy()
    pen = _Pen(drawn)
    for face in sorted(faces, key=lambda item: item.box.w * item.box.h):
        colour = _colour(face.face_id)
        _box(pen, face, colour)
        leading = max(face.emotions, key=lambda label: face.emotions[label])
        guess = "? " if face.uncertain else ""
        said = f"{guess}{leading} {face.emotions[leading]:.0%}"
        lines = (drawable(names.get(face.face_id, "")) or f"face_{face.face_id}", said)
        _label(pen, face, lines, colour)
    return drawn


def drawable(name: str) -> str:
    """What OpenCV's strokes can draw of a name, shortened: letters without accents; empty where none is."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().strip()
    if not any(sign.isalnum() for sign in plain):
        return ""
    return plain if len(plain) <= _NAME_LENGTH else f"{plain[: _NAME_LENGTH - 2]}.."


def cut_out(frame: Picture, box: Box) -> Picture:
    """The face in `box` with nearly half its size of room on each side, at most 320 pixels a side."""
    height, width = frame.shape[:2]
    margin = 0.45 * max(box.w, box.h)
    left, top = max(0, int(box.x - margin)), max(0, int(box.y - margin))
    right, bottom = min(width, int(box.x + box.w + margin) + 1), min(height, int(box.y + box.h + margin) + 1)
    part = np.ascontiguousarray(frame[top:bottom, left:right])
    scale = _FACE_SIDE / max(part.shape[:2])
    if scale >= 1:
        return part
    return cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.uint8)


def encode_jpeg(picture: Picture, quality: int = 90) -> bytes:
    """The picture as JPEG; quality 1-100."""
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()


@dataclass(slots=True)
class _Pen:
    """A picture being drawn on, with sizes in units that fit it."""

    picture: Picture

    @property
    def unit(self) -> float:
        return min(int(side) for side in self.picture.shape[:2]) / 720

    @property
    def thickness(self) -> int:
        return max(1, round(2.6 * self.unit))

    @property
    def font_scale(self) -> float:
        return max(0.36, 0.72 * self.unit)

    @property
    def pad(self) -> int:
        return max(3, round(7 * self.unit))


def _box(pen: _Pen, face: ObservedFace, colour: Colour) -> None:
    start = (round(face.box.x), round(face.box.y))
    end = (round(face.box.x + face.box.w), round(face.box.y + face.box.h))
    cv2.rectangle(pen.picture, start, end, _DARK, pen.thickness + 2, cv2.LINE_AA)
    cv2.rectangle(pen.picture, start, end, colour, pen.thickness, cv2.LINE_AA)


def _label(pen: _Pen, face: ObservedFace, lines: Sequence[str], colour: Colour) -> None:
    """Text and affect point on a dark plate below the face, or above it where there is no room."""
    weight = max(1, round(pen.thickness / 2))
    sizes = [cv2.getTextSize(line, _FONT, pen.font_scale, weight)[0] for line in lines]
    line_height = max(size[1] for size in sizes) + pen.pad
    dial = line_height * len(lines)
    width = max(size[0] for size in sizes) + dial + 3 * pen.pad
    height = dial + pen.pad
    rows, columns = pen.picture.shape[:2]
    left = round(max(0.0, min(face.box.x, columns - width)))
    below = face.box.y + face.box.h + pen.pad
    top = round(below if below + height <= rows else max(0.0, face.box.y - height - pen.pad))
    plate = pen.picture[top : top + height, left : left + width]
    plate[:] = (plate * (1 - _SHADE) + np.array(_DARK) * _SHADE).astype(np.uint8)
    for number, line in enumerate(lines):
        baseline = top + line_height * (number + 1) - round(pen.pad / 4)
        shade = colour if number == 0 else _GREY if face.uncertain else _WHITE
        cv2.putText(
            pen.picture, line, (left + pen.pad, baseline), _FONT, pen.font_scale, shade, weight, cv2.LINE_AA
        )
    centre = (left + width - pen.pad - dial // 2, top + height // 2)
    _affect_dial(pen, centre, dial // 2 - 1, face, colour)


def _affect_dial(pen: _Pen, centre: tuple[int, int], radius: int, face: ObservedFace, colour: Colour) -> None:
    """The circumplex in small: valence to the right, arousal upwards."""
    x, y = centre
    fine = max(1, pen.thickness // 3)
    cv2.circle(pen.picture, centre, radius, _WHITE, fine, cv2.LINE_AA)
    cv2.line(pen.picture, (x - radius, y), (x + radius, y), (150, 150, 150), fine, cv2.LINE_AA)
    cv2.line(pen.picture, (x, y - radius), (x, y + radius), (150, 150, 150), fine, cv2.LINE_AA)
    point = (round(x + face.affect.valence * radius), round(y - face.affect.arousal * radius))
    cv2.circle(pen.picture, point, max(2, radius // 5), colour, cv2.FILLED, cv2.LINE_AA)


def _colour(face_id: int) -> Colour:
    """Well-separated hues by the golden ratio, blue-green-red."""
    red, green, blue = colorsys.hsv_to_rgb((0.33 + 0.618034 * (face_id - 1)) % 1.0, 0.6, 1.0)
    return round(255 * blue), round(255 * green), round(255 * red)

"""Drawing what was found onto frames."""

from __future__ import annotations

import colorsys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from emoscope.domain.faces import Box, ObservedFace
from emoscope.media.arrays import Picture
from emoscope.rendering.lettering import Colour, Lettering, drawable, letters

_WHITE = (255, 255, 255)
_GREY = (190, 190, 190)
_DARK = (24, 24, 24)
_SHADE = 0.75
_FACE_SIDE = 320
_NAME_EMS = 14
_CAPTION_SHARE = 0.8


def annotate(frame: Picture, faces: Sequence[ObservedFace], names: Mapping[int, str]) -> Picture:
    """A copy of the frame with each face's box, name, leading emotion with its share, and affect point.

    Where it is uncertain what a face shows, the emotion is grey behind a question mark.

    Sizes follow the frame's, so that a label reads alike on 360 and on 2160 lines. A face without a name in
    `names`, or with one that there are no letters for in any font, is called `face_N`.
    """
    drawn = frame.copy()
    pen = _Pen(drawn, frame)
    for face in sorted(faces, key=lambda item: item.box.w * item.box.h):
        colour = _colour(face.face_id)
        _box(pen, face, colour)
        _label(pen, face, drawable(names.get(face.face_id, "")) or f"face_{face.face_id}", colour)
    return drawn


def caption(frame: Picture, lines: Sequence[str], bare: Picture) -> None:
    """Writes what is being said onto the frame itself, one line under the other at its foot; `bare` is the
    frame before anything was drawn on it."""
    pen = _Pen(frame, bare)
    rows, columns = frame.shape[:2]
    set_lines = [letters(line, pen.text_px, round(_CAPTION_SHARE * columns)) for line in lines]
    heights = [_line_height(pen, line) for line in set_lines]
    width = max((line.width for line in set_lines), default=0) + 2 * pen.pad
    top = max(0, rows - sum(heights) - 4 * pen.pad)
    left = max(0, (columns - width) // 2)
    if set_lines:
        _plate(pen, top, left, sum(heights) + 2 * pen.pad, width)
    top += pen.pad
    for line, height in zip(set_lines, heights, strict=True):
        line.put(frame, (columns - line.width) // 2, top + _above(pen, line), _WHITE)
        top += height


def caption_width(width: int, height: int) -> tuple[int, int]:
    """How many pixels a line of captions may be wide in a frame of this size, and its size in pixels."""
    return round(_CAPTION_SHARE * width), _text_px(min(width, height))


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
    """A picture being drawn on, what it was before, and sizes in units that fit it."""

    picture: Picture
    bare: Picture

    @property
    def unit(self) -> float:
        return min(int(side) for side in self.picture.shape[:2]) / 720

    @property
    def thickness(self) -> int:
        return max(1, round(2.6 * self.unit))

    @property
    def text_px(self) -> int:
        return _text_px(min(int(side) for side in self.picture.shape[:2]))

    @property
    def pad(self) -> int:
        return max(3, round(7 * self.unit))


def _box(pen: _Pen, face: ObservedFace, colour: Colour) -> None:
    start = (round(face.box.x), round(face.box.y))
    end = (round(face.box.x + face.box.w), round(face.box.y + face.box.h))
    cv2.rectangle(pen.picture, start, end, _DARK, pen.thickness + 2, cv2.LINE_AA)
    cv2.rectangle(pen.picture, start, end, colour, pen.thickness, cv2.LINE_AA)


def _label(pen: _Pen, face: ObservedFace, name: str, colour: Colour) -> None:
    """Name, emotion and affect point on a dark plate below the face, or above it where there is no room."""
    leading = max(face.emotions, key=lambda label: face.emotions[label])
    emotion = f"? {leading}" if face.uncertain else leading
    # Apart, since there are few of each to be kept and many of both together.
    said, share = letters(f"{emotion} ", pen.text_px), letters(f"{face.emotions[leading]:.0%}", pen.text_px)
    # As wide as it can become, so that the plate stays still while the share changes.
    widest = said.width + letters("100%", pen.text_px).width
    called = letters(name, pen.text_px, _NAME_EMS * pen.text_px)
    heights = _line_height(pen, called), _line_height(pen, said)
    dial = sum(heights)
    width, height = max(called.width, widest) + dial + 3 * pen.pad, dial + pen.pad
    rows, columns = pen.picture.shape[:2]
    left = round(max(0.0, min(face.box.x, columns - width)))
    below = face.box.y + face.box.h + pen.pad
    top = round(below if below + height <= rows else max(0.0, face.box.y - height - pen.pad))
    _plate(pen, top, left, height, width)
    baseline = top + pen.pad // 2 + _above(pen, called)
    called.put(pen.picture, left + pen.pad, baseline, colour)
    baseline, shade = top + pen.pad // 2 + heights[0] + _above(pen, said), _GREY if face.uncertain else _WHITE
    said.put(pen.picture, left + pen.pad, baseline, shade)
    share.put(pen.picture, left + pen.pad + said.width, baseline, shade)
    centre = (left + width - pen.pad - dial // 2, top + height // 2)
    _affect_dial(pen, centre, dial // 2 - 1, face, colour)


def _plate(pen: _Pen, top: int, left: int, height: int, width: int) -> None:
    """Darkens a part of the picture so far that light letters can be read on anything. What was drawn there
    before goes: two labels that show through each other are none."""
    place = slice(top, top + height), slice(left, left + width)
    if pen.bare[place].size:
        pen.picture[place] = cv2.convertScaleAbs(pen.bare[place], None, 1 - _SHADE, _SHADE * _DARK[0])


def _text_px(shorter_side: int) -> int:
    """Pixels per em: a capital is about 9 pixels high at 360 lines, 57 at 2160."""
    return max(13, round(26 * shorter_side / 720))


def _above(pen: _Pen, line: Lettering) -> int:
    """Room above the baseline; some scripts reach higher and lower than others."""
    return max(round(0.95 * pen.text_px), line.ascent)


def _line_height(pen: _Pen, line: Lettering) -> int:
    return _above(pen, line) + max(round(0.28 * pen.text_px), line.descent)


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

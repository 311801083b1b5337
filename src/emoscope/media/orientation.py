"""How a decoded frame is turned before it is shown: the display matrix of phones and cameras."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from av.video.frame import VideoFrame

from emoscope.media.arrays import Picture


@dataclass(frozen=True, slots=True)
class Orientation:
    """A mirroring (left to right, done first) and then a clockwise turn of 0, 90, 180 or 270 degrees."""

    clockwise: int = 0
    mirrored: bool = False

    @property
    def swaps_sides(self) -> bool:
        return self.clockwise in {90, 270}

    def apply(self, picture: Picture) -> Picture:
        """The picture as displayed, contiguous."""
        shown = cv2.flip(picture, 1) if self.mirrored else picture
        code = _TURNS.get(self.clockwise)
        return (shown if code is None else cv2.rotate(shown, code)).astype(np.uint8, copy=False)


UPRIGHT = Orientation()

_TURNS = {
    90: cv2.ROTATE_90_CLOCKWISE,
    180: cv2.ROTATE_180,
    270: cv2.ROTATE_90_COUNTERCLOCKWISE,
}


def orientation_of(frame: VideoFrame) -> Orientation:
    """Read the display matrix that travels with a frame; angles are rounded to quarter turns.

    The matrix holds 16.16 fixed-point numbers, row by row (ISO/IEC 14496-12, 8.3.2), and maps the stored
    picture's axes to the shown ones: (x, y) goes to (a x + c y, b x + d y), y pointing down.
    """
    # Its type stub says str; what comes are SideData objects.
    items: Iterable[Any] = frame.side_data
    for item in items:
        if item.type.name == "DISPLAYMATRIX":
            a, b, _, c, d = np.frombuffer(item, dtype=np.int32, count=5).astype(np.float64)
            break
    else:
        return UPRIGHT
    mirrored = bool(a * d - b * c < 0)
    if mirrored:
        a, b = -a, -b
    clockwise = round(float(np.degrees(np.arctan2(b, a))) / 90.0) * 90 % 360
    return Orientation(clockwise, mirrored)

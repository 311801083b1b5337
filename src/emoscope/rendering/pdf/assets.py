"""The files that a report is set from, written into a folder that the setter may not leave."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np

from emoscope.errors import BadMedia
from emoscope.media.arrays import Picture
from emoscope.media.pictures import read_picture
from emoscope.rendering.frames import encode_jpeg

_LONGEST_SIDE = 1600
_FACE_SIDE = 320


@dataclass(slots=True)
class Assets:
    """Charts and pictures by the names of their files in `folder`."""

    folder: Path
    faces: dict[int, str] = field(default_factory=dict)

    def chart(self, name: str, svg: bytes) -> str:
        (self.folder / f"{name}.svg").write_bytes(svg)
        return f"{name}.svg"

    def add_face(self, face_id: int, content: bytes) -> None:
        """Keeps a person's picture, if it is one."""
        picture = _readable(content)
        if picture is not None:
            self.faces[face_id] = self._picture(f"face-{face_id}", picture, _FACE_SIDE)

    def picture_of(self, face_id: int) -> str:
        """The file of a person's picture, empty where there is none."""
        return self.faces.get(face_id, "")

    def medium(self, content: bytes) -> tuple[str, int, int] | None:
        """The file of an image and its width and height as displayed; None where it cannot be read."""
        picture = _readable(content)
        if picture is None:
            return None
        height, width = picture.shape[:2]
        return self._picture("medium", picture, _LONGEST_SIDE), width, height

    def _picture(self, name: str, picture: Picture, longest: int) -> str:
        """Written anew, so that nothing but pixels gets in."""
        scale = longest / max(picture.shape[:2])
        if scale < 1:
            smaller = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            picture = smaller.astype(np.uint8)
        (self.folder / f"{name}.jpg").write_bytes(encode_jpeg(picture, 88))
        return f"{name}.jpg"


def _readable(content: bytes) -> Picture | None:
    try:
        return read_picture(content) if content else None
    except BadMedia:
        return None

"""The process that a live session's pictures are read and analysed in: they come from a stranger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from emoscope.api.isolated import IsolatedProcess
from emoscope.domain.faces import ObservedFace
from emoscope.library.models import default_face_models
from emoscope.media.pictures import read_picture
from emoscope.pipelines.live import LiveFaces


@dataclass(frozen=True, slots=True)
class Sight:
    """What is seen in a picture of so many pixels. `face_id` is the number of the track."""

    width: int
    height: int
    faces: tuple[ObservedFace, ...]


class Viewer(Protocol):
    """Looks at the pictures of one session, one at a time. Blocks; called from threads."""

    def prepare(self) -> Mapping[str, str]:
        """Makes ready, so that the first picture need not wait. Job to id of the model that does it.

        May raise an EmoscopeError.
        """

    def look(self, data: bytes, timestamp_ms: int) -> Sight:
        """Raises UnsupportedMedia, DamagedMedia, MediaTooLarge, or IsolatedFailure."""

    def close(self) -> None: ...


class IsolatedViewer:
    """Looks in a child process of its own, which ends with the session and keeps nothing."""

    def __init__(self, threads: int, max_pixels: int, timeout_s: float = 60.0) -> None:
        self._process = IsolatedProcess(timeout_s)
        self._threads, self._max_pixels = threads, max_pixels

    def prepare(self) -> Mapping[str, str]:
        return self._process.call(_models, self._threads)

    def look(self, data: bytes, timestamp_ms: int) -> Sight:
        return self._process.call(_look, data, timestamp_ms, self._threads, self._max_pixels)

    def close(self) -> None:
        self._process.close()


# What follows runs in the child, which serves one session. A child that had to be replaced begins anew.


@cache
def _faces(threads: int) -> LiveFaces:
    return LiveFaces(default_face_models(threads))


def _models(threads: int) -> Mapping[str, str]:
    return _faces(threads).models()


def _look(data: bytes, timestamp_ms: int, threads: int, max_pixels: int) -> Sight:
    picture = read_picture(data, max_pixels)
    height, width = picture.shape[:2]
    return Sight(width, height, tuple(_faces(threads).look(picture, timestamp_ms)))

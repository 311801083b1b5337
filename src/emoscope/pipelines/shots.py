"""Finding where shots end: hard cuts, fades through black or white, dissolves; and how far a camera moved."""

from __future__ import annotations

import itertools
from collections import deque
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from emoscope.media.arrays import FloatArray, Picture

_SIZE = (128, 72)
_SMALL = (32, 18)
_WINDOW: FloatArray = cv2.createHanningWindow(_SIZE, cv2.CV_32F).astype(np.float32)

_LEAST_CHANGE = 14.0
_CHANGE_OVER_USUAL = 1.5
_SAME_SCENE = 0.6
_MOVED_SCENE = 0.5
_BLANK_CONTRAST = 4.0
_CLEAR_CONTRAST = 8.0  # more than blank: barely lit pictures are mostly noise

_STEP_MS = 70
_SPANS_MS = (500, 900, 1500)
_LEAST_DIFFERENCE = 10.0
_WORST_FIT = 0.25


def glance(picture: Picture) -> FloatArray:
    """The picture as grey levels (72, 128): the mean of some pixels of each place, at next to no cost."""
    step = max(1, min(picture.shape[0] // (2 * _SIZE[1]), picture.shape[1] // (2 * _SIZE[0])))
    some = np.ascontiguousarray(picture[::step, ::step, 1])  # green is nearly the brightness
    return cv2.resize(some, _SIZE, interpolation=cv2.INTER_AREA).astype(np.float32)


def movement(before: FloatArray, after: FloatArray) -> tuple[float, float]:
    """By how much of the picture's width and height the scene moved between two glances, (0, 0) where that is
    not plain: the peak of phase correlation (Kuglin and Hines 1975), believed if it makes the glances alike.
    """
    dx, dy = _shift(before, after)
    if max(abs(dx), abs(dy)) < 0.5:
        return 0.0, 0.0
    still, moved = likeness(before, after), _moved_likeness(before, after, dx, dy)
    if moved < _MOVED_SCENE or moved < still:
        return 0.0, 0.0
    return dx / _SIZE[0], dy / _SIZE[1]


def likeness(a: FloatArray, b: FloatArray) -> float:
    """Correlation of grey levels in [-1, 1]: a change of light or contrast leaves it at 1."""
    a, b = a - a.mean(), b - b.mean()
    return float((a * b).sum() / max(1e-6, float(np.sqrt((a * a).sum() * (b * b).sum()))))


class ShotDetector:
    """Says of each frame whether a new shot has begun with it, or by it if it began gradually.

    A cut changes the picture much more than has been usual, and neither a change of light nor a movement of
    the camera accounts for it. Of a dissolve, the frames between are mixtures of those around. What follows a
    blank picture is compared with what was before it, so that a flash ends no shot and a fade does.
    """

    def __init__(self) -> None:
        self._last: FloatArray | None = None
        self._usual = 0.0
        self._blank = False
        self._gradual = _GradualChange()

    def begins(self, picture: Picture, time_ms: int) -> bool:
        now = glance(picture)
        if float(now.std()) < (_CLEAR_CONTRAST if self._blank else _BLANK_CONTRAST):
            self._blank = True
            self._gradual.forget()
            return False
        last, after_blank = self._last, self._blank
        self._last, self._blank = now, False
        if last is None:
            return False
        if after_blank:
            return likeness(last, now) < _SAME_SCENE
        change = float(np.abs(now - last).mean())
        cut = change > max(_LEAST_CHANGE, _CHANGE_OVER_USUAL * self._usual) and _another_scene(last, now)
        if not cut:
            self._usual = 0.9 * self._usual + 0.1 * change
            return self._gradual.ends(now, time_ms)
        self._gradual.forget()
        return True


@dataclass(frozen=True, slots=True)
class _Sample:
    time_ms: int
    grey: FloatArray


class _GradualChange:
    """Looks back over some spans of time for a scene that turned into another by mixing."""

    def __init__(self) -> None:
        self._samples: deque[_Sample] = deque()

    def forget(self) -> None:
        self._samples.clear()

    def ends(self, glanced: FloatArray, time_ms: int) -> bool:
        """Whether a dissolve is just over. Afterwards what was before it is forgotten."""
        samples = self._samples
        if samples and time_ms - samples[-1].time_ms < _STEP_MS:
            return False
        small = cv2.resize(glanced, _SMALL, interpolation=cv2.INTER_AREA).astype(np.float32)
        samples.append(_Sample(time_ms, small))
        while samples[0].time_ms < time_ms - 1.2 * _SPANS_MS[-1]:
            samples.popleft()
        found = any(self._mixes_over(span_ms) for span_ms in _SPANS_MS)
        if found:
            samples.clear()
        return found

    def _mixes_over(self, span_ms: int) -> bool:
        end = self._samples[-1]
        part = [sample for sample in self._samples if end.time_ms - sample.time_ms <= span_ms]
        if len(part) < 5 or end.time_ms - part[0].time_ms < 0.8 * span_ms:
            return False
        before, after = part[0].grey, end.grey
        if float(np.abs(after - before).mean()) < _LEAST_DIFFERENCE or likeness(before, after) > _SAME_SCENE:
            return False
        middle = [part[round(share * (len(part) - 1))].grey for share in (0.25, 0.5, 0.75)]
        shares = [_mixture(before, after, grey) for grey in middle]
        return None not in shares and _rising([share for share in shares if share is not None])


def _rising(shares: list[float]) -> bool:
    return all(b > a + 0.08 for a, b in itertools.pairwise(shares)) and 0.2 < shares[1] < 0.8


def _mixture(before: FloatArray, after: FloatArray, between: FloatArray) -> float | None:
    """The share of `after` in `between` if that is nothing but a mixture of both, else None."""
    span = after - before
    share = float((span * (between - before)).sum() / max(1e-6, float((span * span).sum())))
    rest = between - before - share * span
    spread = float(np.sqrt((span * span).mean()))
    return share if float(np.sqrt((rest * rest).mean())) < _WORST_FIT * spread else None


def _another_scene(before: FloatArray, after: FloatArray) -> bool:
    if likeness(before, after) >= _SAME_SCENE:
        return False
    dx, dy = _shift(before, after)
    return _moved_likeness(before, after, dx, dy) < _MOVED_SCENE


def _shift(before: FloatArray, after: FloatArray) -> tuple[float, float]:
    """Pixels by which `after` is shifted against `before`, as far as phase correlation can tell."""
    # OpenCV multiplies the window into its arguments.
    (dx, dy), _ = cv2.phaseCorrelate(before.copy(), after.copy(), _WINDOW)
    return (dx, dy) if np.isfinite([dx, dy]).all() else (0.0, 0.0)  # two flat pictures have no peak


def _moved_likeness(before: FloatArray, after: FloatArray, dx: float, dy: float) -> float:
    """Likeness of what two glances share after a movement; -1 where that is less than a third."""
    x, y = round(dx), round(dy)
    width, height = max(0, _SIZE[0] - abs(x)), max(0, _SIZE[1] - abs(y))
    if width * height < 0.33 * _SIZE[0] * _SIZE[1]:
        return -1.0
    a: NDArray[np.float32] = before[max(0, -y) :, max(0, -x) :][:height, :width]
    b: NDArray[np.float32] = after[max(0, y) :, max(0, x) :][:height, :width]
    return likeness(a, b)

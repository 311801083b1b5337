"""Words as pictures, in any script that there is a font for: shaped, in their own direction, and kept."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from emoscope.media.arrays import Picture
from emoscope.rendering.typefaces import Typeface, is_rightward, typeface_for

Colour = tuple[int, int, int]
"""Blue, green, red, each 0 to 255."""

_ELLIPSIS = "…"
_JOINERS = {"\u200c", "\u200d"}
_CONTINUING = {"Mn", "Mc", "Me", "Cf"}
_WORDS = ("L", "N", "M")


@dataclass(frozen=True, slots=True, eq=False)
class Lettering:
    """A line of text: `ink` (height, width) tells how much of each pixel it covers, 0 to 255; `ascent` rows
    of it are above the baseline."""

    ink: NDArray[np.uint8]
    ascent: int

    @property
    def width(self) -> int:
        return int(self.ink.shape[1])

    @property
    def descent(self) -> int:
        return int(self.ink.shape[0]) - self.ascent

    def put(self, picture: Picture, left: int, baseline: int, colour: Colour) -> None:
        """Draws it onto the picture, as far as it lies inside."""
        top = baseline - self.ascent
        rows = slice(max(0, -top), max(0, min(self.ink.shape[0], picture.shape[0] - top)))
        columns = slice(max(0, -left), max(0, min(self.ink.shape[1], picture.shape[1] - left)))
        part = self.ink[rows, columns].astype(np.uint16)[..., None]
        if part.size:
            under = picture[top + rows.start : top + rows.stop, left + columns.start : left + columns.stop]
            under[:] = (under * (255 - part) + np.array(colour, np.uint16) * part) // 255


def clean(text: str) -> str:
    """The text on one line, composed, without what is invisible or turns the direction of what follows."""
    composed = unicodedata.normalize("NFC", text)
    kept = (
        sign if unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn"} or sign in _JOINERS else " "
        for sign in composed
    )
    return " ".join("".join(kept).split())


@lru_cache(maxsize=1024)
def drawable(text: str) -> str:
    """What can be drawn of a text: nothing where there is no font for one of its letters, since a name with
    gaps is another name; emoji and signs for which there is none are left out."""
    text = clean(text)
    if typeface_for(text) is not None:
        return text
    kept = []
    for cluster in clusters(text):
        if typeface_for(cluster) is not None:
            kept.append(cluster)
        elif unicodedata.category(cluster[0]).startswith(_WORDS):
            return ""
    return " ".join("".join(kept).split())


def clusters(text: str) -> list[str]:
    """The text in parts that must stay together: a sign with the marks and joined signs that follow it."""
    parts: list[str] = []
    for sign in text:
        joined = parts and (unicodedata.category(sign) in _CONTINUING or parts[-1][-1] == "\u200d")
        if joined or (parts and "\ufe00" <= sign <= "\ufe0f"):
            parts[-1] += sign
        else:
            parts.append(sign)
    return parts


@lru_cache(maxsize=1024)
def letters(text: str, size_px: int, most_px: int = 0) -> Lettering:
    """A line of text that `drawable` let through, at a size in pixels per em. Where it would be wider than
    `most_px` (0: no limit), it ends in an ellipsis."""
    parts = clusters(text)
    whole = _drawn(text, size_px)
    while most_px and whole.width > most_px and len(parts) > 1:
        # All at once, then bit by bit: names are short, captions are not.
        keep = min(len(parts) - 1, max(1, int(len(parts) * most_px / whole.width)))
        parts = parts[:keep]
        whole = _drawn("".join(parts).rstrip() + _ELLIPSIS, size_px)
    return whole


def width_of(text: str, size_px: int) -> float:
    """How far the text reaches, in pixels."""
    return sum(face.at(size_px).getlength(run) for face, run in _runs(text))


def _drawn(text: str, size_px: int) -> Lettering:
    """Runs of one font each, one after the other in the direction of the text."""
    runs = [(face.at(size_px), run) for face, run in _runs(text)]
    if not is_rightward(text):
        runs.reverse()
    boxes = [font.getbbox(run, anchor="ls") for font, run in runs]
    lengths = [font.getlength(run) for font, run in runs]
    ascent = max([1, *(round(-box[1]) for box in boxes)])
    descent = max([0, *(round(box[3]) for box in boxes)])
    before = max([0, *(round(-box[0]) for box in boxes[:1])])
    width = before + round(sum(lengths)) + 1
    canvas = Image.new("L", (max(1, width), ascent + descent))
    pen, at = ImageDraw.Draw(canvas), float(before)
    for (font, run), length in zip(runs, lengths, strict=True):
        pen.text((at, ascent), run, fill=255, font=font, anchor="ls")
        at += length
    return Lettering(np.asarray(canvas, np.uint8), ascent)


@lru_cache(maxsize=1024)
def _runs(text: str) -> Sequence[tuple[Typeface, str]]:
    """The text in as few parts as there are changes of font; most names need but one font."""
    whole = typeface_for(text)
    if whole is not None:
        return [(whole, text)]
    runs: list[tuple[Typeface, str]] = []
    for cluster in clusters(text):
        if runs and runs[-1][0].has(cluster):
            runs[-1] = (runs[-1][0], runs[-1][1] + cluster)
        elif (face := typeface_for(cluster)) is not None:
            runs.append((face, cluster))
    return runs

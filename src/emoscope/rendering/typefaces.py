"""The fonts at hand, and which of them have the signs of a text.

DejaVu Sans comes with matplotlib; the Noto fonts, all under the SIL Open Font License, come in packages that
hold nothing else. Scripts that none of these covers are looked for among the fonts of the machine.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont, TTLibError
from PIL import ImageFont

_WEIGHT = 500
_DEJAVU = ("matplotlib", "mpl-data/fonts/ttf/DejaVuSans.ttf")
_RIGHT_TO_LEFT = "justmytype_intl_rtl"
_OTHERS = ("justmytype_intl_south_asia", "justmytype_intl_sea", "justmytype_intl_africa")
_CJK = ("noto_cjk_sans_otc", "NotoSansCJK-Regular.ttc")
_JAPANESE, _KOREAN, _SIMPLIFIED, _TRADITIONAL = 0, 1, 2, 3
"""Places of the regional forms in the collection: the same character is drawn differently in each."""

_MACHINE = (
    "~/.fonts", "~/.local/share/fonts", "/usr/local/share/fonts", "/usr/share/fonts",
    "/Library/Fonts", "/System/Library/Fonts", "C:/Windows/Fonts",
)  # fmt: skip
_OUTLINES = {"glyf", "CFF ", "CFF2"}


@dataclass(frozen=True, slots=True)
class Typeface:
    """One font of a file."""

    path: Path
    number: int = 0

    def has(self, text: str) -> bool:
        """Whether each visible sign of the text is in it."""
        return _needed(text) <= _signs(self)

    def at(self, size_px: int) -> ImageFont.FreeTypeFont:
        return _opened(self, size_px)


def typeface_for(text: str) -> Typeface | None:
    """The first font that has every visible sign of the text, None where there is none."""
    return next((face for face in _candidates(text) if face.has(text)), None)


def is_rightward(text: str) -> bool:
    """Whether the text runs from left to right, by its first sign that has a direction."""
    for sign in text:
        direction = unicodedata.bidirectional(sign)
        if direction in {"L", "R", "AL"}:
            return direction == "L"
    return True


def _needed(text: str) -> set[int]:
    """What must be in a font: joiners and variation selectors act on others and need no shape."""
    return {
        ord(sign) for sign in text if not (unicodedata.category(sign) == "Cf" or "\ufe00" <= sign <= "\ufe0f")
    }


def _candidates(text: str) -> Iterator[Typeface]:
    if any(unicodedata.bidirectional(sign) in {"R", "AL"} for sign in text):
        yield from _packaged(_RIGHT_TO_LEFT)
    dejavu = _file_of(*_DEJAVU)
    if dejavu is not None:
        yield Typeface(dejavu)
    for package in (_RIGHT_TO_LEFT, *_OTHERS):
        yield from _packaged(package)
    cjk = _file_of(*_CJK)
    if cjk is not None:
        yield Typeface(cjk, _region(text))
    yield from _on_this_machine()


def _region(text: str) -> int:
    """Whose forms of Chinese characters a text wants, told by the signs that come with them, else by the
    national character sets that they are in."""
    if any("\u3040" <= sign <= "\u30ff" for sign in text):
        return _JAPANESE
    if any("\uac00" <= sign <= "\ud7a3" or "\u1100" <= sign <= "\u11ff" for sign in text):
        return _KOREAN
    han = "".join(sign for sign in text if "\u4e00" <= sign <= "\u9fff")
    for region, charset in ((_SIMPLIFIED, "gb2312"), (_TRADITIONAL, "big5"), (_JAPANESE, "shift_jis")):
        if han == han.encode(charset, "ignore").decode(charset):
            return region
    return _SIMPLIFIED


@cache
def _file_of(package: str, name: str) -> Path | None:
    folder = _folder_of(package)
    return folder / name if folder and (folder / name).is_file() else None


def _folder_of(package: str) -> Path | None:
    spec = find_spec(package)  # finds it without running any of its code
    return Path(spec.origin).parent if spec and spec.origin else None


@cache
def _packaged(package: str) -> tuple[Typeface, ...]:
    folder = _folder_of(package)
    return tuple(Typeface(path) for path in sorted(folder.rglob("*.ttf"))) if folder else ()


@cache
def _on_this_machine() -> tuple[Typeface, ...]:
    """All others, upright and regular ones first. Bitmap fonts, as of coloured emoji, are of no use here."""
    folders = [Path(folder).expanduser() for folder in _MACHINE]
    paths = [
        path
        for folder in folders
        if folder.is_dir()
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in {".ttf", ".otf", ".ttc"}
    ]
    paths.sort(key=lambda path: ("regular" not in path.stem.lower(), len(path.stem)))
    return tuple(face for path in paths for face in _faces_in(path))


def _faces_in(path: Path) -> list[Typeface]:
    with suppress(TTLibError, OSError, ValueError), path.open("rb") as file:
        if path.suffix.lower() == ".ttc":
            return [Typeface(path, number) for number in range(len(TTCollection(file, lazy=True).fonts))]
        if _OUTLINES & set(TTFont(file, lazy=True).keys()):
            return [Typeface(path)]
    return []


@lru_cache(maxsize=256)
def _signs(face: Typeface) -> frozenset[int]:
    with suppress(TTLibError, OSError, ValueError), face.path.open("rb") as file:
        return frozenset(TTFont(file, lazy=True, fontNumber=face.number).getBestCmap() or ())
    return frozenset()


@lru_cache(maxsize=64)
def _opened(face: Typeface, size_px: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(face.path, size_px, face.number, layout_engine=ImageFont.Layout.RAQM)
    try:
        axes = font.get_variation_axes()
    except OSError:  # it has but one weight
        return font
    font.set_variation_by_axes(
        [_WEIGHT if axis["name"] in {b"Weight", "Weight"} else axis["default"] or 0 for axis in axes]
    )
    return font

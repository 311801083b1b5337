"""Names in any script: drawn with letters that are theirs, never with boxes or in another script."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import numpy as np
import pytest

from emoscope.rendering import typefaces
from emoscope.rendering.lettering import clean, clusters, drawable, letters, width_of
from emoscope.rendering.typefaces import Typeface, typeface_for

NAMES = {
    "Latin": "Ada Lovelace",
    "accents": "Zoë Nuñez Łęcka",
    "Vietnamese": "Nguyễn Ngọc Ánh",
    "Greek": "Ελένη",
    "Cyrillic": "Дмитрий",
    "Armenian": "Արամ",
    "Georgian": "ლევან",
    "Hebrew": "דוד בן־גוריון",
    "Arabic": "علي رضا",
    "Urdu": "شہزاد",
    "Devanagari": "प्रिया शर्मा",
    "Bengali": "অর্ণব",
    "Tamil": "தமிழ்ச்செல்வி",
    "Telugu": "శ్రీదేవి",
    "Thai": "บุญมี ใจดี",
    "Lao": "ສົມສັກ",
    "Khmer": "សុភា",
    "Burmese": "မောင်",
    "Amharic": "ክፍሌ",
    "simplified": "王小明",
    "traditional": "陳大文",
    "Japanese": "花子 さん",
    "Korean": "김민준",
    "rare": "𠮷野家",
    "emoji": "😀 Ann",
}


@pytest.fixture
def _nothing_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what comes with the packages counts."""
    monkeypatch.setattr(typefaces, "_on_this_machine", lambda: ())
    drawable.cache_clear()


@pytest.mark.usefixtures("_nothing_on_this_machine")
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_the_fonts_that_we_bring_have_the_letters_of(name: str):
    assert drawable(name) == unicodedata.normalize("NFC", name)
    drawn = letters(name, 26)
    assert drawn.ink.max() > 200
    assert 20 < drawn.width < 400
    face = typeface_for(name)
    assert face is not None
    missing = face.at(26).getmask("\U0010fffd")
    for sign in set(name) - {" "}:
        if unicodedata.category(sign).startswith(("L", "S")):
            one = face.at(26).getmask(sign)
            assert bytes(one) != bytes(missing) or one.size != missing.size, "the box for what is missing"


def test_each_script_has_its_own_shapes():
    drawn = [letters(name, 26).ink for name in NAMES.values()]
    assert len({(ink.shape, ink.tobytes()) for ink in drawn}) == len(NAMES)


def test_arabic_letters_are_joined_and_run_leftwards():
    apart = sum(letters(sign, 52).width for sign in "علي")
    assert letters("علي", 52).width < 0.8 * apart
    tall_last = letters("عل", 52).ink  # the second letter is the tall one
    top = tall_last[: tall_last.shape[0] // 4]
    assert top[:, : top.shape[1] // 2].max() > 200, "and stands on the left"
    assert top[:, -top.shape[1] // 3 :].max() == 0


def test_vowel_signs_are_put_in_their_place():
    """The i of Devanagari is written before the letter that it follows."""
    plain, with_i = letters("क", 52), letters("कि", 52)
    assert with_i.width > plain.width * 1.2
    assert with_i.ascent > plain.ascent


@pytest.mark.parametrize(
    ("text", "number"),
    [("王小明", 2), ("陳大文", 3), ("直子さん", 0), ("김민준", 1), ("金民俊 김", 1), ("峠", 0), ("𠮷", 2)],
)
def test_chinese_characters_take_the_forms_of_their_country(text: str, number: int):
    face = typeface_for(text)
    assert face is not None
    assert face.path.name == "NotoSansCJK-Regular.ttc"
    assert face.number == number


def test_several_scripts_in_one_name_are_all_drawn():
    assert drawable("Ada 花子 علي") == "Ada 花子 علي"
    parts = sum(letters(part, 26).width for part in ("Ada ", "花子 ", "علي"))
    assert letters("Ada 花子 علي", 26).width == pytest.approx(parts, abs=8)


@pytest.mark.usefixtures("_nothing_on_this_machine")
@pytest.mark.parametrize("name", ["ꦗꦮ", "Ann ꦗꦮ", "\U0010fffd", ""])
def test_a_name_with_letters_that_no_font_has_is_not_drawn_at_all(name: str):
    assert drawable(name) == ""


@pytest.mark.usefixtures("_nothing_on_this_machine")
def test_emoji_that_no_font_has_are_left_out():
    assert drawable("Ann 👩‍🚀") == "Ann"
    assert drawable("👩‍🚀") == ""


def test_fonts_of_the_machine_help_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Whatever is in the usual folders is found; what is no font is passed over."""
    packaged = typeface_for("ა")
    assert packaged is not None
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "Some-Regular.ttf").write_bytes(packaged.path.read_bytes())
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    monkeypatch.setattr(typefaces, "_MACHINE", (str(tmp_path), str(tmp_path / "absent")))
    typefaces._on_this_machine.cache_clear()
    assert typefaces._on_this_machine() == (Typeface(tmp_path / "deep" / "Some-Regular.ttf"),)
    typefaces._on_this_machine.cache_clear()


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\nb\tc", "a b c"),
        ("\u202eevil", "evil"),
        ("e\u0301", "é"),
        ("a\x00b", "a b"),
        ("نمی\u200cکنم", "نمی\u200cکنم"),
        ("  x  ", "x"),
        ("\ud800x", "x"),
    ],
)
def test_names_are_put_on_one_line_and_cannot_turn_it_round(text: str, cleaned: str):
    assert clean(text) == cleaned


def test_signs_that_belong_together_stay_together():
    assert clusters("é" + "e\u0301" + "क\u093f" + "👩\u200d🚀" + "❤\ufe0f") == [
        "é", "e\u0301", "क\u093f", "👩\u200d🚀", "❤\ufe0f"
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["x" * 200, "花" * 100, "प्रि" * 60, "علي رضا " * 30])
def test_long_names_end_in_an_ellipsis(name: str):
    drawn = letters(drawable(name), 26, 300)
    assert 200 < drawn.width <= 300
    assert width_of(name, 26) > 300


def test_letters_are_put_on_the_picture_as_far_as_they_fit():
    for left, baseline in ((5, 20), (-20, 20), (90, 20), (5, 2), (5, 200), (500, 500)):
        picture = np.full((40, 100, 3), 50, np.uint8)
        letters("Ada", 26).put(picture, left, baseline, (10, 200, 90))
        inside = 0 <= left < 95 and 0 < baseline < 60
        assert (picture != 50).any() or not inside
    assert letters("Ada", 26).ink.flags.writeable is False, "it is kept, so nobody may change it"


def test_colour_and_cover_mix():
    picture = np.full((40, 100, 3), 50, np.uint8)
    letters("█", 26).put(picture, 10, 30, (10, 200, 90))
    assert (picture == (10, 200, 90)).all(axis=2).any()
    assert picture[0, 99].tolist() == [50, 50, 50]

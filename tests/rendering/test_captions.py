from __future__ import annotations

import pytest

from emoscope.rendering.captions import Caption, Running, Spoken, captions, wrapped


def width(text: str) -> float:
    return len(text)


def test_lines_break_between_words():
    assert wrapped("ask not what your country can do", width, 12) == [
        "ask not what",
        "your country",
        "can do",
    ]
    assert wrapped("", width, 12) == []
    assert wrapped("  one \n two ", width, 12) == ["one two"]


def test_words_wider_than_a_line_and_scripts_without_spaces_break_inside():
    assert wrapped("a abcdefghijklm b", width, 5) == ["a", "abcde", "fghij", "klm b"]
    assert wrapped("你好世界我们走吧", width, 3) == ["你好世", "界我们", "走吧"]
    assert wrapped("e\u0301e\u0301e\u0301", width, 3) == ["e\u0301", "e\u0301", "e\u0301"], (
        "marks stay with theirs"
    )


def test_long_speech_is_shown_in_parts_that_share_its_time():
    shown = captions([Spoken(1000, 5000, "aaaa bbbb cccc dddd")], width, 4)
    assert shown == [Caption(1000, 3000, ("aaaa", "bbbb")), Caption(3000, 5000, ("cccc", "dddd"))]


def test_captions_are_in_order_and_come_and_go_in_time():
    shown = captions([Spoken(2000, 3000, "two"), Spoken(500, 1500, "one")], width, 10)
    running = Running(shown)
    said = {time: running.at(time) for time in (0, 499, 500, 1499, 1500, 1999, 2000, 2999, 3000, 9000)}
    assert said == {
        0: (), 499: (), 500: ("one",), 1499: ("one",), 1500: (), 1999: (),
        2000: ("two",), 2999: ("two",), 3000: (), 9000: (),
    }  # fmt: skip


@pytest.mark.parametrize(("time", "lines"), [(1500, ("two",)), (3500, ("one",))])
def test_of_two_who_speak_at_once_the_later_one_is_shown_while_it_lasts(time: int, lines: tuple[str, ...]):
    shown = captions([Spoken(0, 4000, "one"), Spoken(1000, 3000, "two")], width, 10)
    assert Running(shown).at(time) == lines

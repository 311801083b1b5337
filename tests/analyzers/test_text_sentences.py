"""Texts in pieces whose places are those of the original."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emoscope.analyzers.sentences import WORDS_AT_MOST, paragraphs, sentences


def split(text: str) -> list[list[str]]:
    return [
        [text[piece.start : piece.end] for piece in sentences(text, start, end, number)]
        for number, (start, end) in enumerate(paragraphs(text))
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello Mr. Smith. How are you?", [["Hello Mr. Smith.", "How are you?"]]),
        ("One.\n\nTwo. Three.\n \n\nFour", [["One."], ["Two.", "Three."], ["Four"]]),
        ("First line\nsecond line", [["First line", "second line"]]),
        ("I won! 😂😂 Really.", [["I won! 😂😂", "Really."]]),
        ("I lost. :( So sad.", [["I lost. :(", "So sad."]]),
        ("😂", [["😂"]]),
        (":-)", [[":-)"]]),
        ("Well . . . yes.", [["Well . . . yes."]]),
        ("...", [[]]),
        ("", []),
        (" \n\t\n ", []),
        ("He paid $3.50 for it, e.g. today.", [["He paid $3.50 for it, e.g. today."]]),
    ],
)
def test_sentences_are_found(text, expected):
    assert split(text) == expected


def test_a_transcript_without_punctuation_is_cut_into_short_pieces_at_conjunctions():
    text = "i went to the shop and bought some bread " * 40
    (pieces,) = split(text)
    assert all(len(piece.split()) <= WORDS_AT_MOST for piece in pieces)
    assert " ".join(pieces).split() == text.split()
    assert sum(piece.startswith("and ") for piece in pieces) >= len(pieces) // 2


def test_text_without_spaces_is_cut_too():
    (pieces,) = split("嬉" * 1000)
    assert max(map(len, pieces)) <= 400
    assert sum(map(len, pieces)) == 1000


@given(st.text(alphabet=st.sampled_from("aB .!?\n\t😂,:)é嬉"), max_size=300))
def test_pieces_are_in_order_apart_and_lose_no_word(text):
    at = 0
    kept = ""
    for number, (start, end) in enumerate(paragraphs(text)):
        for piece in sentences(text, start, end, number):
            assert start <= piece.start < piece.end <= end
            assert piece.start >= at
            assert piece.paragraph == number
            assert not text[piece.start].isspace()
            assert not text[piece.end - 1].isspace()
            at = piece.end
            kept += text[piece.start : piece.end]
    assert [c for c in kept if c.isalnum()] == [c for c in text if c.isalnum()]


def test_a_million_characters_are_split_in_seconds():
    text = "This is a sentence of a long book, and it goes on. " * 20_000
    began = time.monotonic()
    (pieces,) = split(text[:1_000_000])
    assert len(pieces) > 19_000
    assert time.monotonic() - began < 20

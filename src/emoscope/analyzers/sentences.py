"""A text cut into paragraphs and sentences, every piece with its place in the original."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import sentencex

WORDS_AT_MOST = 40
"""Longer sentences, as transcripts without punctuation have them, are cut: the model was trained on short
comments, and one label set for a page says little."""
_CHARACTERS_AT_MOST = 400
_GOOD_CUT = re.compile(
    r"[,;:\u2013\u2014]\s+|\s+(?=(?:and|but|so|because|then|although|however|or|while)\b)", re.IGNORECASE
)
_WORD = re.compile(r"\S+")
_PARAGRAPH = re.compile(r"(?:[^\n]+(?:\n(?!\s*\n))?)+")
_EMOTICON = re.compile(r"(?:[:;=][-']?[()DPpO/\\|*3]+|[xX]D+)(?!\w)|<3+|\^_+\^")
_SAYS_NOTHING = re.compile(r"[\x00-\x7f\u2013\u2014\u2018-\u201f\u2026]*")
_EMOJI_PARTS = {"So", "Sk", "Mn", "Cf"}
_SPLIT_AT_ONCE = 50_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text, in characters from its beginning; `paragraph` counts from 0."""

    start: int
    end: int
    paragraph: int


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Where the stretches between empty lines begin and end, without the white space around them."""
    for found in _PARAGRAPH.finditer(text):
        start, end = _trimmed(text, found.start(), found.end())
        if start < end:
            yield start, end


def sentences(text: str, start: int, end: int, paragraph: int, language: str = "en") -> Iterator[Piece]:
    """The sentences of one paragraph, none longer than WORDS_AT_MOST words. Emoji, emoticons and marks
    without words belong to the sentence before them; marks alone are no sentence."""
    waiting: Piece | None = None
    for begins, last in _raw_sentences(text, start, end, language):
        first = begins
        if waiting is not None and "\n" not in text[waiting.end : first]:
            behind = _end_of_marks(text, first, last)
            if behind > first:
                waiting = Piece(waiting.start, behind, paragraph)
            first = _trimmed(text, behind, last)[0]
            if first == last:
                continue
        if waiting is not None:
            yield from _short(text, waiting)
        waiting = Piece(first, last, paragraph) if _says_something(text[first:last]) else None
    if waiting is not None:
        yield from _short(text, waiting)


def _end_of_marks(text: str, start: int, end: int) -> int:
    """Where emoji, emoticons and stray marks at the beginning end; all of it, where no word follows."""
    if not _has_words(text[start:end]):
        return end
    at = behind = start
    while at < end:
        emoticon = _EMOTICON.match(text, at, end)
        if emoticon:
            at = behind = emoticon.end()
        elif unicodedata.category(text[at]) in _EMOJI_PARTS:
            at = behind = at + 1
        elif text[at].isspace():
            at += 1
        else:
            break
    return behind


def _has_words(part: str) -> bool:
    return any(character.isalnum() for character in _EMOTICON.sub("", part))


def _says_something(part: str) -> bool:
    return _has_words(part) or bool(_EMOTICON.search(part)) or not _SAYS_NOTHING.fullmatch(part)


def _raw_sentences(text: str, start: int, end: int, language: str) -> Iterator[tuple[int, int]]:
    """Sentences as the library sees them, a line at a time (a verse, an item of a list) and in windows."""
    for line in re.compile(r"[^\n]+").finditer(text, start, end):
        at = line.start()
        while at < line.end():
            upto = _window_end(text, at, line.end())
            for found in sentencex.get_sentence_boundaries(language, text[at:upto]):
                first, last = _trimmed(text, at + found["start_index"], at + found["end_index"])
                if first < last:
                    yield first, last
            at = upto


def _window_end(text: str, at: int, end: int) -> int:
    """The end of a stretch the library takes at once, at white space where there is some."""
    if end - at <= _SPLIT_AT_ONCE:
        return end
    space = text.rfind(" ", at + 1, at + _SPLIT_AT_ONCE)
    return space if space > 0 else at + _SPLIT_AT_ONCE


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _short(text: str, piece: Piece) -> Iterator[Piece]:
    """The piece, in parts of at most WORDS_AT_MOST words and _CHARACTERS_AT_MOST characters."""
    start = piece.start
    while start < piece.end:
        limit = _limit(text, start, piece.end)
        cut = piece.end if limit == piece.end else _best_cut(text, start, limit)
        first, last = _trimmed(text, start, cut)
        if first < last:
            yield Piece(first, last, piece.paragraph)
        start = cut


def _limit(text: str, start: int, end: int) -> int:
    """Where the allowed number of words or characters is used up."""
    far = min(end, start + _CHARACTERS_AT_MOST)
    for number, word in enumerate(_WORD.finditer(text, start, far), 1):
        if number > WORDS_AT_MOST:
            return word.start()
    return far


def _best_cut(text: str, start: int, limit: int) -> int:
    """The last comma or conjunction in the second half, else the last space, else the limit."""
    half = start + (limit - start) // 2
    cuts = [found.end() for found in _GOOD_CUT.finditer(text, half, limit)]
    if cuts:
        return cuts[-1]
    space = text.rfind(" ", start + 1, limit)
    return space if space > start else limit

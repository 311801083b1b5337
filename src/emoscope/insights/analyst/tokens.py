"""From a message to its words: case, punctuation and slips of the keyboard taken away."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache

from emoscope.insights.analyst import lexicon, vocabulary

_TOKEN = re.compile(r"\d+(?:[:.]\d+)+|\d+|[^\W\d_]+(?:[-'\u2019][^\W\d_]+)*")
_QUOTED = re.compile(
    r"[\"“”„«»]([^\"“”„«»]{1,200})[\"“”„«»]|(?<!\w)['\u2018\u201a]([^'\u2018\u2019\n]{2,200})['\u2019](?!\w)"
)
_LEAST_TO_CORRECT = 4
_LIKE = 0.8
_CORRECTED_AT_MOST = 60
"""Words of a message whose slips are looked for; it takes time, and nobody asks that long."""
_READ_AT_MOST = 2000
"""Characters of a message that are looked at: a question is shorter."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word: as understood (lower case, corrected) and as written."""

    word: str
    written: str

    @property
    def capital(self) -> bool:
        return self.written[:1].isupper()


def quoted(message: str) -> str:
    """The first words between quotation marks, empty where there are none."""
    found = _QUOTED.search(message[:_READ_AT_MOST])
    return (found[1] or found[2]).strip() if found else ""


def without_quotes(message: str) -> str:
    return _QUOTED.sub(" ", message[:_READ_AT_MOST])


def tokens_of(message: str, names: Collection[str] = ()) -> list[Token]:
    """The words of a message; one that is nearly a known word or one of the `names` is taken for it."""
    written = _split(message)
    found = []
    for place, text in enumerate(written):
        word = _plain(text)
        if len(written) <= _CORRECTED_AT_MOST:
            word = _corrected(word, text.istitle() and place > 0, frozenset(names))
        found.append(Token(word, text))
    return found


@lru_cache(maxsize=1024)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a name or a line, as `tokens_of` without corrections."""
    return tuple(_plain(word) for word in _split(text))


def _split(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text[:_READ_AT_MOST]).replace("_", " ").replace("\u2019", "'")
    return _TOKEN.findall(plain)


def _plain(word: str) -> str:
    return word.casefold().removesuffix("'s").replace("'", "")


def _corrected(word: str, capital: bool, names: frozenset[str]) -> str:
    if len(word) < _LEAST_TO_CORRECT or word[0].isdigit() or known(word) or word in names:
        return word
    near = get_close_matches(word, names, 1, _LIKE)
    if not near and not capital:  # a capital inside a sentence makes it a name, not a slip
        near = [one for one in get_close_matches(word, _correctable(), 3, _LIKE) if one[0] == word[0]]
    return near[0] if near else word


@cache
def _correctable() -> tuple[str, ...]:
    return tuple(sorted(word for word in _whole_words() if len(word) >= _LEAST_TO_CORRECT))


@cache
def _phrases() -> tuple[str, ...]:
    return tuple(part.strip() for text in lexicon.PHRASES.values() for part in text.split(","))


@cache
def _whole_words() -> frozenset[str]:
    """Every word that means something, and what the endings of prefixes leave of them."""
    words = {word.rstrip("*") for phrase in _phrases() for word in phrase.split()}
    tables = (lexicon.FEELINGS, lexicon.DIMENSIONS, lexicon.MODALITIES, lexicon.TRAITS)
    return frozenset(words.union(*tables, vocabulary.CLAIM_BY_WORD))


@cache
def _prefixes() -> tuple[str, ...]:
    return tuple(phrase.rstrip("*") for phrase in _phrases() if phrase.endswith("*") and " " not in phrase)


@lru_cache(maxsize=4096)
def known(word: str) -> bool:
    """Whether it is a word of the lexicon or a small one."""
    return word in vocabulary.SMALL_WORDS or word in _whole_words() or word.startswith(_prefixes())

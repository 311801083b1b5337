"""Which words a question looks for in what was said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from emoscope.insights.analyst.lexicon import SUPERLATIVES, Concept
from emoscope.insights.analyst.tokens import Token, known
from emoscope.insights.analyst.vocabulary import FOREIGN, PRONOUNS, SMALL_WORDS, words_in

_BEFORE_WORDS = words_in(
    "about mention mentions mentioned mentioning word phrase find search discuss discussed discusses said "
    "say says containing contains contain"
)
_TALKING = words_in("say said says talk talks talking talked speak speaks spoke speaking")
_ASKING = frozenset({Concept.SAY, Concept.FIND, Concept.SPEAK})
_FILLING = SMALL_WORDS - words_in("time point points end file sound picture child man woman") | words_in(
    "words people look looks looked feel feels mood speaker person talking talk discuss all hello"
)


def words_looked_for(tokens: Sequence[Token], quote: str, concepts: AbstractSet[Concept]) -> str:
    """What stands in quotation marks, or behind "mention", "about", "said", in the words of the question;
    empty where nothing is looked for."""
    if quote:
        return quote
    if not concepts & _ASKING:
        return ""
    places = [place for place, token in enumerate(tokens) if token.word in _BEFORE_WORDS]
    for place in places:
        behind = [token for token in tokens[place + 1 :] if token.word not in _FILLING | PRONOUNS]
        wanted = [
            token
            for token in behind
            if not token.word[0].isdigit() and token.word not in _BEFORE_WORDS | SUPERLATIVES
        ]
        if (wanted and tokens[place].word != "about") or (wanted and place and _talks(tokens, place)):
            return " ".join(token.written for token in wanted)
    if Concept.FIND in concepts or Concept.HOW_OFTEN in concepts:  # "is money mentioned"
        ahead = (
            [token for token in tokens[: places[0]] if token.word not in _FILLING | PRONOUNS]
            if places
            else []
        )
        return " ".join(token.written for token in ahead if not token.word[0].isdigit())
    return ""


def _talks(tokens: Sequence[Token], place: int) -> bool:
    """Whether an "about" belongs to talking: "say about money", not "tell me about Bob"."""
    before = [token.word for token in tokens[:place]]
    return any(word in _TALKING for word in before)


def has_meaning(word: str) -> bool:
    return known(word) or word in FOREIGN


def occurrences(needle: str, text: str) -> int:
    """How often the words occur in a text, whole words, whatever their case; plurals count."""
    words = [re.escape(word) for word in needle.split()]
    if not words:
        return 0
    pattern = r"(?<!\w)" + r"\s+".join(words) + r"(?:s|es)?(?!\w)"
    return len(re.findall(pattern, text, re.IGNORECASE))

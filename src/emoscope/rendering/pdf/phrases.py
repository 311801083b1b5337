"""Figures and words as reports print them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from emoscope.domain.emotions import EmotionScores
from emoscope.domain.palette import EMOTION_COLOURS, SENTIMENT_COLOURS, SENTIMENT_OF
from emoscope.domain.text import TextScores, leading

_MAY_BREAK = "\u200b"


def printable(text: str, most: int = 2000) -> str:
    """A user's words as one line that can be set: without control signs, breakable inside of endless words,
    at most `most` characters."""
    flat = " ".join(text.split())
    plain = "".join(sign for sign in flat if unicodedata.category(sign) not in {"Cc", "Cs", "Cn"})
    return _breakable(shortened(plain, most), 30, 8)


def name(text: str) -> str:
    """A name for narrow columns."""
    return _breakable(printable(text, 70), 10, 5)


def _breakable(text: str, longest: int, piece: int) -> str:
    """With places to break at inside of words longer than `longest`."""

    def broken(found: re.Match[str]) -> str:
        word = found.group()
        return _MAY_BREAK.join(word[start : start + piece] for start in range(0, len(word), piece))

    return re.sub(rf"[^\s{_MAY_BREAK}]{{{longest + 1},}}", broken, text)


def shortened(text: str, most: int) -> str:
    """The text, or its beginning up to the end of a word with an ellipsis."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    at_word = cut.rsplit(" ", 1)[0]
    return f"{at_word if len(at_word) > most // 2 else cut}…"


def percent(share: float) -> str:
    return f"{share:.0%}"


def signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "\u2212")


def date(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%d %B %Y, %H:%M} UTC".lstrip("0")


def face_bars(emotions: EmotionScores, most: int = 8) -> list[dict[str, Any]]:
    """Labels with shares, the largest first."""
    ranked = sorted(emotions.items(), key=lambda item: -item[1])[:most]
    return [_bar(name, share, EMOTION_COLOURS[name]) for name, share in ranked]


def word_bars(scores: TextScores, most: int = 5) -> list[dict[str, Any]]:
    """Labels of words with probabilities, the likeliest first, in the colours of their groups."""
    ranked = sorted(scores.items(), key=lambda item: -item[1])[:most]
    return [_bar(name, share, SENTIMENT_COLOURS[SENTIMENT_OF[name]]) for name, share in ranked]


def _bar(label: str, share: float, colour: str) -> dict[str, Any]:
    return {"label": label, "share": min(1.0, max(0.0, share)), "said": percent(share), "colour": colour}


def tag(scores: Mapping[str, float] | None) -> dict[str, str] | None:
    """The leading label with its share, and how it is marked: by colour and by the kind of line."""
    if not scores:
        return None
    label = leading(scores)
    group = SENTIMENT_OF.get(label, "neutral")
    colour = EMOTION_COLOURS[label] if len(scores) == len(EMOTION_COLOURS) else SENTIMENT_COLOURS[group]
    return {"label": label, "said": percent(scores[label]), "group": group, "colour": colour}


def left_out(number: int, thing: str, things: str) -> str:
    """Says that so many more are in the exports; nothing where there are none."""
    if number <= 0:
        return ""
    return (
        f"{number:,} more {thing} is in the exports."
        if number == 1
        else f"{number:,} more {things} are in the exports."
    )


def counted(number: int, thing: str, things: str = "") -> str:
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"

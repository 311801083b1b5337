"""The emoji that get a place of their own in the vocabulary, and what some of them usually say."""

from __future__ import annotations

import unicodedata

_RANGES = (
    (0x1F600, 0x1F64F),  # faces and gestures
    (0x1F910, 0x1F92F),
    (0x1F970, 0x1F97A),
    (0x1F493, 0x1F49F),  # hearts
)
_SINGLES = (
    "❤♥☺☹💔💯🔥🎉🎊✨⭐🌟💀☠💩👀🤡👑🏆🥇🚀🎂🎁👍👎👏💪👌🤘✌👊✊👋🌹🌈🧡🖤🤍🤎😐💤💢💥👻👼"
    "🌞☀🎶🙃🥺🥲🥹🫠🫡🫶🤌🧐"
)

USUAL: dict[str, str] = {
    "admiration": "👏🔥🤩",
    "amusement": "😂🤣😆😹",
    "anger": "😡😠🤬",
    "annoyance": "🙄😒😤",
    "approval": "👍👌",
    "caring": "🤗💕🫶",
    "confusion": "😕🤷😵",
    "curiosity": "🤔👀🧐",
    "desire": "🤤😍",
    "disappointment": "😞😔🙁",
    "disapproval": "👎🙅",
    "disgust": "🤢🤮",
    "embarrassment": "😳🙈",
    "excitement": "🎉🤩🎊",
    "fear": "😱😨",
    "gratitude": "🙏",
    "grief": "😭💔",
    "joy": "😊😄😁🥳",
    "love": "❤😍🥰💕",
    "nervousness": "😬😰😅",
    "optimism": "🤞🙂",
    "pride": "😎💪",
    "relief": "😌",
    "remorse": "😔🙇",
    "sadness": "😢😭😞☹",
    "surprise": "😮😲😯",
}
"""What training sometimes appends to a comment that has this one label."""


def known_emoji() -> list[str]:
    """Single code points, each once, in a fixed order."""
    listed = [chr(code) for first, last in _RANGES for code in range(first, last + 1)]
    usual = [character for several in USUAL.values() for character in several]
    wanted = dict.fromkeys([*listed, *_SINGLES, *usual])
    return [emoji for emoji in wanted if ord(emoji) > 0x2000 and unicodedata.category(emoji) == "So"]


def words_of(emoji: str) -> str:
    """The Unicode name in small letters, which is where the emoji's embedding begins."""
    return unicodedata.name(emoji).lower().replace("-", " ")

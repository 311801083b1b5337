"""What training does to a comment so that the model also reads transcripts, chats and other names."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from emoji import USUAL

NAMES = (
    "Anna", "Ben", "Carla", "David", "Emma", "Fatima", "George", "Hana", "Ivan", "Julia", "Kofi",
    "Lena", "Maria", "Nikhil", "Olga", "Pedro", "Quinn", "Rosa", "Sam", "Tariq", "Uma", "Victor", "Wei",
    "Ximena", "Yusuf", "Zoe", "Alice", "Bob", "Chloe", "Daniel", "Elena", "Frank", "Grace", "Henry",
    "Isabel", "Jamal", "Karen", "Liam", "Mei", "Noah", "Priya", "Robert", "Sarah", "Tom", "John",
    "Mary", "Michael", "Linda", "James", "Aisha", "Mike", "Kate", "Alex", "Chris",
)  # fmt: skip
RELIGIONS = ("Christian", "Muslim", "Hindu", "Jewish", "Buddhist", "Catholic")
_APOSTROPHES = re.compile(r"['\u2019]")
_END = re.compile(r"[.!?…]+\s*$")
_PUNCTUATION = re.compile(r"[.,;:!?…\"()]+")


@dataclass(frozen=True)
class Shares:
    """How often each change is made."""

    names: float = 0.6
    end: float = 0.12
    punctuation: float = 0.08
    apostrophes: float = 0.06
    typo: float = 0.1
    emoji: float = 0.12


def altered(text: str, label: str | None, rng: np.random.Generator, shares: Shares) -> str:
    """The comment as somebody else might have typed or said it; `label` is its only one, if it has one."""
    if "[" in text and rng.random() < shares.names:
        text = re.sub(r"\[NAME\]", lambda _: str(rng.choice(NAMES)), text)
        text = re.sub(r"\[RELIGION\]", lambda _: str(rng.choice(RELIGIONS)), text)
    draw = rng.random(5)
    if draw[0] < shares.apostrophes:
        text = _APOSTROPHES.sub("", text)
    if draw[1] < shares.punctuation:
        text = _PUNCTUATION.sub(" ", text)
    elif draw[2] < shares.end:
        text = _END.sub("", text)
    if draw[3] < shares.typo:
        text = mistyped(text, rng)
    if draw[4] < shares.emoji and label in USUAL:
        text = f"{text} {rng.choice(list(USUAL[label]))}"
    return text if text.strip() else "."


def mistyped(text: str, rng: np.random.Generator) -> str:
    """Two neighbours swapped, or a letter lost or doubled, in one word of four letters or more."""
    words = [match.span() for match in re.finditer(r"[A-Za-z]{4,}", text)]
    if not words:
        return text
    first, last = words[int(rng.integers(len(words)))]
    at = int(rng.integers(first + 1, last - 1))
    kind = int(rng.integers(3))
    if kind == 0:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + text[at + 1 :] if kind == 1 else text[:at] + text[at] + text[at:]

"""How well the models do, for reports: figures out of the model cards, with where and how they were measured.

A test holds them against the cards in docs/models, which tell much more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Card:
    """A file of docs/models and the command of it that makes the figures."""

    file: str
    command: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure: `measure` says what `value` is, `data` what it was measured on.

    The card has the value, written just so, in a line that begins with `line`.
    """

    measure: str
    value: str
    data: str
    card: Card
    line: str


_DETECTION = Card("face-detection.md", "python benchmarks/face_detection.py --half report")
_EXPRESSION = Card("face-expression.md", "emoscope models eval face-expression --data DATA")
_IDENTITY = Card("face-identity.md", "benchmarks/face_identity.py --draws 60")
_SPEAKERS = Card("diarization.md", "benchmarks/speech.py --media DIR --only diarization --each 1")
_TRANSCRIPT = Card("transcription.md", "benchmarks/speech.py --media DIR --data DIR --only words")
_TEXT = Card("text-emotion.md", "training/text/evaluate.py")

FIGURES: Mapping[str, Sequence[Figure]] = {
    "face-centerface-1": (
        Figure(
            "faces found", "23/23", "photographs labelled by eye; no false box", _DETECTION, "| **originals"
        ),
    ),
    "face-expression-3": (
        Figure(
            "expression named rightly (share)",
            "0.8725",
            "FER+ PrivateTest, 2,894 faces most annotators agreed on",
            _EXPRESSION,
            "| aligned, no duplicates |",
        ),
        Figure(
            "the same, mean over the eight expressions",
            "0.6811",
            "the same faces; contempt and disgust are rare in them and barely recognised",
            _EXPRESSION,
            "| aligned, no duplicates |",
        ),
    ),
    "face-dlibresnet-2": (
        Figure(
            "pairs of one person recognised, of 32",
            "32",
            "clean photographs of 14 people; none of 268 pairs of two people was taken for one",
            _IDENTITY,
            "| **others** |",
        ),
    ),
    "voice-ecapa-1": (
        Figure(
            "time given to the wrong speaker, missed or invented",
            "7.4%",
            "made-up conversations of one minute, clean, 1 to 6 speakers",
            _SPEAKERS,
            "| clean |",
        ),
        Figure("the same", "12.2%", "the same in the telephone band", _SPEAKERS, "| telephone band |"),
    ),
    "speech-moonshinetiny-1": (
        Figure(
            "words wrong",
            "3.4%",
            "a read novel's opening, 119 words; conversation is visibly worse and not measured",
            _TRANSCRIPT,
            "| opening of A Tale of Two Cities",
        ),
    ),
    "text-emotion-3": (
        Figure(
            "F1, mean over 28 emotions",
            "0.5539",
            "GoEmotions test, 5,427 comments",
            _TEXT,
            "| macro-F1, 28 labels",
        ),
        Figure(
            "likeliest emotion is one that readers named (share)",
            "0.6541",
            "the same comments",
            _TEXT,
            "| top_label_right |",
        ),
    ),
}
"""Model id to figures. Models that are not here are either formulas or not measured by themselves."""

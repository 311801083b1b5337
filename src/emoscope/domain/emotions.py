"""The eight emotions and the derived affect dimensions every modality reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Emotion(StrEnum):
    """The eight labels of the public API; scores of one subject sum to 1 over them."""

    ANGRY = "angry"
    CONTEMPT = "contempt"
    DISGUST = "disgust"
    FEAR = "fear"
    HAPPY = "happy"
    NEUTRAL = "neutral"
    SAD = "sad"
    SURPRISE = "surprise"


EMOTIONS: tuple[str, ...] = tuple(emotion.value for emotion in Emotion)

EmotionScores = Mapping[str, float]
"""Label to share in [0, 1], in the order of EMOTIONS, summing to 1."""


@dataclass(frozen=True, slots=True)
class Affect:
    """A point of the circumplex: valence and arousal in [-1, 1], intensity in [0, 1]."""

    valence: float
    arousal: float
    intensity: float

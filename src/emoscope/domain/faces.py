"""What is seen of faces."""

from __future__ import annotations

from dataclasses import dataclass

from emoscope.domain.emotions import Affect, EmotionScores


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels of the picture as displayed (rotation applied), origin top left."""

    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True, slots=True)
class ObservedFace:
    """One face in one picture or frame.

    `face_id` counts from 1; `detection_score` and `quality` are in [0, 1].
    """

    face_id: int
    box: Box
    detection_score: float
    quality: float
    emotions: EmotionScores
    affect: Affect

    @property
    def valence(self) -> float:
        return self.affect.valence

    @property
    def arousal(self) -> float:
        return self.affect.arousal

    @property
    def intensity(self) -> float:
        return self.affect.intensity


@dataclass(frozen=True, slots=True)
class Person:
    """One face identity over a whole video.

    `face_id` counts from 1 in order of screen time. `picture` is a JPEG of the best view, taken from frame
    `picture_frame`. `emotions` is the mean over the frames in which the face was scored. `embedding` is a
    unit-length 128-d biometric vector, or empty where no view was good enough.
    """

    face_id: int
    picture: bytes
    picture_frame: int
    first_frame: int
    last_frame: int
    frame_count: int
    screen_time_ms: int
    emotions: EmotionScores
    affect: Affect
    embedding: tuple[float, ...]

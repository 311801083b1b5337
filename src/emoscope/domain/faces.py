"""What is seen of faces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from emoscope.domain.emotions import Affect, EmotionScores


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels of the picture as displayed (rotation applied), origin top left."""

    x: float
    y: float
    w: float
    h: float


ACTION_UNITS: tuple[str, ...] = (
    "au01", "au02", "au04", "au05", "au06", "au07", "au09", "au10", "au12", "au18", "au20", "au25", "au26",
    "au27", "au43",
)  # fmt: skip
"""Action units of the Facial Action Coding System that distances between points of a face can tell."""

GEOMETRY_COLUMNS: tuple[str, ...] = (
    "head_yaw", "head_pitch", "head_roll", "gaze_yaw", "gaze_pitch", "eye_openness_right",
    "eye_openness_left", "eyes_closed", *ACTION_UNITS,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FaceGeometry:
    """Geometric estimates from a dense mesh of a face; None where they cannot be told.

    Angles are in degrees: yaw to the right of the picture, pitch upwards, roll clockwise as seen in the
    picture; a head or a gaze at 0, 0 points to the camera. Right and left eye are the person's own. An
    openness is 0 for a shut eye, 1 for an average neutral one, 2 at most. `action_units` maps ACTION_UNITS to
    intensities in [0, 1], 0 being an average neutral face, and holds only those that can be told.
    """

    head_yaw: float | None = None
    head_pitch: float | None = None
    head_roll: float | None = None
    gaze_yaw: float | None = None
    gaze_pitch: float | None = None
    eye_openness_right: float | None = None
    eye_openness_left: float | None = None
    eyes_closed: bool | None = None
    action_units: Mapping[str, float] = field(default_factory=dict)

    def values(self) -> tuple[float | bool | None, ...]:
        """In the order of GEOMETRY_COLUMNS."""
        return (
            self.head_yaw, self.head_pitch, self.head_roll, self.gaze_yaw, self.gaze_pitch,
            self.eye_openness_right, self.eye_openness_left, self.eyes_closed,
            *(self.action_units.get(name) for name in ACTION_UNITS),
        )  # fmt: skip

    @classmethod
    def of(cls, values: Mapping[str, float | bool | None]) -> FaceGeometry:
        """From values by column name; those that are absent count as not told."""
        single = {name: values.get(name) for name in GEOMETRY_COLUMNS if name not in ACTION_UNITS}
        units = {name: float(value) for name in ACTION_UNITS if (value := values.get(name)) is not None}
        return cls(**single, action_units=units)  # type: ignore[arg-type]


UNTOLD = FaceGeometry()
"""The geometry of a face of which none can be told."""


@dataclass(frozen=True, slots=True)
class ObservedFace:
    """One face in one picture or frame.

    `face_id` counts from 1; `detection_score` and `quality` are in [0, 1]. Where `uncertain` is set, the face
    cannot be read well enough to say what it shows: take its scores for a guess.
    """

    face_id: int
    box: Box
    detection_score: float
    quality: float
    emotions: EmotionScores
    affect: Affect
    geometry: FaceGeometry = UNTOLD
    uncertain: bool = False

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
    `picture_frame`. `emotions` is the mean over the frames in which the face was scored, the uncertain
    ones among them, whose share in [0, 1] is `uncertain_share`. `embedding` is a unit-length 128-d biometric
    vector, or empty where no view was good enough.
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
    uncertain_share: float = 0.0

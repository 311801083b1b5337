"""Valence, arousal and intensity from the shares of the eight emotions.

Each emotion has a place on the plane of pleasure and arousal; a mixture of emotions lies at the mean of their
places, weighted by their shares, so that the point moves without jumps as an expression changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from emoscope.domain.emotions import EMOTIONS, Affect
from emoscope.inference.weights import ModelSpec

FACE_CIRCUMPLEX = ModelSpec(
    id="face-circumplex-1",
    weights=None,
    licence="Apache-2.0",
    intended_use="Valence, arousal and intensity derived from emotion shares, not measured themselves.",
)

PLACES: dict[str, tuple[float, float]] = {
    # Pleasure and arousal of emotion words, Russell & Mehrabian 1977, "Evidence for a three-factor theory of
    # emotions", J. Research in Personality 11, table 4; the number is the term's in that table.
    "angry": (-0.51, 0.59),  # 82 angry
    "disgust": (-0.60, 0.35),  # 75 disgusted
    "fear": (-0.64, 0.60),  # 101 fearful
    "happy": (0.81, 0.51),  # 31 happy
    "sad": (-0.63, -0.27),  # 151 sad
    "surprise": (0.40, 0.67),  # 52 surprised
    # Ours: halfway between anger and disgust, its neighbours among the hostile emotions (Rozin et al. 1999,
    # "The CAD triad hypothesis"), as we know of no value measured for it in the same study.
    "contempt": (-0.555, 0.47),
    "neutral": (0.0, 0.0),  # the origin, by definition of the plane
}

_MATRIX = np.array([PLACES[label] for label in EMOTIONS], dtype=np.float64)


def affect_columns(shares: Sequence[NDArray[Any]] | NDArray[Any]) -> NDArray[np.float64]:
    """Valence, arousal and intensity, shape (n, 3), of emotion shares of shape (n, 8).

    Valence and arousal stay within the span of the places, about [-0.64, 0.81] and [-0.27, 0.67].
    Intensity, in [0, 1], is the distance from the neutral origin, the circumplex's own radius (Russell 1980).
    """
    points = np.asarray(shares, dtype=np.float64).reshape(-1, len(EMOTIONS)) @ _MATRIX
    intensity = np.minimum(1.0, np.hypot(points[:, 0], points[:, 1]))
    return np.column_stack([points, intensity])


@dataclass(frozen=True, slots=True)
class ExpressiveFace:
    """An aligned grey face (48, 48) and its emotion shares (8,)."""

    aligned: NDArray[np.uint8]
    shares: NDArray[np.float64]


class Circumplex:
    """Affect of faces by the formula above; a trained regressor, which looks at `aligned`, can replace it."""

    spec = FACE_CIRCUMPLEX

    def analyze(self, inputs: Sequence[ExpressiveFace]) -> list[NDArray[np.float64]]:
        """A vector (3,) per face, in the ranges of `affect_columns`."""
        return list(affect_columns([face.shares for face in inputs])) if inputs else []


def affect_of(shares: NDArray[Any]) -> Affect:
    valence, arousal, intensity = affect_columns([shares])[0]
    return Affect(float(valence), float(arousal), float(intensity))

"""What an analysis of one picture yields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from emoscope.domain.faces import ObservedFace


@dataclass(frozen=True, slots=True)
class ImagePredictions:
    """The faces of one picture, largest first; `face_id` counts from 1 in that order.

    Width and height are as displayed, in pixels, after the orientation stored in the file is applied.
    `models` maps a job (face-detection, ...) to the model's id.
    """

    width: int
    height: int
    faces: tuple[ObservedFace, ...]
    models: Mapping[str, str]

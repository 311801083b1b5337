"""`analyze_image`: the faces of one picture in one call."""

from __future__ import annotations

from pathlib import Path

from emoscope.domain.image import ImagePredictions
from emoscope.library.models import default_face_models
from emoscope.pipelines import image

ImageResult = ImagePredictions
"""`.faces[i]` has `.face_id`, `.box`, `.emotions` (8 shares, sum 1), `.valence`, `.arousal`, `.intensity`."""


def analyze_image(path: str | Path, assume_face: bool = False) -> ImageResult:
    """Find the faces of a JPEG, PNG or WebP picture and score what they show, largest face first.

    With `assume_face` the whole picture is taken as one face. Raises UnsupportedMedia, DamagedMedia or
    MediaTooLarge (from 100 million pixels on).
    """
    return image.analyze(Path(path), default_face_models(), assume_face=assume_face)

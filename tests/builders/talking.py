"""Films in which somebody speaks."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from builders.media import astronaut, drifting
from builders.sounds import RATE
from emoscope.media.encode import Sound, write_video


def talking_video(
    path: Path, speech: np.ndarray, fps: float = 10, size: tuple[int, int] = (320, 240)
) -> Path:
    """One face over this speech (n,) at 16 kHz."""
    count = max(1, round(len(speech) / RATE * fps))
    write_video(path, drifting(astronaut(), count, size), fps=fps, sound=Sound(speech, RATE))
    return path

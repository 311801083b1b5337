"""How loud the sound of a file is from moment to moment."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from emoscope.analyzers.prosody import levels_db
from emoscope.domain.video import MediaLimits
from emoscope.media.channels import together
from emoscope.media.recording import RATE, ReportSeconds, recorded

HOP_MS = 10
_BLOCK = 60 * RATE


@dataclass(frozen=True, slots=True, eq=False)
class Loudness:
    """Levels (n,) in dB relative to full scale, one every HOP_MS, from `start_ms` of the source on."""

    start_ms: int
    levels_db: NDArray[np.float32]


def loudness_of(
    path: Path, spool: Path, limits: MediaLimits, start_ms: int, end_ms: int, report: ReportSeconds
) -> Loudness:
    """The level of all channels mixed; `spool` is a file to decode into, erased afterwards.

    Raises BadMedia (NoSound where there is no track), and whatever `report` raises.
    """
    with recorded(path, spool, limits, start_ms=start_ms, end_ms=end_ms, report=report) as recording:
        voice, count = together(recording), len(recording.samples)
        blocks = [voice.read(begin, min(begin + _BLOCK, count)) for begin in range(0, count, _BLOCK)]
        levels = np.concatenate([levels_db(block) for block in blocks]).astype(np.float32)
        return Loudness(recording.start_ms, levels)

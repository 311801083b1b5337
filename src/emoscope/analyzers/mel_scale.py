"""The mel scale as speech recognition has it, 2595 log10(1 + f / 700)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def mel_edges(lowest_hz: float, highest_hz: float, bands: int) -> NDArray[np.float64]:
    """Where `bands` overlapping bands begin, peak and end, (bands + 2,) in Hz: each begins where the one
    before peaks."""
    low, high = (2595 * np.log10(1 + hz / 700) for hz in (lowest_hz, highest_hz))
    return np.asarray(700 * (10 ** (np.linspace(low, high, bands + 2) / 2595) - 1))

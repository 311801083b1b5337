"""When nothing should be said of a face's expression.

Both thresholds are measured by training/face_expression/abstention.py on FER+ PublicTest, for the weights
that this version carries; run it again with other weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

LEAST_TOP_SHARE = 0.44
"""From this leading share on, nine of ten faces that annotators agreed on are named rightly."""

LEAST_QUALITY = 0.2
"""From this quality on, four of five degraded faces with that share are rightly named."""


def is_uncertain(quality: float, shares: NDArray[Any] | Sequence[float]) -> bool:
    """Whether "cannot tell" is the honest answer for a face of this quality and these shares (8,)."""
    return quality < LEAST_QUALITY or float(np.max(shares)) < LEAST_TOP_SHARE

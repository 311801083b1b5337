"""Query parameters of our own that several operations on videos take."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from emoscope.pipelines.smoothing import LONGEST_MS

SmoothQuery = Annotated[
    int,
    Query(
        ge=0,
        le=LONGEST_MS,
        description="Width in milliseconds over which scores are smoothed in the answer; 0: as measured.",
    ),
]

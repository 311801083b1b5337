"""Findings of whole media, made up of what a test wants to see in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from emoscope.analyzers.circumplex import affect_columns
from emoscope.domain.emotions import EMOTIONS, Affect
from emoscope.domain.findings import (
    FaceFindings,
    FaceSeries,
    Findings,
    SegmentFindings,
    SpeakerFindings,
    VideoFacts,
)
from emoscope.domain.text import TEXT_EMOTIONS


def words(**scores: float) -> dict[str, float]:
    """Scores of words: those given, 0.01 for the other labels."""
    return {name: scores.get(name, 0.01) for name in TEXT_EMOTIONS}


def face(
    face_id: int,
    shares: NDArray[np.float64],
    bin_ms: int = 1000,
    start_ms: int = 0,
    uncertain: float = 0.0,
    **changes: Any,
) -> FaceFindings:
    """A face that was seen without a pause from `start_ms` on, with these shares (n, 8)."""
    count = len(shares)
    affect = affect_columns(shares)
    series = FaceSeries(
        bin_ms, start_ms + bin_ms * np.arange(count), shares, *affect.T, np.full(count, uncertain)
    )
    found = FaceFindings(
        face_id=face_id,
        name=f"face_{face_id}",
        named=False,
        speaker_id=None,
        picture_key="",
        first_ms=start_ms,
        last_ms=start_ms + bin_ms * count,
        screen_time_ms=bin_ms * count,
        emotions=dict(zip(EMOTIONS, shares.mean(axis=0).tolist(), strict=True)),
        affect=Affect(*affect.mean(axis=0).tolist()),
        uncertain_share=uncertain,
        series=series,
    )
    return replace(found, **changes)


def segment(index: int, start_ms: int, end_ms: int, **changes: Any) -> SegmentFindings:
    found = SegmentFindings(
        index=index, start_ms=start_ms, end_ms=end_ms, speaker_id=0, text=f"Words number {index}.",
        language="en", emotions=None, text_emotions=None, prosody=None,
    )  # fmt: skip
    return replace(found, **changes)


def speaker(speaker_id: int, speaking_ms: int = 10_000, **changes: Any) -> SpeakerFindings:
    found = SpeakerFindings(
        speaker_id=speaker_id, name=f"speaker_{speaker_id}", named=False, face_id=None,
        speaking_ms=speaking_ms, segment_count=1, emotions=None, text_emotions=None,
    )  # fmt: skip
    return replace(found, **changes)


def video(
    faces: Sequence[FaceFindings] = (),
    speakers: Sequence[SpeakerFindings] = (),
    segments: Sequence[SegmentFindings] = (),
    **changes: Any,
) -> Findings:
    """A minute of video; means over all faces are those of the faces alike."""
    means: Mapping[str, float] | None = None
    if faces:
        means = {name: float(np.mean([one.emotions[name] for one in faces])) for name in EMOTIONS}
    found = Findings(
        medium_id="video-1",
        user_id="user-1",
        kind="video",
        title="A film",
        description="",
        created_at=datetime(2026, 11, 1, 12, tzinfo=UTC),
        duration_ms=60_000,
        video=VideoFacts(640, 360, 25.0, 1500, 1500),
        faces=tuple(faces),
        face_emotions=means,
        speakers=tuple(speakers),
        segments=tuple(segments),
        speech_ms=sum(one.end_ms - one.start_ms for one in segments),
    )
    return replace(found, **changes)

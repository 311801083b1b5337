"""Whether a person's face, voice and words point the same way while they speak."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from emoscope.analyzers.circumplex import affect_columns
from emoscope.domain.emotions import EMOTIONS
from emoscope.domain.findings import FaceFindings, Findings, SegmentFindings, SpeakerFindings
from emoscope.domain.text import sentiment_scores

FACE, VOICE, WORDS = "face", "voice", "words"

_NEUTRAL_ZONE = 0.1
"""A pleasantness nearer to 0 than this says nothing about direction."""
_LEAST_MS = 3000
"""Below this much comparable speech nothing is said."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two modalities of one person relate over the `compared_ms` of speech in which both have a
    direction, pleasant or unpleasant.

    `agreeing` is the share of that time, in [0, 1], in which the directions are the same. `apart_ms` is when
    the longest stretch began in which they are not, None where there is none.
    """

    speaker_id: int
    name: str
    modalities: tuple[str, str]
    compared_ms: int
    agreeing: float
    apart_ms: int | None


def agreements(findings: Findings) -> tuple[Agreement, ...]:
    """For each speaker and pair of modalities with enough to compare."""
    found = []
    for speaker in findings.speakers:
        face = _face_of(findings, speaker)
        directions = [
            (segment, _directions(segment, face))
            for segment in findings.segments
            if segment.speaker_id == speaker.speaker_id
        ]
        for pair in combinations((FACE, VOICE, WORDS), 2):
            agreement = _compared(speaker, pair, directions)
            if agreement is not None:
                found.append(agreement)
    return tuple(found)


def _face_of(findings: Findings, speaker: SpeakerFindings) -> FaceFindings | None:
    """The linked face, or the only one there is where there is only one voice."""
    if speaker.face_id is not None:
        return findings.face(speaker.face_id)
    alone = len(findings.faces) == 1 and len(findings.speakers) == 1
    return findings.faces[0] if alone else None


def _directions(segment: SegmentFindings, face: FaceFindings | None) -> Mapping[str, int]:
    """1 pleasant, -1 unpleasant, 0 neither, for those modalities that were judged."""
    found = {}
    if face is not None and face.series is not None:
        series = face.series
        first = int(np.searchsorted(series.start_ms, segment.start_ms - series.bin_ms + 1))
        last = int(np.searchsorted(series.start_ms, segment.end_ms))
        if last > first:
            found[FACE] = _direction(float(series.valence[first:last].mean()))
    if segment.emotions is not None:
        shares = np.array([[segment.emotions[name] for name in EMOTIONS]])
        found[VOICE] = _direction(float(affect_columns(shares)[0, 0]))
    if segment.text_emotions is not None:
        groups = sentiment_scores(segment.text_emotions)
        found[WORDS] = _direction(groups["positive"] - groups["negative"])
    return found


def _direction(pleasantness: float) -> int:
    if abs(pleasantness) < _NEUTRAL_ZONE:
        return 0
    return 1 if pleasantness > 0 else -1


def _compared(
    speaker: SpeakerFindings,
    pair: tuple[str, str],
    directions: list[tuple[SegmentFindings, Mapping[str, int]]],
) -> Agreement | None:
    one, other = pair
    both = [
        (segment, found[one] == found[other])
        for segment, found in directions
        if found.get(one) and found.get(other)
    ]
    lengths = [segment.end_ms - segment.start_ms for segment, _ in both]
    if sum(lengths) < _LEAST_MS:
        return None
    agreeing = sum(length for length, (_, same) in zip(lengths, both, strict=True) if same)
    apart = [segment for segment, same in both if not same]
    longest = max(apart, key=lambda segment: segment.end_ms - segment.start_ms, default=None)
    return Agreement(
        speaker_id=speaker.speaker_id,
        name=speaker.name,
        modalities=pair,
        compared_ms=sum(lengths),
        agreeing=agreeing / sum(lengths),
        apart_ms=longest.start_ms if longest else None,
    )

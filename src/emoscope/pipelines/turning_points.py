"""When the expression of a face or the sound of a voice changed: what comes before a moment is compared with
what comes after it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from emoscope.domain.emotions import EMOTIONS
from emoscope.domain.findings import FaceFindings, Findings, SpeakerFindings

FACE, VOICE = "face", "voice"

_REACH_MS = {FACE: 3000, VOICE: 15_000}
_LEAST_SEEN_MS = {FACE: 1500, VOICE: 1500}
_APART_MS = {FACE: 5000, VOICE: 15_000}
_LEAST_CHANGE = 0.35
"""Half the sum of the differences of the eight shares: 1 is a change from one pure emotion to another."""


@dataclass(frozen=True, slots=True)
class TurningPoint:
    """A change at `at_ms`, in milliseconds of the medium, of the person `name` (`subject_id` is the face_id
    or the speaker_id, `modality` FACE or VOICE).

    `before` and `after` are the emotions that led in the stretches on either side, `share_before` and
    `share_after` the shares of the later one of them, `after`, on both sides. `change` is in [0, 1].
    """

    at_ms: int
    modality: str
    subject_id: int
    name: str
    before: str
    after: str
    share_before: float
    share_after: float
    change: float


def turning_points(findings: Findings, most: int = 10) -> tuple[TurningPoint, ...]:
    """The `most` largest changes, in order of time."""
    found = [point for face in findings.faces for point in _of_face(face)]
    found += [point for speaker in findings.speakers for point in _of_voice(findings, speaker)]
    largest = sorted(found, key=lambda point: -point.change)[:most]
    return tuple(sorted(largest, key=lambda point: (point.at_ms, point.modality, point.subject_id)))


def _of_face(face: FaceFindings) -> list[TurningPoint]:
    series = face.series
    if series is None or len(series.start_ms) < 2:
        return []
    # A stretch in which the face could hardly be read says little about a change.
    lasting = np.full(len(series.start_ms), float(series.bin_ms)) * (1 - series.uncertain)
    begins = series.start_ms.astype(np.float64)
    return [
        _point(change, FACE, face.face_id, face.name)
        for change in _changes(begins, lasting, series.emotions, FACE)
    ]


def _of_voice(findings: Findings, speaker: SpeakerFindings) -> list[TurningPoint]:
    own = [
        segment
        for segment in findings.segments
        if segment.speaker_id == speaker.speaker_id and segment.emotions is not None
    ]
    if len(own) < 2:
        return []
    begins = np.array([segment.start_ms for segment in own], np.float64)
    lasting = np.array([segment.end_ms - segment.start_ms for segment in own], np.float64)
    shares = np.array([[(segment.emotions or {})[name] for name in EMOTIONS] for segment in own])
    return [
        _point(change, VOICE, speaker.speaker_id, speaker.name)
        for change in _changes(begins, lasting, shares, VOICE)
    ]


@dataclass(frozen=True, slots=True)
class _Change:
    at_ms: float
    before: NDArray[np.float64]
    after: NDArray[np.float64]

    @property
    def size(self) -> float:
        return float(np.abs(self.after - self.before).sum() / 2)


def _changes(
    begins: NDArray[np.float64], lasting: NDArray[np.float64], shares: NDArray[np.float64], modality: str
) -> list[_Change]:
    """Changes of the leading emotion, the largest of those that lie near each other."""
    reach, least = _REACH_MS[modality], _LEAST_SEEN_MS[modality]
    mass = np.concatenate([[0.0], np.cumsum(lasting)])
    sums = np.vstack([np.zeros(shares.shape[1]), np.cumsum(shares * lasting[:, None], axis=0)])
    found = []
    for index in range(1, len(begins)):
        first = int(np.searchsorted(begins, begins[index] - reach))
        last = int(np.searchsorted(begins, begins[index] + reach))
        seen_before, seen_after = mass[index] - mass[first], mass[last] - mass[index]
        if seen_before < least or seen_after < least:
            continue
        change = _Change(
            begins[index],
            (sums[index] - sums[first]) / seen_before,
            (sums[last] - sums[index]) / seen_after,
        )
        if change.size >= _LEAST_CHANGE and change.before.argmax() != change.after.argmax():
            found.append(change)
    return _apart(found, _APART_MS[modality])


def _apart(changes: list[_Change], least_ms: float) -> list[_Change]:
    kept: list[_Change] = []
    for change in sorted(changes, key=lambda one: -one.size):
        if all(abs(change.at_ms - other.at_ms) >= least_ms for other in kept):
            kept.append(change)
    return kept


def _point(change: _Change, modality: str, subject_id: int, name: str) -> TurningPoint:
    before, after = int(change.before.argmax()), int(change.after.argmax())
    return TurningPoint(
        at_ms=round(change.at_ms),
        modality=modality,
        subject_id=subject_id,
        name=name,
        before=EMOTIONS[before],
        after=EMOTIONS[after],
        share_before=float(change.before[after]),
        share_after=float(change.after[after]),
        change=change.size,
    )

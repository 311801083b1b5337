"""Whose voice is whose face: mouth movement against speech, as an assignment that may leave voices out.

For each face and voice two kinds of evidence are weighed, each as a number of standard deviations from what
chance would give. Contrast: the mouth moves more while this voice speaks alone than while it does not (the
area under the curve of Mann and Whitney). Synchrony: while the voice speaks alone, the mouth opens with its
loudness, more than with the same loudness at other moments.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import ndimage, optimize, stats

from emoscope.domain.speaker_faces import Evidence, Link, Refusal, SpeakerMatches, Speech
from emoscope.pipelines.loudness import HOP_MS, Loudness

COLUMNS = ("timestamp_ms", "face_id", "au25", "au26")
"""What is needed of the frame table: when, who, lips apart, jaw lowered."""

STEP_MS = 40
LEAST_SHARED_S = 3.0
"""A voice must speak alone for so long while a face is in view before that face can be its."""
LEAST_EVIDENCE = 3.0
"""Standard deviations from chance."""
LEAST_LEAD = 2.0
"""By how many of them the best face must lead the second best."""
LEAST_CONTRAST, LEAST_SYNCHRONY = 0.65, 0.2
"""One of them must be reached as well: in an hour of video even a trace is far from chance."""
LEAST_MOVEMENT = 0.02
"""Mean spread of the mouth's opening, in the units of action units, below which a mouth counts as still."""

_LONGEST_GAP_MS = 300
_WINDOW = round(600 / STEP_MS)
_LAGS = range(-3, 5)  # of the mouth behind the sound, in steps
_OFF_BEAT = 25  # steps from which on sound and mouth have nothing to do with each other
_SHIFTS = 40
_DEPENDENT_S = 1.0  # movement a second apart counts as observed anew
_QUIET_DB = 40.0

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def match_speakers(rows: pl.DataFrame, speech: Sequence[Speech], loudness: Loudness | None) -> SpeakerMatches:
    """Matches the voices of `speech` with the faces of `rows`, a frame table as it is shown (COLUMNS).

    Without `loudness` only the contrast counts. Nothing is decided by chance: where the evidence for a voice
    is thin, or as good for a second face, it is refused in words.
    """
    if _usual_gap_ms(rows) > _LONGEST_GAP_MS:
        reason = "The video was analysed at too few frames a second to see how mouths move."
        speakers = sorted({part.speaker_id for part in speech})
        return SpeakerMatches((), tuple(Refusal(speaker, reason) for speaker in speakers), ())
    end_ms = max([part.end_ms for part in speech] + [_latest(rows)], default=0)
    steps = end_ms // STEP_MS + 1
    voices = _voices(speech, steps)
    level = _level(loudness, steps) if loudness is not None else None
    evidence = {
        (face, speaker): _evidence(face, speaker, mouth, voice, level)
        for face, mouth in _mouths(rows, steps).items()
        for speaker, voice in voices.items()
    }
    return _assigned(list(voices), evidence)


def _usual_gap_ms(rows: pl.DataFrame) -> float:
    gaps = np.diff(rows["timestamp_ms"].unique().sort().to_numpy())
    return float(np.median(gaps)) if gaps.size else 0.0


def _latest(rows: pl.DataFrame) -> int:
    return int(str(rows["timestamp_ms"].max())) if rows.height else 0


@dataclass(frozen=True, slots=True, eq=False)
class _Voice:
    """By step: whether the voice speaks, and whether it does so alone."""

    speaking: Flags
    alone: Flags


def _voices(speech: Sequence[Speech], steps: int) -> dict[int, _Voice]:
    speaking: dict[int, Flags] = {}
    for part in sorted(speech, key=lambda one: one.speaker_id):
        flags = speaking.setdefault(part.speaker_id, np.zeros(steps, bool))
        flags[part.start_ms // STEP_MS : -(-part.end_ms // STEP_MS)] = True
    several = np.sum(list(speaking.values()), axis=0) > 1
    return {speaker: _Voice(flags, flags & ~several) for speaker, flags in speaking.items()}


def _level(loudness: Loudness, steps: int) -> Floats:
    """Loudness by step, in dB, what is far below the loudest parts set to one floor."""
    levels = ndimage.uniform_filter1d(loudness.levels_db.astype(np.float64), 5)
    times = loudness.start_ms + HOP_MS * np.arange(len(levels))
    if not len(levels):
        return np.zeros(steps)
    by_step = np.interp(STEP_MS * np.arange(steps), times, levels)
    loudest = float(np.percentile(levels, 95))
    return np.asarray(np.clip(by_step, loudest - _QUIET_DB, loudest))


@dataclass(frozen=True, slots=True, eq=False)
class _Mouth:
    """By step: whether the face can be read, how far its mouth is open, how much that varies around it."""

    seen: Flags
    opening: Floats
    movement: Floats


def _mouths(rows: pl.DataFrame, steps: int) -> dict[int, _Mouth]:
    told = rows.filter(pl.col("au25").is_not_null() & pl.col("au26").is_not_null()).sort("timestamp_ms")
    return {
        int(str(face)): _mouth(
            part["timestamp_ms"].to_numpy(), part.select("au25", "au26").to_numpy().mean(axis=1), steps
        )
        for (face,), part in sorted(told.partition_by("face_id", as_dict=True).items())
    }


def _mouth(times: NDArray[np.int64], openings: Floats, steps: int) -> _Mouth:
    seen, opening = np.zeros(steps, bool), np.zeros(steps)
    breaks = [0, *(np.flatnonzero(np.diff(times) > _LONGEST_GAP_MS) + 1), len(times)]
    for first, behind in pairwise(breaks):
        inside = np.arange(-(-times[first] // STEP_MS), times[behind - 1] // STEP_MS + 1)
        seen[inside] = True
        opening[inside] = np.interp(inside * STEP_MS, times[first:behind], openings[first:behind])
    weight = np.maximum(ndimage.uniform_filter1d(seen.astype(np.float64), _WINDOW), 1e-9)
    mean = ndimage.uniform_filter1d(opening, _WINDOW) / weight
    square = ndimage.uniform_filter1d(opening**2, _WINDOW) / weight
    return _Mouth(seen, opening, np.sqrt(np.maximum(square - mean**2, 0)))


def _evidence(face: int, speaker: int, mouth: _Mouth, voice: _Voice, level: Floats | None) -> Evidence:
    during, resting = mouth.seen & voice.alone, mouth.seen & ~voice.speaking
    contrast, by_contrast = _contrast(mouth.movement[during], mouth.movement[resting])
    synchrony, by_synchrony = None, 0.0
    if level is not None:
        synchrony, by_synchrony = _synchrony(mouth.opening[during], level[during])
    told = [z for value, z in ((contrast, by_contrast), (synchrony, by_synchrony)) if value is not None]
    return Evidence(
        face_id=face,
        speaker_id=speaker,
        shared_s=float(during.sum()) * STEP_MS / 1000,
        movement=float(mouth.movement[during].mean()) if during.any() else 0.0,
        contrast=contrast,
        synchrony=synchrony,
        strength=float(sum(told) / np.sqrt(len(told))) if told else 0.0,
    )


def _contrast(during: Floats, resting: Floats) -> tuple[float | None, float]:
    """The probability and its distance from chance, as many values counting as were seconds apart."""
    per_value = STEP_MS / 1000 / _DEPENDENT_S
    spells, others = len(during) * per_value, len(resting) * per_value
    if min(spells, others) < 1:
        return None, 0.0
    area = float(stats.mannwhitneyu(during, resting).statistic) / (len(during) * len(resting))
    spread = np.sqrt((spells + others + 1) / (12 * spells * others))
    return area, float((area - 0.5) / spread)


def _synchrony(opening: Floats, level: Floats) -> tuple[float | None, float]:
    """The best correlation at a small lag, and its distance from those at shifts that mean nothing."""
    if len(opening) * STEP_MS < 1000 * LEAST_SHARED_S or opening.std() < 1e-6 or level.std() < 1e-6:
        return None, 0.0
    a, b = stats.zscore(opening), stats.zscore(level)
    real = max(float(np.mean(a * np.roll(b, lag))) for lag in _LAGS)
    if len(a) < 3 * _OFF_BEAT:
        return None, 0.0
    shifts = np.unique(np.linspace(_OFF_BEAT, len(a) - _OFF_BEAT, _SHIFTS).astype(int))
    by_chance = [max(float(np.mean(a * np.roll(b, shift + lag))) for lag in _LAGS) for shift in shifts]
    spread = max(float(np.std(by_chance)), 1 / np.sqrt(len(a) * STEP_MS / 1000 / _DEPENDENT_S * 4))
    return real, (real - float(np.mean(by_chance))) / spread


def _assigned(speakers: Sequence[int], evidence: Mapping[tuple[int, int], Evidence]) -> SpeakerMatches:
    faces = sorted({face for face, _ in evidence})
    weights = np.array(
        [[_weight(evidence[face, speaker]) for speaker in speakers] for face in faces]
    ).reshape(len(faces), len(speakers))
    chosen = _best(weights)
    links, refusals = [], []
    for column, speaker in enumerate(speakers):
        row = chosen.get(column)
        own = [evidence[face, speaker] for face in faces]
        if row is None:
            refusals.append(Refusal(speaker, _nobody(own)))
            continue
        without = weights.copy()
        without[row, column] = 0
        lead = _total(weights) - _total(without)
        reason = _doubt(own[row]) or _rivals(lead, own[row], own, weights[row], column)
        if reason:
            refusals.append(Refusal(speaker, reason))
        else:
            links.append(Link(faces[row], speaker, float(stats.norm.cdf(lead / np.sqrt(2)))))
    return SpeakerMatches(tuple(links), tuple(refusals), tuple(evidence.values()))


def _weight(pair: Evidence) -> float:
    return max(0.0, pair.strength) if pair.shared_s >= LEAST_SHARED_S else 0.0


def _best(weights: Floats) -> dict[int, int]:
    """The row for each column that has one in the assignment of the largest sum."""
    rows, columns = optimize.linear_sum_assignment(weights, maximize=True)
    return {
        int(column): int(row) for row, column in zip(rows, columns, strict=True) if weights[row, column] > 0
    }


def _total(weights: Floats) -> float:
    return float(weights[optimize.linear_sum_assignment(weights, maximize=True)].sum())


def _nobody(own: Sequence[Evidence]) -> str:
    """Why no face was left for a voice."""
    if not own:
        return "No face was seen well enough to tell how its mouth moves."
    longest = max(pair.shared_s for pair in own)
    if longest < LEAST_SHARED_S:
        return (
            f"No face was in view for more than {longest:.1f} s while this voice spoke alone; "
            f"{LEAST_SHARED_S:.0f} s are needed."
        )
    if max(_weight(pair) for pair in own) > 0:
        return "The faces that move with this voice move more with other voices."
    return "No mouth moves when this voice speaks; whoever speaks may be off screen."


def _doubt(pair: Evidence) -> str:
    """What is too thin about the best pair for a voice; empty where it stands."""
    if pair.movement < LEAST_MOVEMENT:
        return "No mouth moves when this voice speaks; whoever speaks may be off screen."
    clear = (pair.contrast or 0) >= LEAST_CONTRAST or (pair.synchrony or 0) >= LEAST_SYNCHRONY
    if pair.strength < LEAST_EVIDENCE or not clear:
        return (
            f"The mouth of face {pair.face_id} moves with this voice hardly more than by chance "
            f"({pair.strength:.1f} of the {LEAST_EVIDENCE:.0f} standard deviations needed)."
        )
    return ""


def _rivals(lead: float, pair: Evidence, own: Sequence[Evidence], weights: Floats, column: int) -> str:
    """Who else it could be, where the best pair does not lead by enough."""
    if lead >= LEAST_LEAD:
        return ""
    rival = max((one for one in own if one is not pair), key=lambda one: one.strength, default=None)
    others = np.delete(weights, column)
    if rival is not None and rival.strength >= (others.max() if others.size else 0):
        return f"Face {rival.face_id} moves its mouth with this voice nearly as much as face {pair.face_id}."
    return f"Face {pair.face_id} moves its mouth nearly as much with another voice."

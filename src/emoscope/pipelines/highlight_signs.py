"""What may make a moment stand out, in figures: a face that changes, a voice or words unlike the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from emoscope.domain.emotions import EMOTIONS
from emoscope.domain.findings import FaceFindings, FaceSeries, Findings, SegmentFindings
from emoscope.domain.text import TEXT_EMOTIONS

FACE, VOICE, WORDS = "face", "voice", "words"

_NEUTRAL = EMOTIONS.index("neutral")
_BEFORE_MS, _AFTER_MS = 3000, 1000
_APART_MS = 4000
_LEAST_SEEN, _LEAST_RISE = 0.5, 0.15
_RISE, _ABOVE, _STRENGTH = 0.5, 0.3, 0.2
_WEIGHT = {FACE: 1.0, VOICE: 0.8, WORDS: 0.7}
_LEAST_WORDS = 0.5
_THOUGHTS = frozenset({"neutral", "approval", "disapproval", "realization", "curiosity", "confusion"})
"""Labels that tell of thinking more than of feeling: no highlights by themselves."""


_NOUNS = {
    "angry": "anger", "contempt": "contempt", "disgust": "disgust", "fear": "fear", "happy": "happiness",
    "neutral": "a neutral expression", "sad": "sadness", "surprise": "surprise",
}  # fmt: skip
_QUOTED = 90


@dataclass(frozen=True, slots=True)
class Sign:
    """Something that stands out from `start_ms` to `end_ms`, most of all at `at_ms`.

    `subject_id` is the face_id (FACE) or the speaker_id (VOICE, WORDS), `name` what it was called then.
    `emotion` had the share or probability `after`; `before` is its share just before for a face that was
    seen then, else what is usual for this face or speaker, as `is_rise` tells. All are in [0, 1].
    """

    modality: str
    subject_id: int
    name: str
    emotion: str
    start_ms: int
    end_ms: int
    at_ms: int
    before: float
    after: float
    is_rise: bool
    score: float
    quote: str = ""

    def says_the_same(self, other: Sign) -> bool:
        return (self.modality, self.subject_id, self.emotion) == (
            other.modality,
            other.subject_id,
            other.emotion,
        )


def in_words(sign: Sign) -> str:
    """What stood out, as a sentence with its figures."""
    before, after = f"{sign.before:.0%}", f"{sign.after:.0%}"
    if sign.modality == FACE and sign.is_rise:
        return f"{sign.name}: {_NOUNS[sign.emotion]} rises from {before} to {after}"
    if sign.modality == FACE:
        return f"{sign.name}: {_NOUNS[sign.emotion]} at {after}, usually {before}"
    if sign.modality == VOICE:
        return f"{sign.name}: {_NOUNS[sign.emotion]} in the voice at {after}, usually {before}"
    words = sign.quote if len(sign.quote) <= _QUOTED else f"{sign.quote[: _QUOTED - 1].rstrip()}…"
    return f'{sign.name}: {sign.emotion} in the words at {after}, usually {before}: "{words}"'


def signs(findings: Findings) -> list[Sign]:
    """All of them, however weak, in no order."""
    found = [sign for face in findings.faces for sign in _of_face(face)]
    return [*found, *_of_voices(findings), *_of_words(findings)]


def _of_face(face: FaceFindings) -> Iterator[Sign]:
    series = face.series
    if series is None or not len(series.start_ms):
        return
    seen = _Seen.of(series)
    scores = _RISE * seen.rise + _ABOVE * (seen.after - seen.usual) + _STRENGTH * seen.after
    scores[:, _NEUTRAL] = -1.0
    # The sum may be led by a trait of the face; what is told must have grown.
    scores[(seen.rise < _LEAST_RISE) | (seen.after <= seen.usual)] = -1.0
    scores = scores * seen.readable[:, None]
    best = scores.max(axis=1)
    taken: list[int] = []
    for index in np.argsort(-best, kind="stable"):
        at = int(series.start_ms[index])
        if best[index] <= 0:
            break
        if all(abs(at - other) >= _APART_MS for other in taken):
            taken.append(at)
            yield _face_sign(face, series, seen, int(index), int(scores[index].argmax()), float(best[index]))


def _face_sign(
    face: FaceFindings, series: FaceSeries, seen: _Seen, index: int, emotion: int, score: float
) -> Sign:
    start = int(series.start_ms[index])
    end = index + 1
    while (
        end < len(series.start_ms)
        and series.start_ms[end] - series.start_ms[end - 1] <= 2 * series.bin_ms
        and series.emotions[end, emotion] >= seen.after[index, emotion] / 2
    ):
        end += 1
    return Sign(
        modality=FACE,
        subject_id=face.face_id,
        name=face.name,
        emotion=EMOTIONS[emotion],
        start_ms=start,
        end_ms=int(series.start_ms[end - 1]) + series.bin_ms,
        at_ms=start,
        before=float(seen.after[index, emotion] - seen.rise[index, emotion]),
        after=float(seen.after[index, emotion]),
        is_rise=bool(seen.before_seen[index]),
        score=min(1.0, _WEIGHT[FACE] * score),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """For each stretch of a series: emotions in the second from it on (n, 8), by how much more that is than
    in the three seconds before (or than usual, where the face was not seen then), and how readable it is."""

    after: NDArray[np.float64]
    rise: NDArray[np.float64]
    usual: NDArray[np.float64]
    readable: NDArray[np.float64]
    before_seen: NDArray[np.bool_]

    @classmethod
    def of(cls, series: FaceSeries) -> _Seen:
        weight = 1 - series.uncertain
        mass = np.concatenate([[0.0], np.cumsum(weight)])
        sums = np.vstack([np.zeros(len(EMOTIONS)), np.cumsum(series.emotions * weight[:, None], axis=0)])
        here = np.arange(len(weight))
        begins = series.start_ms
        behind = np.maximum(np.searchsorted(begins, begins + _AFTER_MS), here + 1)
        first = np.searchsorted(begins, begins - max(_BEFORE_MS, series.bin_ms))
        usual = sums[-1] / max(1e-9, mass[-1])
        after = _means(sums, mass, here, behind, usual)
        before = _means(sums, mass, first, here, usual)
        return cls(
            after=after,
            rise=after - before,
            usual=usual,
            readable=(mass[behind] - mass[here]) / (behind - here),
            before_seen=mass[here] - mass[first] > _LEAST_SEEN,
        )


def _means(
    sums: NDArray[np.float64],
    mass: NDArray[np.float64],
    first: NDArray[np.int64],
    behind: NDArray[np.int64],
    otherwise: NDArray[np.float64],
) -> NDArray[np.float64]:
    seen = mass[behind] - mass[first]
    means: NDArray[np.float64] = (sums[behind] - sums[first]) / np.maximum(seen, 1e-9)[:, None]
    return np.where(seen[:, None] > _LEAST_SEEN, means, otherwise)


def _of_voices(findings: Findings) -> Iterator[Sign]:
    heard = [one for one in findings.segments if one.emotions is not None]
    shares = np.array([[(one.emotions or {})[name] for name in EMOTIONS] for one in heard])
    for segment, own, usual in _with_usual(heard, shares):
        gains = own - usual
        scores = (_RISE + _ABOVE) * gains + _STRENGTH * own
        scores[_NEUTRAL] = scores[gains < _LEAST_RISE] = -1.0
        top = int(scores.argmax())
        if scores[top] > 0:
            yield _spoken(
                findings, segment, VOICE, EMOTIONS[top], float(usual[top]), float(own[top]), scores[top]
            )


def _of_words(findings: Findings) -> Iterator[Sign]:
    said = [one for one in findings.segments if one.text_emotions is not None]
    scores = np.array([[(one.text_emotions or {})[name] for name in TEXT_EMOTIONS] for one in said])
    felt = np.array([name not in _THOUGHTS for name in TEXT_EMOTIONS])
    for segment, own, usual in _with_usual(said, scores):
        top = int(np.where(felt, own - usual / 2, -1.0).argmax())
        if own[top] >= _LEAST_WORDS:
            score = own[top] - usual[top] / 2
            yield _spoken(
                findings, segment, WORDS, TEXT_EMOTIONS[top], float(usual[top]), float(own[top]), score
            )


def _with_usual(
    segments: list[SegmentFindings], values: NDArray[np.float64]
) -> Iterator[tuple[SegmentFindings, NDArray[np.float64], NDArray[np.float64]]]:
    """Segments with their values and what is usual: the mean of the same speaker's other segments, or of all
    others where there are none, by time. A single segment is like nothing else, so there is none of it."""
    lengths = np.array([max(1, one.end_ms - one.start_ms) for one in segments], np.float64)
    speakers = np.array([one.speaker_id for one in segments])
    for index, segment in enumerate(segments):
        others = np.arange(len(segments)) != index
        same = others & (speakers == segment.speaker_id)
        chosen = same if same.any() else others
        if chosen.any():
            yield segment, values[index], np.average(values[chosen], axis=0, weights=lengths[chosen])


def _spoken(
    findings: Findings,
    segment: SegmentFindings,
    modality: str,
    emotion: str,
    usual: float,
    own: float,
    score: float,
) -> Sign:
    speaker = findings.speaker(segment.speaker_id)
    return Sign(
        modality=modality,
        subject_id=segment.speaker_id,
        name=speaker.name if speaker else f"speaker_{segment.speaker_id}",
        emotion=emotion,
        start_ms=segment.start_ms,
        end_ms=segment.end_ms,
        at_ms=segment.start_ms,
        before=usual,
        after=own,
        is_rise=False,
        score=min(1.0, _WEIGHT[modality] * float(score)),
        quote=segment.text if modality == WORDS else "",
    )

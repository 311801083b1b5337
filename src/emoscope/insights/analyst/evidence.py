"""The figures of a medium as samples on one axis, whichever modality they are of, and means of them.

The axis is time in ms, or the number of the sentence in a text. Faces weigh by the time a stretch overlaps
the part looked at, voices by the time of a segment in it, words by the words of a segment or sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from emoscope.analyzers.circumplex import affect_of
from emoscope.domain.emotions import EMOTIONS, Affect
from emoscope.domain.findings import FaceFindings, Findings
from emoscope.domain.text import sentiment_scores
from emoscope.insights.analyst.question import AROUSAL, FACE, INTENSITY, VALENCE, VOICE, WORDS, Person, Span

MODALITIES = (FACE, VOICE, WORDS)
_UNREADABLE = 0.5
"""Stretches in which a face could be read in less than half of the frames are passed over for moments."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What one subject showed from `start` to `end`; `index` is that of the segment or sentence, else -1.

    `words` is how many words it holds, `affect` None where the modality has none but pleasantness.
    """

    modality: str
    subject: int | None
    start: int
    end: int
    scores: Mapping[str, float]
    affect: Affect | None
    index: int = -1
    words: int = 0
    readable: bool = True

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    def level(self, dimension: str) -> float | None:
        """Valence, arousal or intensity; of words only valence, as positive minus negative."""
        if self.affect is None:
            if dimension != VALENCE:
                return None
            groups = sentiment_scores(self.scores)
            return groups["positive"] - groups["negative"]
        return {VALENCE: self.affect.valence, AROUSAL: self.affect.arousal, INTENSITY: self.affect.intensity}[
            dimension
        ]


def samples(findings: Findings, modality: str, person: Person | None = None) -> list[Sample]:
    """All samples of a modality in order of time, of one person or of all."""
    if modality == FACE:
        wanted = [face for face in findings.faces if person is None or face.face_id == person.face_id]
        found = [sample for face in wanted for sample in _of_face(face)]
        return sorted(found, key=lambda sample: (sample.start, sample.subject or 0))
    if person is not None and person.speaker_id is None:
        return []
    return [
        sample
        for sample in (_of_voices(findings) if modality == VOICE else _of_words(findings))
        if person is None or sample.subject == person.speaker_id
    ]


def _of_face(face: FaceFindings) -> Iterator[Sample]:
    series = face.series
    if series is None:
        return
    for place, start in enumerate(series.start_ms.tolist()):
        yield Sample(
            modality=FACE,
            subject=face.face_id,
            start=start,
            end=start + series.bin_ms,
            scores=dict(zip(EMOTIONS, series.emotions[place].tolist(), strict=True)),
            affect=Affect(
                float(series.valence[place]), float(series.arousal[place]), float(series.intensity[place])
            ),
            readable=float(series.uncertain[place]) < _UNREADABLE,
        )


def _of_voices(findings: Findings) -> Iterator[Sample]:
    for segment in findings.segments:
        if segment.emotions is not None:
            shares = np.array([segment.emotions[name] for name in EMOTIONS])
            yield Sample(
                VOICE, segment.speaker_id, segment.start_ms, segment.end_ms, segment.emotions,
                affect_of(shares), segment.index, len(segment.text.split()),
            )  # fmt: skip


def _of_words(findings: Findings) -> Iterator[Sample]:
    for segment in findings.segments:
        if segment.text_emotions is not None:
            yield Sample(
                WORDS, segment.speaker_id, segment.start_ms, segment.end_ms, segment.text_emotions, None,
                segment.index, len(segment.text.split()),
            )  # fmt: skip
    if findings.segments:
        return
    for index, sentence in enumerate(findings.sentences):
        if sentence.emotions is not None:
            yield Sample(
                WORDS, None, index, index + 1, sentence.emotions, None, index, len(sentence.text.split())
            )


def within(found: Sequence[Sample], span: Span | None) -> list[Sample]:
    """Those that touch a part; a moment is touched by what it lies in."""
    if span is None:
        return list(found)
    end = max(span.end, span.start + 1)
    return [sample for sample in found if sample.start < end and sample.end > span.start]


def mean(found: Sequence[Sample], span: Span | None) -> dict[str, float] | None:
    """Label to weighted mean over a part, None where there is nothing."""
    touching = within(found, span)
    weights = [_weight(sample, span) for sample in touching]
    if not touching or not sum(weights):
        return None
    return {
        label: sum(sample.scores[label] * weight for sample, weight in zip(touching, weights, strict=True))
        / sum(weights)
        for label in touching[0].scores
    }


def mean_level(found: Sequence[Sample], dimension: str, span: Span | None) -> float | None:
    levels = [
        (level, _weight(sample, span))
        for sample in within(found, span)
        if (level := sample.level(dimension)) is not None
    ]
    total = sum(weight for _, weight in levels)
    return sum(level * weight for level, weight in levels) / total if total else None


def _weight(sample: Sample, span: Span | None) -> float:
    if sample.modality == WORDS:
        return sample.words
    if span is None:
        return sample.end - sample.start
    return max(1, min(sample.end, span.end) - max(sample.start, span.start))


def stored(findings: Findings, modality: str, person: Person | None) -> Mapping[str, float] | None:
    """The stored means over the whole medium, of one person or of all."""
    if person is None:
        return {
            FACE: findings.face_emotions, VOICE: findings.voice_emotions, WORDS: findings.text_emotions,
        }[modality]  # fmt: skip
    if modality == FACE:
        face = findings.face(person.face_id) if person.face_id is not None else None
        return face.emotions if face else None
    speaker = findings.speaker(person.speaker_id) if person.speaker_id is not None else None
    if speaker is None:
        return None
    return speaker.emotions if modality == VOICE else speaker.text_emotions


def shares(
    findings: Findings, modality: str, person: Person | None, span: Span | None
) -> Mapping[str, float] | None:
    """Means over a part, or those stored over the whole."""
    if span is None:
        return stored(findings, modality, person)
    return mean(samples(findings, modality, person), span)


def level(
    findings: Findings, modality: str, person: Person | None, dimension: str, span: Span | None
) -> float | None:
    """A dimension over a part or the whole; of faces over the whole the stored mean."""
    if span is None and modality == FACE:
        face = findings.face(person.face_id) if person and person.face_id is not None else None
        affect = face.affect if face else findings.face_affect if person is None else None
        return None if affect is None else float(getattr(affect, dimension))
    return mean_level(samples(findings, modality, person), dimension, span)


def subject_of(modality: str, person: Person | None) -> int | None:
    if person is None:
        return None
    return person.face_id if modality == FACE else person.speaker_id


def has(findings: Findings, modality: str) -> bool:
    return stored(findings, modality, None) is not None or bool(samples(findings, modality))

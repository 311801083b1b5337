"""A microphone's sound as it comes: whether somebody speaks, and what each stretch of speech says and how it
sounds, once it has ended."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from emoscope.analyzers.speech_activity import FRAME, RATE, ActivitySettings
from emoscope.analyzers.transcription import Words
from emoscope.domain.audio import UNKNOWN_LANGUAGE, Transcript
from emoscope.domain.emotions import EMOTIONS, EmotionScores
from emoscope.domain.text import TextScores
from emoscope.pipelines.listening import SILENT_DB, AudioModels, usual_gain
from emoscope.pipelines.transcripts import (
    FOREIGN_BELOW,
    NOT_UNDERSTOOD_BELOW,
    emotions_of_words,
    kept_transcript,
    word_count,
)

PAUSE_S = 0.6
"""Silence that ends a stretch of speech."""
LONGEST_S = 12.0
"""Speech without a pause is cut here, so that its words need not be waited for."""
_LEAST_S = 0.25
_BEFORE_S = 0.35
_MARGIN_S = 0.25
_STILL_S = 0.25
_LEVEL_PART = RATE // 4
_LEVELS = 80  # twenty seconds
_MOST_GAIN_DB = 30.0
_TELLING_WORDS = 12
_REMEMBERED = 8
_NOT_HERE = {"speaker-changes", "voice-embedding"}
"""Jobs of recordings that are not done: nobody is told apart."""

Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Moment:
    """How things stand at the end of what was heard: the largest probability of speech in it, whether
    somebody is speaking, and its level in dB of full scale."""

    speech: float
    speaking: bool
    level_db: float


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """Speech from `start` to `end`, counted in samples since the beginning; `samples` begin at `first`."""

    start: int
    end: int
    first: int
    samples: Samples


@dataclass(frozen=True, slots=True)
class Saying:
    """What a stretch says and how; None where it was not judged."""

    transcript: Transcript
    emotions: EmotionScores | None
    text_emotions: TextScores | None


class SpeechFollower:
    """Finds the stretches of speech in sound that comes in pieces of any length.

    Memory does not grow: of silence a third of a second is kept, of speech LONGEST_S.
    """

    def __init__(self, models: AudioModels) -> None:
        self._models = models
        self._activity = _Stepwise(models)
        self._settings = ActivitySettings()
        self._levels: deque[float] = deque(maxlen=_LEVELS)
        self._kept: Samples = np.empty(0, np.float32)
        self._kept_from = 0
        self._judged_to = 0
        self._begin: int | None = None
        self._voiced_to = 0

    @property
    def is_open(self) -> bool:
        """Whether a stretch has begun that has not ended."""
        return self._begin is not None

    @property
    def heard(self) -> int:
        """Samples so far."""
        return self._kept_from + len(self._kept)

    def push(self, samples: Samples) -> tuple[Moment, list[Stretch]]:
        """Takes the next samples (n,) at 16 kHz, n > 0; gives the stretches that have ended."""
        self._kept = np.concatenate([self._kept, samples])
        self._levels.extend(_levels_db(samples))
        whole = (self.heard - self._judged_to) // FRAME * FRAME
        found = self._window(self._judged_to, self._judged_to + whole)
        probabilities = self._activity.probabilities(found * np.float32(_gain(list(self._levels))))
        ended = [stretch for value in probabilities if (stretch := self._step(value)) is not None]
        self._forget()
        speaking = self._begin is not None and self.heard - self._voiced_to <= _STILL_S * RATE
        level_db = max(SILENT_DB, _level_db(samples))
        return Moment(float(max(probabilities, default=0.0)), speaking, level_db), ended

    def finish(self) -> list[Stretch]:
        """Ends what is being said, as where the microphone was switched off; what comes next has nothing to
        do with it."""
        ended = self._end()
        self._kept_from = self._judged_to = self.heard
        self._kept = np.empty(0, np.float32)
        self._activity = _Stepwise(self._models)
        return [ended] if ended is not None else []

    def _step(self, value: float) -> Stretch | None:
        begin, behind = self._judged_to, self._judged_to + FRAME
        self._judged_to = behind
        if self._begin is None:
            if value >= self._settings.begin:
                self._begin = max(self._kept_from, begin - round(self._settings.early_s * RATE))
                self._voiced_to = behind
            return None
        if value >= self._settings.go_on:
            self._voiced_to = behind
        if behind - self._voiced_to >= PAUSE_S * RATE:
            return self._end()
        if behind - self._begin >= LONGEST_S * RATE:
            ended = self._end()
            self._begin = self._voiced_to = behind
            return ended
        return None

    def _end(self) -> Stretch | None:
        start, self._begin = self._begin, None
        if start is None or self._voiced_to - start < _LEAST_S * RATE:
            return None
        margin = round(_MARGIN_S * RATE)
        first = max(self._kept_from, start - margin)
        return Stretch(start, self._voiced_to, first, self._window(first, self._voiced_to + margin).copy())

    def _window(self, begin: int, end: int) -> Samples:
        return self._kept[begin - self._kept_from : end - self._kept_from]

    def _forget(self) -> None:
        needed = self._judged_to if self._begin is None else self._begin
        begin = max(self._kept_from, needed - round(_BEFORE_S * RATE))
        self._kept, self._kept_from = self._kept[begin - self._kept_from :].copy(), begin


class _Stepwise:
    """The activity detector, whose memory goes on from one piece of sound to the next."""

    def __init__(self, models: AudioModels) -> None:
        self._next: Samples = np.empty(0, np.float32)
        self._found = models.activity.stream(self._pieces())

    def _pieces(self) -> Iterator[Samples]:
        while True:
            yield self._next

    def probabilities(self, samples: Samples) -> list[float]:
        """For samples of whole frames."""
        self._next = samples
        return next(self._found).tolist() if len(samples) else []


class SpeechJudge:
    """Says what stretches say and how they sound."""

    def __init__(self, models: AudioModels) -> None:
        self._models = models
        self._lately: deque[tuple[float, int]] = deque(maxlen=_REMEMBERED)

    def judge(self, stretch: Stretch) -> Saying:
        levels = _levels_db(stretch.samples)
        amplified = stretch.samples * np.float32(_gain(levels))
        (words,) = self._models.transcriber.analyze([amplified])
        (shares,) = self._models.emotion.analyze(
            [amplified[stretch.start - stretch.first : stretch.end - stretch.first]]
        )
        transcript = kept_transcript(
            words, self._spoken(words), self._models.transcriber.languages, NOT_UNDERSTOOD_BELOW
        )
        emotions = None if shares is None else dict(zip(EMOTIONS, shares.tolist(), strict=True))
        return Saying(transcript, emotions, emotions_of_words(transcript, self._models.text))

    def _spoken(self, words: Words) -> str:
        """The language. Where the transcriber tells none apart, what was understood lately is judged by."""
        known = self._models.transcriber.languages[0]
        if words.language or not words.text or words.log_probability < NOT_UNDERSTOOD_BELOW:
            return words.language or known
        self._lately.append((words.log_probability, word_count(words.text)))
        values, weights = zip(*self._lately, strict=True)
        is_foreign = sum(weights) >= _TELLING_WORDS and np.average(values, weights=weights) < FOREIGN_BELOW
        return UNKNOWN_LANGUAGE if is_foreign else known


def models_of(models: AudioModels) -> Mapping[str, str]:
    """The model of each job that is done here."""
    return {job: model for job, model in models.ids().items() if job not in _NOT_HERE}


def _levels_db(samples: Samples) -> list[float]:
    parts = np.array_split(samples, max(1, round(len(samples) / _LEVEL_PART)))
    return [_level_db(part) for part in parts if len(part)]


def _level_db(samples: Samples) -> float:
    return float(10 * np.log10(np.square(samples, dtype=np.float64).mean() + 1e-20))


def _gain(levels_db: list[float]) -> float:
    """Brings quiet speech to a usual level, never loud speech down; 1 where there is only silence."""
    loud_db = float(np.percentile(levels_db, 98)) if levels_db else SILENT_DB
    return usual_gain(loud_db, _MOST_GAIN_DB) or 1.0

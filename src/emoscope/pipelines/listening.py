"""The voices of a recording and when each of them speaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from emoscope.analyzers.speech_activity import FRAME, RATE, speech_spans
from emoscope.analyzers.transcription import Transcriber
from emoscope.inference.weights import ModelSpec
from emoscope.media.channels import BLOCK_S, Voice
from emoscope.pipelines.text import TextModels

_BLOCK = FRAME * 1875  # a minute
_WANTED_DB = -20.0
_MOST_GAIN_DB = 40.0
SILENT_DB = -80.0

Spans = list[tuple[float, float]]


class ActivityDetector(Protocol):
    """Gives the probability of speech in every 32 ms of a recording that comes in blocks."""

    spec: ModelSpec

    def stream(self, blocks: Iterator[NDArray[np.float32]]) -> Iterator[NDArray[np.float32]]: ...


class VoiceEncoder(Protocol):
    """Maps stretches of mel frames (frames, 80) to unit-length embeddings."""

    spec: ModelSpec

    def analyze(self, inputs: Sequence[NDArray[np.float32]]) -> list[NDArray[np.float32]]: ...


class ChangeDetector(Protocol):
    """Maps chunks of a recording to the moments in seconds, in order, at which another person goes on
    speaking."""

    spec: ModelSpec

    def analyze(self, inputs: Sequence[NDArray[np.float32]]) -> list[NDArray[np.float64]]: ...


class VoiceScorer(Protocol):
    """Maps stretches of one voice (n,) at 16 kHz to shares of the eight emotions; None where there is too
    little to judge."""

    spec: ModelSpec

    def analyze(self, inputs: Sequence[NDArray[np.float32]]) -> list[NDArray[np.float64] | None]: ...


@dataclass(frozen=True, slots=True)
class AudioModels:
    """What is run on a recording. All are safe to use from several threads."""

    activity: ActivityDetector
    changes: ChangeDetector
    voice: VoiceEncoder
    transcriber: Transcriber
    emotion: VoiceScorer
    text: TextModels

    def ids(self) -> Mapping[str, str]:
        """The model of each job, as it is stored with results."""
        return {
            "speech-activity": self.activity.spec.id,
            "speaker-changes": self.changes.spec.id,
            "voice-embedding": self.voice.spec.id,
            "speech-transcription": self.transcriber.spec.id,
            "voice-emotion": self.emotion.spec.id,
            **self.text.ids(),
        }


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """One voice: `spans` of speech in seconds of the recording, and the factor that brings it to a usual
    level."""

    voice: Voice
    gain: float
    spans: Spans

    def read(self, begin_s: float, end_s: float) -> NDArray[np.float32]:
        """Samples at 16 kHz at the usual level."""
        return self.voice.read(round(begin_s * RATE), round(end_s * RATE)) * np.float32(self.gain)


def listen(voice: Voice, detector: ActivityDetector, heard_to: Callable[[float], None]) -> Heard:
    """Find the speech of one voice. `heard_to` is told the share that is done, in [0, 1]; it may raise."""
    gain = _gain(voice)
    count = len(voice.recording.samples)
    if not gain:
        return Heard(voice, 1.0, [])
    found = []
    for probabilities in detector.stream(_blocks(voice, gain)):
        found.append(probabilities)
        heard_to(min(1.0, len(found) * _BLOCK / max(1, count)))
    spans = speech_spans(_without_leaks(np.concatenate(found), voice.muted))
    end_s = count / RATE
    return Heard(voice, gain, [(begin, min(end, end_s)) for begin, end in spans if begin < end_s])


def _blocks(voice: Voice, gain: float) -> Iterator[NDArray[np.float32]]:
    for begin in range(0, len(voice.recording.samples), _BLOCK):
        yield voice.read(begin, min(begin + _BLOCK, len(voice.recording.samples))) * np.float32(gain)


def _gain(voice: Voice) -> float:
    """Brings quiet speech to a usual level, never loud speech down (the transcriber errs more on quiet
    sound); 0 where there is only silence."""
    levels = []
    for block in _blocks(voice, 1.0):
        parts = block[: len(block) // 4000 * 4000].reshape(-1, 4000) if len(block) >= 4000 else block[None]
        levels.append(np.square(parts, dtype=np.float64).mean(axis=1))
    loud_db = 10 * np.log10(np.percentile(np.concatenate(levels), 98) + 1e-20) if levels else -200.0
    return usual_gain(float(loud_db), _MOST_GAIN_DB)


def usual_gain(loud_db: float, most_db: float) -> float:
    """The factor that brings sound this loud to a usual level, by `most_db` at most and never down; 0 for
    silence."""
    if loud_db <= SILENT_DB:
        return 0.0
    return float(10 ** (min(most_db, max(0.0, _WANTED_DB - loud_db)) / 20))


def _without_leaks(probabilities: NDArray[np.float32], muted: NDArray[np.bool_]) -> NDArray[np.float32]:
    if not muted.any():
        return probabilities
    blocks = ((np.arange(len(probabilities)) + 0.5) * FRAME / (BLOCK_S * RATE)).astype(int)
    return np.where(muted[np.minimum(blocks, len(muted) - 1)], np.float32(0), probabilities)

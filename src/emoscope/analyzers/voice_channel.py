"""What lies between a voice and its recording: steady noise and a channel that favours some bands.

Both are measured over a whole recording and taken back before voices are compared. The encoder hears powers,
so a telephone's missing bands or a noise floor would otherwise be part of everybody's voice. The spectrum
that speech is brought half way to, and the embedding that all voices share, were measured by
training/speaker_embedding/measure.py and are kept beside the weights.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from emoscope.analyzers.speaker_timeline import unit_length

Floats = NDArray[np.float32]

VOICE_STATISTICS_ID = "voice-statistics-1"
_HALF_WAY = 0.5
_MOST_GAIN = 100.0
_LEAST_SHARE = 0.02
_PAUSE_FRAMES = 50
"""Half a second: of less, the noise between words is not told from their ends."""


@dataclass(frozen=True, slots=True)
class VoiceStatistics:
    """`spectrum` (40,) is the mean power of speech in the mel bands, summing to 1; `mean` (256,) the mean
    embedding of speech whose channel was taken back."""

    spectrum: Floats
    mean: Floats

    def without_mean(self, embeddings: Floats) -> Floats:
        """(n, 256) of unit length, seen from the mean of all voices: the cosine of two people is then about
        0, where before all voices were alike."""
        return unit_length(embeddings - self.mean)


@cache
def voice_statistics() -> VoiceStatistics:
    text = resources.files("emoscope").joinpath(f"weights/{VOICE_STATISTICS_ID}.json").read_text("utf-8")
    document = json.loads(text)
    return VoiceStatistics(np.array(document["spectrum"], np.float32), np.array(document["mean"], np.float32))


@dataclass(frozen=True, slots=True)
class Channel:
    """`floor` (40,) is the power of the noise in the mel bands, `gains` (40,) what the bands are multiplied
    with once it is gone."""

    floor: Floats
    gains: Floats

    def undone(self, mels: Floats) -> Floats:
        """Mel frames (n, 40) as they might have been without the channel."""
        return np.asarray(_above(mels, self.floor) * self.gains)


class ChannelMeter:
    """Learns a recording's channel from its stretches, a sample of them where there are many."""

    def __init__(self) -> None:
        self._speech: list[Floats] = []
        self._pauses: list[Floats] = []

    def add(self, mels: Floats, speech: NDArray[np.bool_]) -> None:
        """Mel frames (n, 40) and in which of them (n,) somebody speaks."""
        self._speech.append(mels[speech])
        self._pauses.append(mels[~speech])

    def channel(self, spectrum: Floats) -> Channel:
        """What brings the speech half way to the `spectrum`, no band by more than 20 dB. Where nothing was
        heard, or too little, nothing is changed."""
        bands = len(spectrum)
        pauses = np.concatenate([np.zeros((0, bands), np.float32), *self._pauses])
        speech = np.concatenate([np.zeros((0, bands), np.float32), *self._speech])
        floor = np.median(pauses, axis=0) if len(pauses) > _PAUSE_FRAMES else np.zeros(bands, np.float32)
        power = _above(speech, floor).sum(axis=0)
        if not power.sum() > 0:
            return Channel(np.zeros(bands, np.float32), np.ones(bands, np.float32))
        wanted = spectrum / np.maximum(power / power.sum(), 1e-12)
        gains = np.clip(wanted**_HALF_WAY, 1 / _MOST_GAIN, _MOST_GAIN)
        return Channel(np.asarray(floor, np.float32), np.asarray(gains, np.float32))


def _above(mels: Floats, floor: Floats) -> Floats:
    return np.asarray(np.maximum(mels - floor, _LEAST_SHARE * mels))

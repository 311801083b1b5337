"""How a stretch of one voice sounds."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from emoscope.analyzers import prosody
from emoscope.domain.audio import Prosody
from emoscope.domain.emotions import EMOTIONS, EmotionScores
from emoscope.pipelines.listening import Heard, Spans, VoiceScorer
from emoscope.pipelines.transcripts import word_count


@dataclass(frozen=True, slots=True)
class Sound:
    """`prosody` is without a rate of words, `spoken_s` are the seconds of speech; `emotions` are the eight
    shares heard in the voice, None where it was not judged."""

    prosody: Prosody
    spoken_s: float
    emotions: EmotionScores | None

    def saying(self, text: str) -> Prosody:
        """The prosody with the rate at which these words are spoken."""
        rate = word_count(text) / self.spoken_s if text and self.spoken_s > 0 else None
        return replace(self.prosody, words_per_s=rate)


def sound_of(heard: Heard, start_s: float, end_s: float, spans: Spans, scorer: VoiceScorer) -> Sound:
    """The sound from start to end, of which `spans` are speech, all in seconds of the recording."""
    amplified = heard.read(start_s, end_s)
    (shares,) = scorer.analyze([amplified])
    emotions = None if shares is None else dict(zip(EMOTIONS, shares.tolist(), strict=True))
    # As recorded, without the gain: loudness is a measurement.
    samples = amplified / np.float32(heard.gain)
    spoken = [(begin - start_s, end - start_s) for begin, end in spans]
    spoken_s = sum(end - begin for begin, end in spoken) or end_s - start_s
    return Sound(prosody.measure(samples, spoken, None), spoken_s, emotions)

"""The emotion in a voice: our own head on the middle layers of Moonshine's encoder, which transcribes, and on
how the voice sounds (training/voice_emotion)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from emoscope.analyzers.transcription import ENCODER
from emoscope.analyzers.voice_functionals import functionals
from emoscope.domain.emotions import EMOTIONS
from emoscope.inference.ort_format import onnx_from_ort
from emoscope.inference.session import OnnxSession, Session
from emoscope.inference.weights import ModelSpec, Weights

HEARD: tuple[str, ...] = tuple(emotion for emotion in EMOTIONS if emotion != "contempt")
"""The outputs of the head: no corpus has contempt in the voice, so it is not measured and scored 0."""

VOICE_EMOTION = ModelSpec(
    id="voice-emotion-1",
    weights=Weights(package="emoscope", file="weights/voice-emotion-1.onnx", sha256=""),
    licence="Apache-2.0; most of the recordings it learned from are for non-commercial use only",
    intended_use="The emotion that listeners hear in how something is said; not what the speaker feels.",
    labels=EMOTIONS,
)
VOICE_EMOTION_CC0 = ModelSpec(
    id="voice-emotion-cc0-1",
    weights=Weights(package="emoscope", file="weights/voice-emotion-cc0-1.onnx", sha256=""),
    licence="Apache-2.0; the recordings it learned from are CC0",
    intended_use="The same, learned from free recordings alone (German, ten speakers): much weaker.",
    labels=EMOTIONS,
)

RATE = 16_000
SHORTEST_S = 0.5
LONGEST_S = 15.0
"""Longer stretches are judged in equal parts."""
QUIETEST_DB = -60.0
"""Mean power relative to full scale below which there is nothing to judge."""
LAYERS = ("/Transpose_output_0", *(f"/layers.{number}/Add_1_output_0" for number in range(4)))
"""What the encoder's convolutions and the first four of its six layers say, (1, states, 288), a state every
24 ms."""
_LEVEL_DB = -20.0
_LEVEL_PART = RATE // 4

Samples = NDArray[np.float32]
Shares = NDArray[np.float64]


class VoiceEmotion:
    """Shares of the eight emotions in stretches of one person's speech."""

    def __init__(self, encoder: Session, head: Session, spec: ModelSpec = VOICE_EMOTION) -> None:
        self._encoder, self._head, self.spec = encoder, head, spec

    def analyze(self, inputs: Sequence[Samples]) -> list[Shares | None]:
        """For each stretch (n,) at 16 kHz a vector in the order of EMOTIONS, in [0, 1], summing to 1, that of
        contempt being 0; None where the stretch is shorter than SHORTEST_S or quieter than QUIETEST_DB."""
        return [self._judged(samples) if _fit(samples) else None for samples in inputs]

    def _judged(self, samples: Samples) -> Shares:
        parts = np.array_split(samples, int(np.ceil(len(samples) / (LONGEST_S * RATE))))
        pooled, sounds = zip(*(features(part, self._encoder) for part in parts), strict=True)
        outputs = self._head.run({"states": np.stack(pooled), "sound": np.stack(sounds)})
        logits = outputs["logits"].astype(np.float64)
        each = np.exp(logits - logits.max(axis=1, keepdims=True))
        mean = np.average(each / each.sum(axis=1, keepdims=True), axis=0, weights=[*map(len, parts)])
        shares = np.zeros(len(EMOTIONS))
        shares[[EMOTIONS.index(emotion) for emotion in HEARD]] = mean
        return shares


def features(samples: Samples, encoder: Session) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """What the head is given of a stretch: mean and deviation over time of each of LAYERS, and the
    functionals."""
    sound = levelled(samples)
    outputs = encoder.run({"input_values": sound[None], "attention_mask": np.ones((1, len(sound)), np.int64)})
    states = [outputs[name][0] for name in LAYERS]
    pooled = np.concatenate([part for state in states for part in (state.mean(axis=0), state.std(axis=0))])
    return pooled, functionals(sound)


def levelled(samples: Samples) -> Samples:
    """At the level of the training data: how loud a voice is depends on the microphone first."""
    count = max(1, len(samples) // _LEVEL_PART)
    power = [np.square(part, dtype=np.float64).mean() for part in np.array_split(samples, count)]
    loud_db = 10 * np.log10(np.percentile(power, 90) + 1e-20)
    return np.asarray(samples * np.float32(10 ** ((_LEVEL_DB - loud_db) / 20)))


def _fit(samples: Samples) -> bool:
    if len(samples) < SHORTEST_S * RATE:
        return False
    return bool(10 * np.log10(np.square(samples, dtype=np.float64).mean() + 1e-20) >= QUIETEST_DB)


def load_encoder(threads: int = 1) -> OnnxSession:
    """Moonshine's encoder as far as LAYERS."""
    return OnnxSession(onnx_from_ort(ENCODER.path().read_bytes(), LAYERS), threads)


def load_voice_emotion(threads: int = 1, spec: ModelSpec = VOICE_EMOTION) -> VoiceEmotion:
    assert spec.weights is not None  # noqa: S101 - stated above
    return VoiceEmotion(load_encoder(threads), OnnxSession(spec.weights.path(), threads), spec)


def load_voice_emotion_cc0(threads: int = 1) -> VoiceEmotion:
    return load_voice_emotion(threads, VOICE_EMOTION_CC0)

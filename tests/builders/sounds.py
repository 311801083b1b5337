"""Small real recordings for everybody's tests, made on the spot."""

from __future__ import annotations

import importlib.util
import wave
from functools import cache
from pathlib import Path

import av
import numpy as np
import pytest

RATE = 16_000


@cache
def two_cities() -> np.ndarray:
    """Speech of one man (LibriVox, public domain), (n,) at 16 kHz, which moonshine-voice carries."""
    found = importlib.util.find_spec("moonshine_voice")
    if found is None or not found.submodule_search_locations:
        pytest.skip("moonshine-voice, which carries the speech, is not installed")
    return load(Path(found.submodule_search_locations[0]) / "assets" / "two_cities.wav")


def load(path: Path) -> np.ndarray:
    """The first track at 16 kHz, mono."""
    with av.open(str(path)) as container:
        resampler = av.AudioResampler(format="fltp", layout="mono", rate=RATE)
        frames = [part for frame in container.decode(audio=0) for part in resampler.resample(frame)]
        frames += resampler.resample(None)
    return np.concatenate([frame.to_ndarray()[0] for frame in frames])


def harmonic(hz: float, seconds: float, level: float = 0.1, rate: int = RATE) -> np.ndarray:
    """A tone with overtones that fall off as those of a voice do."""
    time_s = np.arange(round(seconds * rate)) / rate
    tone = sum(np.sin(2 * np.pi * hz * number * time_s) / number for number in range(1, 9))
    return (level * tone).astype(np.float32)


def wav(path: Path, samples: np.ndarray, rate: int = RATE) -> Path:
    """16-bit WAV of samples (n,) or (n, channels), full scale at 1."""
    several = samples.reshape(len(samples), -1)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(several.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.clip(several, -1, 1) * 32767).astype("<i2").tobytes())
    return path


def encoded(path: Path, codec: str, tracks: list[np.ndarray], rate: int, layout: str = "mono") -> Path:
    """A file of one or more tracks (channels, n), in the container that the ending names."""
    with av.open(str(path), "w") as container:
        streams = [container.add_stream(codec, rate=rate, layout=layout) for _ in tracks]
        resamplers = [
            av.AudioResampler(stream.format, layout, rate, frame_size=stream.codec_context.frame_size)
            for stream in streams
        ]
        for stream, resampler, samples in zip(streams, resamplers, tracks, strict=True):
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples, np.float32), "fltp", layout)
            frame.sample_rate = rate
            for part in [*resampler.resample(frame), *resampler.resample(None)]:
                container.mux(stream.encode(part))
        for stream in streams:
            container.mux(stream.encode(None))
    return path

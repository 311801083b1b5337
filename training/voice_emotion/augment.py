"""What training does to a clip: voices, rooms, noises, lines and codecs that the corpora do not have.

Everything is made here: no recording of noise is needed. Samples are float32 (n,) at 16 kHz.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import av
import numpy as np
from numpy.typing import NDArray
from scipy import signal

RATE = 16_000
SHORTEST_S = 1.0
MU_LAW = ("wav", "pcm_mulaw", 8_000, 64_000)
CODECS = (
    ("ogg", "libopus", 16_000, 12_000), ("ogg", "libopus", 16_000, 24_000),
    ("mp3", "libmp3lame", 16_000, 32_000), ("mp3", "libmp3lame", 16_000, 24_000),
    ("adts", "aac", 16_000, 32_000), MU_LAW,
)  # fmt: skip
"""Container, encoder, rate in Hz, bits a second."""

Samples = NDArray[np.float32]


def changed(samples: Samples, others: Sequence[Samples], rng: np.random.Generator) -> Samples:
    """A copy in another voice, room, noise and line. `others` are clips to make babble of."""
    made = samples
    if rng.random() < 0.7:
        made = resampled(made, float(np.exp(rng.uniform(-0.14, 0.14))))
    if rng.random() < 0.4:
        made = equalised(made, rng)
    if rng.random() < 0.4:
        made = reverberated(made, float(rng.uniform(0.15, 0.8)), float(rng.uniform(-3, 12)), rng)
    if rng.random() < 0.5:
        made = noised(made, noise(len(made), others, rng), float(rng.uniform(5, 30)))
    if rng.random() < 0.12:
        made = driven(made, float(rng.uniform(2, 6)))
    draw = rng.random()
    if draw < 0.12:
        made = telephone(made)
    elif draw < 0.25:
        made = low_passed(made, float(rng.uniform(2500, 6500)))
    if rng.random() < 0.25:
        made = coded(made, *CODECS[int(rng.integers(len(CODECS)))])
    return made


def resampled(samples: Samples, factor: float) -> Samples:
    """Faster and higher by `factor`: another size of speaker."""
    count = max(1, round(len(samples) / factor))
    places = np.arange(count) * factor
    if factor > 1:
        samples = low_passed(samples, 0.98 * RATE / 2 / factor)
    return np.interp(places, np.arange(len(samples)), samples).astype(np.float32)


def equalised(samples: Samples, rng: np.random.Generator) -> Samples:
    """A smooth random curve of about 4 dB and a tilt, as of another microphone."""
    points = np.linspace(0, 1, 8)
    gains_db = rng.normal(0, 4, len(points)) + rng.normal(0, 4) * (points - 0.5)
    kernel = signal.firwin2(129, points, 10 ** (gains_db / 20))
    return signal.fftconvolve(samples, kernel, mode="same").astype(np.float32)


def reverberated(samples: Samples, rt60_s: float, direct_db: float, rng: np.random.Generator) -> Samples:
    """Noise that dies away in `rt60_s` for a room; the direct sound is `direct_db` above what comes back."""
    time_s = np.arange(round(rt60_s * RATE)) / RATE
    tail = rng.standard_normal(len(time_s)) * 10 ** (-3 * time_s / rt60_s) * (time_s > 0.003)
    tail *= 10 ** (-direct_db / 20) / np.sqrt(np.square(tail).sum() + 1e-9)
    tail[0] += 1.0
    return signal.fftconvolve(samples, tail)[: len(samples)].astype(np.float32)


def noise(count: int, others: Sequence[Samples], rng: np.random.Generator) -> Samples:
    """White to brown noise, hum, babble of three to six voices, or two of these."""
    kinds = rng.choice(3, size=1 if rng.random() < 0.7 else 2, replace=False, p=[0.5, 0.15, 0.35])
    made = np.zeros(count, np.float32)
    for kind in kinds:
        if kind == 0:
            part = coloured(count, float(rng.uniform(0, 2)), rng)
        elif kind == 1:
            hz, time_s = float(rng.choice([50, 60, 100, 120, 440])), np.arange(count) / RATE
            part = sum(np.sin(2 * np.pi * hz * k * time_s + rng.uniform(0, 6.28)) / k for k in range(1, 8))
        else:
            part = np.zeros(count)
            for index in rng.integers(len(others), size=int(rng.integers(3, 7))):
                other = np.resize(others[index], count)
                part += np.roll(other, int(rng.integers(count))) / (np.sqrt(np.mean(other**2)) + 1e-6)
        made += (part / (np.sqrt(np.mean(np.square(part))) + 1e-9)).astype(np.float32)
    return made


def coloured(count: int, slope: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """Noise whose power falls with frequency to the power of `slope`."""
    spectrum = np.fft.rfft(rng.standard_normal(count))
    hz = np.maximum(np.fft.rfftfreq(count, 1 / RATE), 30)
    return np.fft.irfft(spectrum * hz ** (-slope / 2), count)


def noised(samples: Samples, added: Samples, snr_db: float) -> Samples:
    level = np.sqrt(np.mean(samples**2)) / (np.sqrt(np.mean(added**2)) + 1e-9)
    return (samples + added * level * 10 ** (-snr_db / 20)).astype(np.float32)


def driven(samples: Samples, drive: float) -> Samples:
    """Too loud for its microphone."""
    peak = np.abs(samples).max() + 1e-9
    return (np.clip(samples / peak * drive, -1, 1) * peak / drive).astype(np.float32)


def telephone(samples: Samples) -> Samples:
    band = signal.butter(4, [300, 3400], "bandpass", fs=RATE, output="sos")
    return signal.sosfilt(band, samples).astype(np.float32)


def low_passed(samples: Samples, hz: float) -> Samples:
    return signal.sosfilt(signal.butter(6, hz, fs=RATE, output="sos"), samples).astype(np.float32)


def coded(samples: Samples, container: str, codec: str, rate: int, bits: int) -> Samples:
    """Through a codec and back, as long as before."""
    file = io.BytesIO()
    with av.open(file, "w", format=container) as target:
        stream = target.add_stream(codec, rate=rate, layout="mono")
        stream.bit_rate = bits
        resampler = av.AudioResampler(stream.format, "mono", rate, frame_size=stream.codec_context.frame_size)
        peak = max(1.0, float(np.abs(samples).max()))
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(samples[None] / peak, np.float32), "fltp", "mono"
        )
        frame.sample_rate = RATE
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            target.mux(stream.encode(part))
        target.mux(stream.encode(None))
    file.seek(0)
    found = decoded(file) * np.float32(peak)
    return np.pad(found, (0, max(0, len(samples) - len(found))))[: len(samples)]


def decoded(source: io.BytesIO | str) -> Samples:
    """The first track at 16 kHz, mono."""
    with av.open(source) as container:
        resampler = av.AudioResampler(format="fltp", layout="mono", rate=RATE)
        frames = [part for frame in container.decode(audio=0) for part in resampler.resample(frame)]
        frames += resampler.resample(None)
    return np.concatenate([frame.to_ndarray()[0] for frame in frames])


def cut(samples: Samples, rng: np.random.Generator) -> Samples:
    """A part of a clip, at least SHORTEST_S and 60% of it."""
    least = max(round(SHORTEST_S * RATE), round(0.6 * len(samples)))
    if len(samples) <= least:
        return samples
    count = int(rng.integers(least, len(samples) + 1))
    begin = int(rng.integers(0, len(samples) - count + 1))
    return samples[begin : begin + count]


def joined(parts: Sequence[Samples], rng: np.random.Generator) -> Samples:
    """Clips one after the other with short pauses, as in a longer segment."""
    made = [parts[0]]
    for part in parts[1:]:
        made += [np.zeros(round(float(rng.uniform(0.05, 0.5)) * RATE), np.float32), part]
    return np.concatenate(made)

"""Conversations with known truth, put together from single utterances: who speaks when is known to the
sample.

A conversation is made from a seed alone, so that figures can be repeated.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import av
import numpy as np
from av.audio.resampler import AudioResampler
from scipy import signal

RATE = 16_000
FRAME = 160
Samples = np.ndarray
CONDITIONS = ("clean", "noise", "reverberation", "telephone")
REPORTING = ("1688", "1998", "2033", "2414", "2609", "3005")
"""Speakers of LibriSpeech that nothing was tuned on; the others are for tuning."""


@dataclass(frozen=True)
class Turn:
    """Who speaks, and when, in seconds."""

    speaker: str
    start_s: float
    end_s: float


@dataclass(frozen=True)
class Conversation:
    """Sound (n,) and its truth. `turns` are whole turns, `speech` the same without their pauses of half a
    second and more."""

    name: str
    condition: str
    samples: Samples
    turns: tuple[Turn, ...]
    speech: tuple[Turn, ...]

    @property
    def speakers(self) -> int:
        return len({turn.speaker for turn in self.turns})


@lru_cache(maxsize=512)
def load(path: Path) -> Samples:
    """The first track at 16 kHz, mono."""
    with av.open(str(path)) as container:
        resampler = AudioResampler(format="fltp", layout="mono", rate=RATE)
        parts = [
            part.to_ndarray()[0] for frame in container.decode(audio=0) for part in resampler.resample(frame)
        ]
        parts += [part.to_ndarray()[0] for part in resampler.resample(None)]
    return np.concatenate(parts)


def librispeech(folder: Path) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for path in sorted(folder.glob("*.flac")):
        found.setdefault(path.name.split("-")[0], []).append(path)
    return found


def acted(folder: Path, corpora: Sequence[str]) -> dict[str, list[Path]]:
    """Speakers of the emotional corpora, which take no part in the figures."""
    found: dict[str, list[Path]] = {}
    with (folder / "metadata.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["corpus"] in corpora:
                found.setdefault(row["speaker"], []).append(folder / row["path"])
    return found


def level_db(samples: Samples) -> np.ndarray:
    frames = np.pad(samples, (0, -len(samples) % FRAME)).reshape(-1, FRAME)
    return 10 * np.log10(np.square(frames, dtype=np.float64).mean(axis=1) + 1e-12)


def spoken(samples: Samples, pause_s: float) -> list[tuple[int, int]]:
    """Stretches of a clean utterance, in samples, between pauses of at least `pause_s`, found without any of
    the models under test: what is louder than 35 dB below its loudest parts, and than a quarter of the way
    (in dB) from the background up to them, with 50 ms on both sides for soft beginnings and ends."""
    level = level_db(samples)
    loudest, background = np.percentile(level, 95), np.percentile(level, 2)
    threshold = max(loudest - 35, background + (loudest - background) / 4)
    loud = signal.medfilt((level > threshold).astype(float), 5) > 0
    found: list[list[int]] = []
    for place in np.flatnonzero(loud):
        if found and (place - found[-1][1]) * FRAME < pause_s * RATE:
            found[-1][1] = place + 1
        else:
            found.append([place, place + 1])
    return [(max(0, a - 5) * FRAME, min((b + 5) * FRAME, len(samples))) for a, b in found if b - a >= 10]


def pieces(samples: Samples, longest_s: float, rng: np.random.Generator) -> Iterator[Samples]:
    """The utterance cut in its quietest moments to turns of at most about `longest_s`."""
    whole = spoken(samples, 60.0)
    if not whole:
        return
    rest = samples[whole[0][0] : whole[-1][1]]
    while len(rest) > 0.4 * RATE:
        wanted = rng.uniform(0.4, 1.0) * longest_s
        if len(rest) < (wanted + 1.0) * RATE:
            yield rest
            return
        level = np.convolve(level_db(rest), np.ones(5) / 5, "same")
        low, high = (round(at * RATE / FRAME) for at in (wanted * 0.75, wanted * 1.25))
        cut = (low + int(np.argmin(level[low:high]))) * FRAME
        yield rest[:cut]
        rest = rest[cut:]


def converse(
    voices: Mapping[str, Sequence[Path]],
    count: int,
    condition: str,
    seed: int,
    *,
    style: str = "",
    seconds: float = 90.0,
) -> Conversation:
    """`count` speakers chosen by the seed, each with a level of their own, take turns at random for
    `seconds`.

    Style "short": turns of 0.5-2.5 s with pauses under half a second; "overlap": a third of the turns begin
    up to a second before the other ends; else turns of 1-10 s with pauses of up to 1.5 s.
    """
    rng = np.random.default_rng(seed)
    chosen = rng.choice(sorted(voices), count, replace=False)
    gains = {speaker: 10 ** (rng.uniform(-5, 5) / 20) for speaker in chosen}
    supply = {
        speaker: _turns(voices[speaker], rng.choice([2.0, 2.5]) if style == "short" else 8.0, rng)
        for speaker in chosen
    }
    sound = np.zeros(round((seconds + 30) * RATE), np.float32)
    turns, speech, at, speaker = [], [], rng.uniform(0.2, 2.0), ""
    while at < seconds:
        speaker = _next(turns, chosen, speaker, rng)
        part = next(supply[speaker])
        heard = [Turn(str(speaker), at + a / RATE, at + b / RATE) for a, b in spoken(part, 0.5)]
        if not heard:
            continue
        turns.append(Turn(str(speaker), heard[0].start_s, heard[-1].end_s))
        speech += heard
        loudness = np.sqrt(np.mean(np.square(part, dtype=np.float64)))
        first = round(at * RATE)
        sound[first : first + len(part)] += part * (0.05 / max(loudness, 1e-6) * gains[speaker])
        pause = rng.uniform(0.05, 0.5) if style == "short" else rng.uniform(0.1, 1.5)
        if style == "overlap" and rng.random() < 0.35:
            pause = -rng.uniform(0.2, 1.0)
        at = max(turns[-1].start_s + 0.3, turns[-1].end_s + pause)
    sound = sound[: round((max(turn.end_s for turn in turns) + 0.5) * RATE)]
    name = f"{condition}{'-' + style if style else ''}-{count}-{seed}"
    return Conversation(name, condition, degraded(sound, condition, rng), tuple(turns), tuple(speech))


def _next(turns: Sequence[Turn], chosen: np.ndarray, last: str, rng: np.random.Generator) -> str:
    """Everybody once, then whoever the dice say, seldom the same again."""
    unheard = [speaker for speaker in chosen if speaker not in {turn.speaker for turn in turns}]
    if unheard and rng.random() < 0.6:
        return str(rng.choice(unheard))
    others = [speaker for speaker in chosen if speaker != last]
    if others and rng.random() < 0.85:
        return str(rng.choice(others))
    return str(last or chosen[0])


def _turns(paths: Sequence[Path], longest_s: float, rng: np.random.Generator) -> Iterator[Samples]:
    while True:
        for index in rng.permutation(len(paths)):
            found = list(pieces(load(paths[index]), longest_s, rng))
            # Of a long reading only some pieces in a row: the next turn is from elsewhere.
            yield from found[: int(rng.integers(1, 4))]


def degraded(samples: Samples, condition: str, rng: np.random.Generator) -> Samples:
    speech_rms = float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))
    if condition == "noise":
        white = rng.standard_normal(len(samples))
        colour = signal.lfilter([1.0], [1.0, -rng.uniform(0.0, 0.95)], white)
        colour *= speech_rms * 10 ** (-rng.uniform(10, 20) / 20) / colour.std()
        return (samples + colour).astype(np.float32)
    if condition == "reverberation":
        reach = rng.uniform(0.25, 0.6)
        time_s = np.arange(round(reach * RATE)) / RATE
        response = rng.standard_normal(len(time_s)) * 10 ** (-3 * time_s / reach) * 0.05
        response[0] = 1.0
        heard = signal.fftconvolve(samples, response)[: len(samples)]
        return (heard * speech_rms / heard.std()).astype(np.float32)
    if condition == "telephone":
        band = signal.sosfilt(signal.butter(6, [300, 3400], "bandpass", fs=RATE, output="sos"), samples)
        narrow = signal.resample_poly(band, 1, 2)
        peak = max(1e-6, float(np.abs(narrow).max()))
        law = np.round(np.sign(narrow) * np.log1p(255 * np.abs(narrow) / peak) / np.log(256) * 127) / 127
        coded = np.sign(law) * np.expm1(np.abs(law) * np.log(256)) / 255 * peak
        noisy = coded + rng.standard_normal(len(coded)) * speech_rms * 10 ** (-30 / 20)
        return signal.resample_poly(noisy, 2, 1).astype(np.float32)[: len(samples)]
    return samples

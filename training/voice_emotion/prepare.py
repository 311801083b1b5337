"""Cuts the clips as the product cuts speech, changes copies of them, and computes what the head is given.

    prepare.py --data DIR --out DIR [--views N] [--processes N]

`--data` holds metadata.csv and the clips it names. View 0 has every clip unchanged; each further view has up
to MOST clips of a corpus, at most MOST_OF_SPEAKER of a speaker, each changed in its own way (augment.py).
Each view is one file in --out; those that are there are not made again. Then come, for evaluate.py, TESTED
clips of each corpus under each of CONDITIONS.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path

import augment
import numpy as np
from data import DROPPED, Clips, read_clips
from numpy.typing import NDArray

from emoscope.analyzers.speech_activity import load_speech_activity, speech_spans
from emoscope.analyzers.voice_emotion import RATE, features, levelled, load_encoder

Samples = NDArray[np.float32]
Integers = NDArray[np.int64]
Change = Callable[[Samples, np.random.Generator], Samples]
Job = tuple[int, Samples]

SEED = 7
MOST, MOST_OF_SPEAKER = 1500, 500
JOINED, CUT = 0.15, 0.6
"""A copy is two clips of one voice and emotion with the first probability, a part of one up to the second."""
TESTED = 200
SHORTEST_CUT_S = 0.4


def hiss(samples: Samples, rng: np.random.Generator, slope: float, snr_db: float) -> Samples:
    added = augment.coloured(len(samples), slope, rng).astype(np.float32)
    return augment.noised(samples, added, snr_db)


CONDITIONS: dict[str, Change] = {
    "telephone": lambda samples, _: augment.coded(augment.telephone(samples), *augment.MU_LAW),
    "mp3 24k": lambda samples, _: augment.coded(samples, "mp3", "libmp3lame", 16_000, 24_000),
    "opus 12k": lambda samples, _: augment.coded(samples, "ogg", "libopus", 16_000, 12_000),
    "white noise 10 dB": partial(hiss, slope=0.0, snr_db=10.0),
    "pink noise 10 dB": partial(hiss, slope=1.0, snr_db=10.0),
    "room 0.5 s": lambda samples, rng: augment.reverberated(samples, 0.5, 0.0, rng),
    "half of it": lambda samples, _: samples[len(samples) // 4 : -(len(samples) // 4)],
}
"""What the figures of robustness are measured under."""

loaded_activity = cache(load_speech_activity)
loaded_encoder = cache(load_encoder)


def cut_clips(data: Path, clips: Clips, out: Path) -> list[Samples]:
    """Each clip from the beginning of its speech to the end. Decoded once, then read from files in `out`."""
    sound, ends = out / "clips.npy", out / "ends.npy"
    if not ends.exists():
        found = [_speech(data / name) for name in clips.paths]
        np.save(sound, np.concatenate(found))
        np.save(ends, np.cumsum([len(samples) for samples in found]))
    return np.split(np.load(sound, mmap_mode="r"), np.load(ends)[:-1])


def _speech(path: Path) -> Samples:
    samples = augment.decoded(str(path))
    spans = speech_spans(loaded_activity().analyze([levelled(samples)])[0])
    begin, end = (round(spans[0][0] * RATE), round(spans[-1][1] * RATE)) if spans else (0, 0)
    return samples[begin:end] if end - begin >= SHORTEST_CUT_S * RATE else samples


def chosen(clips: Clips, rng: np.random.Generator, most: int, most_of_speaker: int) -> Integers:
    """At most so many clips of each corpus, without those whose emotion is dropped."""
    found = []
    for number in range(len(clips.corpora)):
        own = (clips.corpus == number) & (clips.label != DROPPED)
        allowed = min(most, most_of_speaker * len(np.unique(clips.speaker[own])))
        found.append(np.sort(rng.permutation(np.flatnonzero(own))[:allowed]))
    return np.concatenate(found)


def copies(clips: Clips, sounds: Sequence[Samples], view: int) -> Iterable[Job]:
    """The clips of a view and their samples: view 0 unchanged, the others changed."""
    if view == 0:
        yield from enumerate(sounds)
        return
    for number in chosen(clips, np.random.default_rng([SEED, view]), MOST, MOST_OF_SPEAKER):
        rng = np.random.default_rng([SEED, view, number])
        yield int(number), _copy(clips, sounds, int(number), rng)


def _copy(clips: Clips, sounds: Sequence[Samples], number: int, rng: np.random.Generator) -> Samples:
    samples, draw = sounds[number], rng.random()
    if draw < JOINED:
        like = (clips.speaker == clips.speaker[number]) & (clips.emotion == clips.emotion[number])
        samples = augment.joined([samples, sounds[int(rng.choice(np.flatnonzero(like)))]], rng)
    elif draw < CUT:
        samples = augment.cut(samples, rng)
    others = [sounds[int(other)] for other in rng.integers(len(sounds), size=8)]
    return augment.changed(samples, others, rng)


def tests(clips: Clips, sounds: Sequence[Samples], change: Change) -> Iterable[Job]:
    """Some counted clips of each corpus under one condition, always the same clips."""
    rng = np.random.default_rng(SEED)
    counted = [clips.counted(number) for number in range(len(clips.corpora))]
    for number in np.concatenate([np.sort(rng.permutation(own)[:TESTED]) for own in counted]):
        yield int(number), change(sounds[number], np.random.default_rng([SEED, number]))


def described(job: Job) -> tuple[int, Samples, Samples]:
    number, samples = job
    padded = np.pad(samples, (0, max(0, RATE // 2 - len(samples))))
    states, sound = features(padded.astype(np.float32), loaded_encoder())
    return number, states.astype(np.float16), sound


def write(path: Path, jobs: Iterable[Job], processes: int) -> None:
    """One file of features; nothing where it is there already."""
    if path.exists():
        return
    began = time.monotonic()
    with get_context("spawn").Pool(processes) as pool:
        rows = list(pool.imap(described, jobs, chunksize=16))
    number, states, sound = (np.array(column) for column in zip(*rows, strict=True))
    temporary = path.with_suffix(".tmp.npz")
    np.savez(temporary, clip=number, states=states, sound=sound)
    temporary.replace(path)
    print(f"{path.name}: {len(rows)} clips, {time.monotonic() - began:.0f} s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with metadata.csv")
    parser.add_argument("--out", type=Path, required=True, help="folder for the features")
    parser.add_argument("--views", type=int, default=2, help="changed copies of the corpora")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    clips = read_clips(options.data)
    sounds = cut_clips(options.data, clips, options.out)
    for view in range(options.views + 1):
        write(options.out / f"view-{view}.npz", copies(clips, sounds, view), options.processes)
    for name, change in CONDITIONS.items():
        path = options.out / f"test-{name.replace(' ', '-')}.npz"
        write(path, tests(clips, sounds, change), options.processes)


if __name__ == "__main__":
    main()

"""What the cues of apparent personality are on media at hand, and how far halves of the same material agree.

    personality_cues.py words --data DIR      norms of words, on comments of GoEmotions (train.tsv)
    personality_cues.py voices --media DIR    norms of voices, on readers of LibriSpeech; halves of speakers
    personality_cues.py faces --media DIR     the cues of the faces of the clips; halves of the clips

The halves of a speaker are every other utterance, those of a clip its first and second half. Agreement of a
trait is Pearson's correlation over people, with the interval that holds 95 of 100 (Fisher).
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

import numpy as np
import polars as pl
from conversations import librispeech

from emoscope import analyze_audio, analyze_text
from emoscope.analyzers.apparent_personality import load_apparent_personality
from emoscope.analyzers.personality_cues import CUES
from emoscope.domain.personality import TRAITS, Impression
from emoscope.domain.video import VideoOptions
from emoscope.library.models import default_face_models
from emoscope.pipelines.personality import COLUMNS, Spoken, face_cues, overall, voice_cues, word_cues
from emoscope.pipelines.transcripts import word_count
from emoscope.pipelines.video import analyze

SAMPLE_WORDS = 200
SAMPLES, SCORED_SAMPLES = 2000, 60
MODEL = load_apparent_personality()


def words(data: Path) -> None:
    """Comments in random order, joined to samples; moods on fewer, since each costs a run of a model."""
    with (data / "goemotions" / "train.tsv").open(encoding="utf-8", newline="") as file:
        comments = [row[0] for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]
    random.Random(1).shuffle(comments)  # noqa: S311 - so that figures can be repeated
    values: dict[str, list[float]] = defaultdict(list)
    sample: list[str] = []
    for comment in comments:
        sample.append(comment)
        if sum(word_count(one) for one in sample) < SAMPLE_WORDS:
            continue
        scored = len(values["articles"]) < SCORED_SAMPLES
        own = [
            Spoken(0, 1000, 0, one, "en", analyze_text(one).emotions if scored else None, None)
            for one in sample
        ]
        for name, seen in word_cues(own).items():
            values[name].append(seen.value)
        sample = []
        if len(values["articles"]) == SAMPLES:
            break
    _print(values, f"samples of {SAMPLE_WORDS} words")


def voices(media: Path) -> None:
    spoken: dict[str, list[list[Spoken]]] = {}
    for speaker, paths in librispeech(media / "librispeech").items():
        spoken[speaker] = [_heard(path) for path in paths]
        print(f"{speaker}: {len(paths)} utterances", flush=True)
    values: dict[str, list[float]] = defaultdict(list)
    for parts in spoken.values():
        own = [one for part in parts for one in part]
        for name, seen in (voice_cues(own, [], 1e9) | word_cues(own)).items():
            values[name].append(seen.value)
    values.pop("talking")
    _print(values, "speakers who read aloud")
    halves = [[_impression(parts[first::2]) for first in (0, 1)] for parts in spoken.values()]
    _agreement(halves, "speakers, every other utterance; voice and words alone")


def _heard(path: Path) -> list[Spoken]:
    found = analyze_audio(path, diarize=False)
    return [
        Spoken(one.start_ms, one.end_ms, 0, one.text, one.language, one.text_emotions, one.prosody)
        for one in found.segments
    ]


def _impression(parts: Sequence[Sequence[Spoken]]) -> Impression:
    own = [one for part in parts for one in part]
    seconds = sum(one.seconds for one in own)
    nobody = pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.Float64()))
    return overall(nobody, own, 0, (0, round(2000 * seconds)), MODEL)


def faces(media: Path) -> None:
    values: dict[str, list[float]] = defaultdict(list)
    halves = []
    for path in sorted((media / "video").iterdir()):
        with tempfile.TemporaryDirectory() as folder:
            found = analyze(path, default_face_models(), Path(folder), VideoOptions(), lambda _progress: None)
            rows = pl.read_parquet(found.frames_path, columns=list(COLUMNS))
        for (face,), part in rows.partition_by("face_id", as_dict=True).items():
            cues = face_cues(part)
            told = ", ".join(f"{name} {seen.value:.2f}" for name, seen in cues.items())
            print(f"{path.name} face {face}: {told}", flush=True)
            for name, seen in cues.items():
                values[name].append(seen.value)
            middle = part["timestamp_ms"].median()
            first = pl.col("timestamp_ms") < middle
            parts = [part.filter(first), part.filter(~first)]
            if all(face_cues(one) for one in parts):
                halves.append([overall(one, [], None, (0, found.info.duration_ms), MODEL) for one in parts])
    _print(values, "faces")
    _agreement(halves, "faces, first and second half of their rows; the face alone")


def _print(values: Mapping[str, Sequence[float]], what: str) -> None:
    stated = {cue.name: cue for cue in CUES}
    print(f"\n{'cue':24}{'mean':>8}{'sd':>8}{'n':>6}   stated norm, of {what}")
    for name, found in values.items():
        cue = stated[name]
        print(
            f"{name:24}{np.mean(found):8.3f}{np.std(found, ddof=1):8.3f}{len(found):6d}"
            f"   {cue.norm:g} ± {cue.spread:g}"
        )


def _agreement(halves: Sequence[Sequence[Impression]], what: str) -> None:
    print(f"\n{'trait':20}{'r':>7}  95%{'':13}largest difference   of {len(halves)} {what}")
    for trait in TRAITS:
        first, second = (np.array([pair[side].traits[trait] for pair in halves]) for side in (0, 1))
        if len(halves) < 4 or min(first.std(), second.std()) < 1e-9:
            print(f"{trait:20}{'-':>7}")
            continue
        r = float(np.corrcoef(first, second)[0, 1])
        reach = 1.96 / np.sqrt(len(halves) - 3)
        low, high = np.tanh(np.arctanh(r) - reach), np.tanh(np.arctanh(r) + reach)
        print(f"{trait:20}{r:7.2f}  {low:5.2f} to {high:5.2f}   {np.abs(first - second).max():12.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("words", "voices", "faces"))
    parser.add_argument("--media", type=Path)
    parser.add_argument("--data", type=Path)
    options = parser.parse_args()
    if options.what == "words":
        words(options.data)
    elif options.what == "voices":
        voices(options.media)
    else:
        faces(options.media)


if __name__ == "__main__":
    main()

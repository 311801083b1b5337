"""How well speakers are told apart and words written down, and what that costs.

    speech.py --media DIR [--data DIR] [--only diarization words times speed] [--each N]
              [--conditions NAME ...] [--whisper DIR]

`--media` is a folder with librispeech/*.flac (conversations are built from it, see conversations.py; those
of the reporting speakers alone are measured) and, where present, pyannote_sample, ami_* (with their .rttm)
and stereo_diarization.wav, jfk.flac, two_cities_16k.wav. `--data` holds metadata.csv with RAVDESS. DER is
that of pyannote.metrics, without collar, overlap counted, against whole turns ("without pauses": against
turns without their pauses of half a second and more). Costs are CPU seconds of one thread.
`--whisper` is a folder with a model for faster-whisper, which then writes the words.

"times" measures when words are said against labels/words.csv, marked by eye on spectrograms and levels in
steps of 10 ms, before any times of the product were seen; where one word runs into the next the border is a
judgement. two_cities_16k.wav is what the layer and the lag were chosen on. A word that was written down
wrongly is not counted.
"""

from __future__ import annotations

import argparse
import csv
import difflib
import re
import statistics
import tempfile
import time
import wave
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from conversations import CONDITIONS, RATE, REPORTING, Conversation, converse, librispeech

from emoscope.inference.weights import ModelSpec

RECORDINGS = "recordings"
JFK = (
    "and so my fellow americans ask not what your country can do for you ask what you can do for your country"
)
TWO_CITIES = """It was the best of times, it was the worst of times, it was the age of wisdom, it was the age
of foolishness, it was the epoch of belief, it was the epoch of incredulity, it was the season of Light, it
was the season of Darkness, it was the spring of hope, it was the winter of despair, we had everything before
us, we had nothing before us, we were all going direct to Heaven, we were all going direct the other way, in
short, the period was so far like the present period, that some of its noisiest authorities insisted on its
being received, for good or for evil, in the superlative degree of comparison only."""


def words_of(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.lower())


def word_errors(reference: str, found: str) -> tuple[int, int]:
    """Substitutions, insertions and deletions; and the words of the reference."""
    wanted, got = words_of(reference), words_of(found)
    row = list(range(len(got) + 1))
    for i, word in enumerate(wanted, 1):
        diagonal, row[0] = row[0], i
        for j, other in enumerate(got, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (word != other))
    return row[-1], len(wanted)


def written(samples: np.ndarray, folder: Path) -> Path:
    path = folder / "conversation.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return path


def conversations(media: Path, each: int, conditions: Sequence[str] = CONDITIONS) -> Iterator[Conversation]:
    voices = {name: paths for name, paths in librispeech(media / "librispeech").items() if name in REPORTING}
    seed = 7000
    for condition in CONDITIONS:
        for style in ("", "short", "overlap") if condition == "clean" else ("",):
            for count in range(1, 7):
                for _ in range(each):
                    seed += 1
                    if condition in conditions:
                        yield converse(voices, count, condition, seed, style=style, seconds=60)


class Unscored:
    """Judges no emotion: what it costs would be most of the time here."""

    spec = ModelSpec("voice-unscored-1", None, "Apache-2.0", "Measuring diarization alone.")

    def analyze(self, inputs: Sequence[np.ndarray]) -> list[None]:
        return [None] * len(inputs)


def diarized(path: Path, **hints: int) -> tuple[list[tuple[str, float, float]], int, float]:
    """Who speaks from when to when in seconds, the number of speakers, and the length of the recording."""
    from emoscope.domain.audio import AudioOptions
    from emoscope.library import default_audio_models
    from emoscope.pipelines.audio import analyze

    models = replace(default_audio_models(), emotion=Unscored())
    with tempfile.TemporaryDirectory() as folder:
        options = AudioOptions(transcribe=False, **hints)
        result = analyze(path, models, Path(folder), options, lambda _: None)
    found = [(f"s{s.speaker_id}", s.start_ms / 1000, s.end_ms / 1000) for s in result.segments]
    return found, len(result.speakers), result.info.duration_ms / 1000


def rates(
    reference: list[tuple[str, float, float]], found: list[tuple[str, float, float]], length_s: float
) -> dict[str, float]:
    """Shares of the spoken time missed, invented and given to the wrong speaker, and their sum as "der"."""
    from pyannote.core import Annotation, Segment
    from pyannote.metrics.diarization import DiarizationErrorRate

    truth, guess = Annotation(), Annotation()
    for annotation, rows in ((truth, reference), (guess, found)):
        for number, (speaker, start_s, end_s) in enumerate(rows):
            annotation[Segment(start_s, end_s), number] = speaker
    whole = Segment(0, max(length_s, *(end_s for _, _, end_s in reference)))
    parts = DiarizationErrorRate(collar=0.0, skip_overlap=False)(truth, guess, uem=whole, detailed=True)
    spoken = parts["total"] or 1.0
    shares = {
        "missed": parts["missed detection"] / spoken,
        "invented": parts["false alarm"] / spoken,
        "confused": parts["confusion"] / spoken,
    }
    return {**shares, "der": sum(shares.values())}


def diarization(media: Path, each: int, conditions: Sequence[str]) -> None:
    groups: dict[str, list[tuple[dict[str, float], int]]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        for made in conversations(media, each, conditions):
            found, count, length_s = diarized(written(made.samples, Path(folder)))
            turns, strict = (
                rates([(t.speaker, t.start_s, t.end_s) for t in truth], found, length_s)
                for truth in (made.turns, made.speech)
            )
            turns["der without pauses"] = strict["der"]
            groups[made.name.rsplit("-", 2)[0]].append((turns, abs(count - made.speakers)))
            shown = ", ".join(f"{name} {value:.1%}" for name, value in turns.items())
            print(f"  {made.name}: {made.speakers} speakers, {count} found, {shown}", flush=True)
    for group, rows in groups.items():
        shown = ", ".join(f"{n} {statistics.mean(one[n] for one, _ in rows):.1%}" for n in rows[0][0])
        right, near = sum(off == 0 for _, off in rows), sum(off <= 1 for _, off in rows)
        print(f"{group}: {len(rows)} conversations, {shown}, count right in {right}, within one in {near}")
    if RECORDINGS in conditions:
        recorded(media)


def recorded(media: Path) -> None:
    for path in sorted([*media.glob("pyannote_sample.wav"), *media.glob("ami_*.wav")]):
        reference = list(rttm(media, path))
        speakers = len({speaker for speaker, _, _ in reference})
        for hints in ({}, {"min_speakers": speakers, "max_speakers": speakers}):
            found, count, length_s = diarized(path, **hints)
            shown = ", ".join(f"{n} {v:.1%}" for n, v in rates(reference, found, length_s).items())
            told = "count told" if hints else "count not told"
            print(f"{path.stem} ({told}): {speakers} speakers, {count} found, {shown}", flush=True)


def rttm(media: Path, path: Path) -> Iterator[tuple[str, float, float]]:
    name = path.stem.removeprefix("ami_")
    for file in sorted(media.glob("*.rttm")):
        for line in file.read_text(encoding="utf-8").splitlines():
            fields = line.split()
            if fields[1] == name or (file.stem == path.stem):
                yield fields[7], float(fields[3]), float(fields[3]) + float(fields[4])


def words(media: Path, data: Path | None) -> None:
    from emoscope import analyze_audio

    for name, text in (("jfk.flac", JFK), ("two_cities_16k.wav", TWO_CITIES)):
        errors, count = word_errors(text, analyze_audio(media / name).text)
        print(f"{name}: WER {errors / count:.1%} ({errors} of {count} words)", flush=True)
    if data is None:
        return
    with (data / "metadata.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["corpus"] == "ravdess"]
    chosen = rows[:: len(rows) // 120][:120]
    found = [
        word_errors(row["text"], analyze_audio(data / row["path"], language="en").text) for row in chosen
    ]
    print(f"RAVDESS, {len(chosen)} clips: WER {sum(e for e, _ in found) / sum(n for _, n in found):.1%}")


def times(media: Path) -> None:
    from emoscope import analyze_audio

    marked: dict[str, list[tuple[str, float, float]]] = defaultdict(list)
    with (Path(__file__).parent / "labels" / "words.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            marked[row["file"]].append((row["word"], float(row["start_s"]), float(row["end_s"])))
    off: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for name, truth in marked.items():
        segments = analyze_audio(media / name, text_emotions=False).segments
        found = [(w.text, w.start_ms / 1000, w.end_ms / 1000) for one in segments for w in one.words]
        texts = [[" ".join(words_of(word)) for word, *_ in words] for words in (truth, found)]
        for same in difflib.SequenceMatcher(None, *texts, autojunk=False).get_matching_blocks():
            for number in range(same.size):
                wanted, got = truth[same.a + number], found[same.b + number]
                off[name].append((got[1] - wanted[1], got[2] - wanted[2]))
    chosen_on = "two_cities_16k.wav"
    for name in (*off, "all but " + chosen_on):
        rows = off.get(name) or [row for other in off if other != chosen_on for row in off[other]]
        sizes = np.abs(rows)
        shown = ", ".join(
            f"{edge} {np.median(sizes[:, place]):.3f} s (90%: {np.percentile(sizes[:, place], 90):.3f})"
            for place, edge in enumerate(("begin", "end"))
        )
        print(f"{name}: {len(rows)} words, median error of {shown}", flush=True)


def speed(media: Path) -> None:
    from emoscope import analyze_audio
    from emoscope.domain.video import Progress

    path = media / "two_cities_16k.wav"
    analyze_audio(path)  # loads the models
    spent: dict[str, float] = defaultdict(float)
    last: list[float] = [time.process_time()]

    def report(progress: Progress) -> None:
        now = time.process_time()
        spent[progress.stage] += now - last[0]
        last[0] = now

    result = analyze_audio(path, on_progress=report)
    seconds = result.info.duration_ms / 1000
    print(
        ", ".join(f"{stage} {cost / seconds:.4f}" for stage, cost in spent.items())
        + f": CPU seconds a second of sound ({path.name}), together {sum(spent.values()) / seconds:.4f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--media", type=Path, required=True)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--only", nargs="*", default=["words", "speed", "diarization"])
    parser.add_argument(
        "--each", type=int, default=2, help="conversations per condition and number of speakers"
    )
    parser.add_argument(
        "--conditions", nargs="*", default=[*CONDITIONS, RECORDINGS], choices=[*CONDITIONS, RECORDINGS]
    )
    parser.add_argument("--whisper", type=Path)
    options = parser.parse_args()
    if options.whisper:
        from emoscope.library import choose_transcriber

        choose_transcriber("faster-whisper", options.whisper)
    tasks: dict[str, Callable[[], None]] = {
        "words": lambda: words(options.media, options.data),
        "times": lambda: times(options.media),
        "speed": lambda: speed(options.media),
        "diarization": lambda: diarization(options.media, options.each, options.conditions),
    }
    for name in options.only:
        tasks[name]()


if __name__ == "__main__":
    main()

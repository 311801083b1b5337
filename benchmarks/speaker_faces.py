"""How often the automatic speaker-face match is right, wrong, or refuses, on films with known truth.

    speaker_faces.py [--set choose|report] [--each N] [--seconds S] [--only NAME ...] [--keep FOLDER]

Films are built from shared photographs whose mouths are moved by recorded speech (faces/talking.py), encoded,
and put through the product's own path: faces found and followed, voices told apart, matched. Photographs and
voices of "report" are others than those on which the thresholds were chosen. With `--keep` what was found is
kept in the folder and taken from there the next time.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

import cv2
import numpy as np
import polars as pl
from conversations import RATE, Conversation, converse, librispeech
from conversations import REPORTING as REPORTING_VOICES
from faces.people import SHARED
from faces.talking import CHOOSING, FPS, REPORTING, Scene, film

from emoscope import analyze_audio
from emoscope.domain.speaker_faces import Speech
from emoscope.domain.video import MediaLimits, VideoOptions
from emoscope.library.models import default_face_models
from emoscope.media.encode import Sound, write_video
from emoscope.pipelines.loudness import Loudness, loudness_of
from emoscope.pipelines.speaker_faces import COLUMNS, match_speakers
from emoscope.pipelines.video import analyze


@dataclass(frozen=True, slots=True)
class Kept:
    """What was found in a film: rows, segments, loudness, and the portrait that each face_id shows."""

    rows: pl.DataFrame
    segments: Sequence[tuple[int, int, int]]
    loudness: Loudness
    shows: dict[int, str]


def scenes(choosing: bool, each: int, seconds: float) -> list[tuple[Scene, int]]:
    found = librispeech(SHARED / "speech" / "librispeech")
    voices = {name: paths for name, paths in found.items() if (name in REPORTING_VOICES) != choosing}
    photos = CHOOSING if choosing else REPORTING
    made = []
    for number in range(each):
        seed = (100 if choosing else 500) + 10 * number
        cast = [photos[(number + step) % len(photos)] for step in range(4)]
        for place, (name, people, speakers, silent) in enumerate(_PLANS):
            talk = converse(voices, speakers, "clean", seed + place, seconds=seconds)
            heard = list(dict.fromkeys(turn.speaker for turn in talk.turns))
            on_screen = heard[: people - silent]
            roles = dict(zip(cast, on_screen, strict=False))
            roles |= dict.fromkeys(cast[len(roles) : people], "")
            made.append((_scene(name, roles, talk, seed + place), seed + place))
    return made


_PLANS = (
    ("one talks", 1, 1, 0), ("voice-over", 1, 1, 1), ("two talk", 2, 2, 0), ("three talk", 3, 3, 0),
    ("one off screen", 2, 2, 1), ("camera follows", 2, 2, 0), ("restless", 2, 2, 0),
)  # fmt: skip
"""Name, people on screen, voices, people on screen who never speak."""


def _scene(name: str, roles: Mapping[str, str], talk: Conversation, seed: int) -> Scene:
    everyone = list(roles)
    if name != "camera follows":
        return Scene(name, roles, talk, lambda _time_s: everyone, 0.2 if name == "restless" else 0.05)
    dice = np.random.default_rng(seed).random(1000)

    def shown(time_s: float) -> list[str]:
        """Mostly whoever speaks or spoke last, now and then somebody who listens."""
        begun = [turn for turn in talk.turns if turn.start_s <= time_s + 0.3]
        if not begun:
            return everyone[:1]
        speaking = [photo for photo, voice in roles.items() if voice == begun[-1].speaker]
        listening = [photo for photo in everyone if photo not in speaking]
        return listening[:1] if dice[int(time_s / 2.5)] < 0.3 else speaking

    return Scene(name, roles, talk, shown, 0.05)


def found_in(scene: Scene, seed: int, keep: Path) -> Kept:
    folder = keep / f"{scene.name.replace(' ', '-')}-{seed}"
    if not (folder / "found.json").exists():
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "film.mp4"
        write_video(
            path, film(scene, SHARED / "photos", seed), fps=FPS, sound=Sound(scene.talk.samples, RATE)
        )
        seen = analyze(path, default_face_models(), folder, VideoOptions(), lambda _progress: None)
        heard = analyze_audio(path, transcribe=False)
        sound = loudness_of(path, folder / "sound", MediaLimits(), 0, 0, lambda _done, _all: None)
        np.save(folder / "loudness.npy", sound.levels_db)
        segments = [(s.start_ms, s.end_ms, s.speaker_id) for s in heard.segments]
        shows = _shows(scene, pl.read_parquet(seen.frames_path))
        (folder / "found.json").write_text(json.dumps({"segments": segments, "shows": shows}))
    kept = json.loads((folder / "found.json").read_text())
    levels = np.load(folder / "loudness.npy")
    rows = pl.read_parquet(folder / "frames.parquet", columns=list(COLUMNS))
    shows = {int(face): name for face, name in kept["shows"].items()}
    return Kept(rows, [tuple(s) for s in kept["segments"]], Loudness(0, levels), shows)


def _shows(scene: Scene, rows: pl.DataFrame) -> dict[int, str]:
    """The portrait that stands where a face was mostly seen."""
    votes: dict[int, Counter[str]] = defaultdict(Counter)
    for time_ms, face, x, w in rows.select("timestamp_ms", "face_id", "x", "w").iter_rows():
        shown = scene.shown(time_ms / 1000)
        place = min(len(shown) - 1, max(0, int((x + w / 2) / 640 * len(shown))))
        votes[face][shown[place]] += 1
    return {face: count.most_common(1)[0][0] for face, count in votes.items()}


def truth_of(scene: Scene, segments: Sequence[tuple[int, int, int]]) -> dict[int, str]:
    """The voice that each found speaker mostly is."""
    votes: dict[int, Counter[str]] = defaultdict(Counter)
    for start, end, speaker in segments:
        for time_ms in range(start, end, 50):
            for turn in scene.talk.turns:
                if turn.start_s <= time_ms / 1000 < turn.end_s:
                    votes[speaker][turn.speaker] += 1
    return {speaker: count.most_common(1)[0][0] for speaker, count in votes.items()}


def judge(scene: Scene, kept: Kept, segments: Sequence[tuple[int, int, int]], verbose: bool) -> Counter[str]:
    """Right and wrong links; refused where a link was due; kept apart where none was."""
    voices = truth_of(scene, segments)
    result = match_speakers(kept.rows, [Speech(*one) for one in segments], kept.loudness)
    counts: Counter[str] = Counter()
    linked = {link.speaker_id: link.face_id for link in result.links}
    on_screen = {voice for photo, voice in scene.cast.items() if photo in kept.shows.values()}
    for speaker, voice in voices.items():
        face = linked.get(speaker)
        if face is None:
            counts["refused" if voice in on_screen else "none, right"] += 1
        else:
            counts["right" if scene.cast[kept.shows[face]] == voice else "wrong"] += 1
    if verbose:
        for link in result.links:
            print(f"      speaker {link.speaker_id} = face {link.face_id}: {link.score:.2f}")
        for one in result.refusals:
            print(f"      speaker {one.speaker_id}: {one.reason}")
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--set", choices=("choose", "report"), default="report")
    parser.add_argument("--each", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    names = ("right", "wrong", "refused", "none, right")
    totals = {"found": Counter(), "known": Counter()}
    print(f"{'':20}{'voices as found':44}{'turns as known'}")
    print(f"{'':20}" + 2 * "".join(f"{name:>11}" for name in names))
    with tempfile.TemporaryDirectory() as folder:
        for scene, seed in scenes(options.set == "choose", options.each, options.seconds):
            if options.only and scene.name not in options.only:
                continue
            kept = found_in(scene, seed, options.keep or Path(folder))
            order = list(dict.fromkeys(turn.speaker for turn in scene.talk.turns))
            known = [
                (round(1000 * t.start_s), round(1000 * t.end_s), order.index(t.speaker))
                for t in scene.talk.speech
            ]
            got = {
                "found": judge(scene, kept, kept.segments, options.verbose),
                "known": judge(scene, kept, known, options.verbose),
            }
            for kind, counts in got.items():
                totals[kind] += counts
            _print(scene.name, got, names)
    _print("all", totals, names)


def _print(title: str, got: dict[str, Counter[str]], names: Sequence[str]) -> None:
    cells = [f"{got[kind][name]:11d}" for kind in ("found", "known") for name in names]
    print(f"{title:20}" + "".join(cells), flush=True)


if __name__ == "__main__":
    main()

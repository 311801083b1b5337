"""Measures the head on corpora and speakers that it did not learn from, and prints the tables of the card.

    evaluate.py --data DIR --views DIR --out DIR [--members N] [--cc0] [--threads N]

A head is trained as train.py does on all corpora but one, for each one, and on four of the five folds of
speakers, for each fold. What they say is kept in OUT/said.npz, the figures in OUT/figures.json; its
"temperature", for export.py, is the one under which the labels of the left-out corpora are likeliest. With
--cc0 only the corpora under CC0 are learned from; every other one is then left out.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from data import Clips, Features, load_features, load_view, read_clips
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from train import Config, fit, predict

from emoscope.analyzers.voice_emotion import HEARD
from emoscope.evaluation.metrics import calibration_error, confusion, mean_recall, negative_log_likelihood

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]
Figures = dict[str, float]

SEXES: Mapping[str, Callable[[str], str | None]] = {
    "emodb": lambda name: "men" if name in {"emo03", "emo10", "emo11", "emo12", "emo15"} else "women",
    "ravdess": lambda name: "men" if int(name[3:]) % 2 else "women",
    "tess": lambda _: "women",
}
"""As the corpora's documentation says; nEMO's metadata here does not tell."""


class Said:
    """Logits of heads that had not heard the clip: (n, 7) by row of the clips, from left-out corpora and from
    left-out folds, and of changed clips (from left-out corpora) by condition."""

    def __init__(self, clips: Clips) -> None:
        shape = (len(clips.label), len(HEARD))
        self.corpus_out, self.fold_out = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
        self.changed: dict[str, tuple[Integers, Floats]] = {}


def listen(features: Features, clips: Clips, views: Path, config: Config, learned: list[int]) -> Said:
    """Trains all heads and asks them."""
    said = Said(clips)
    clean = features.values[features.clean]
    order = np.argsort(features.clip[features.clean])
    clean = clean[order]
    tests = {path.stem[5:].replace("-", " "): load_view(path) for path in sorted(views.glob("test-*.npz"))}
    said.changed = {
        name: (of, np.zeros((len(of), len(HEARD)), np.float32)) for name, (_, of) in tests.items()
    }
    pool = np.isin(clips.corpus, learned)
    shared = None
    for number, name in enumerate(clips.corpora):
        others = pool & (clips.corpus != number)
        if not others.any():
            continue
        if number in learned or shared is None:
            head = fit(features, clips, others, config)
            shared = None if number in learned else head
        else:
            head = shared
        own = clips.corpus == number
        said.corpus_out[own] = predict(head, clean[own])
        for condition, (values, of) in tests.items():
            inside = clips.corpus[of] == number
            said.changed[condition][1][inside] = predict(head, values[inside])
        print(f"{name} left out: {recall(said.corpus_out, clips, clips.counted(number)):.4f}", flush=True)
    for fold in np.unique(clips.fold):
        own = (clips.fold == fold) & pool
        head = fit(features, clips, pool & (clips.fold != fold), config)
        said.fold_out[own] = predict(head, clean[own])
        print(f"fold {fold} left out", flush=True)
    return said


def recall(logits: Floats, clips: Clips, rows: Integers, known: bool = False) -> float:
    """Unweighted mean over the classes present; `known`: only they could be answered."""
    given = logits[rows]
    if known:
        absent = np.setdiff1d(np.arange(len(HEARD)), clips.label[rows])
        given = given.copy()
        given[:, absent] = -np.inf
    return mean_recall(given, clips.label[rows])


def temperature(logits: Floats, labels: Integers) -> float:
    found = minimize_scalar(
        lambda t: negative_log_likelihood(logits / t, labels), bounds=(0.3, 4.0), method="bounded"
    )
    return float(found.x)


def balanced(rows: list[Integers], rng: np.random.Generator) -> Integers:
    """As many clips of each corpus."""
    least = min(map(len, rows))
    return np.concatenate([rng.permutation(own)[:least] for own in rows])


def figures(said: Said, clips: Clips, learned: list[int]) -> dict[str, object]:
    rng = np.random.default_rng(1)
    tested = [n for n in range(len(clips.corpora)) if [other for other in learned if other != n]]
    rows = {number: clips.counted(number) for number in range(len(clips.corpora))}
    chosen = balanced([rows[number] for number in tested], rng)
    corpora: dict[str, Figures] = {}
    for number, name in enumerate(clips.corpora):
        found: Figures = {}
        if number in tested:
            others = [rows[other] for other in tested if other != number]
            cooled = temperature(*_at(said.corpus_out, clips, balanced(others, rng))) if others else 1.0
            found |= _recalls("left out", said.corpus_out, clips, rows[number], cooled)
        if number in learned:
            found |= _recalls("speakers apart", said.fold_out, clips, rows[number], 1.0)
        corpora[name] = {key: round(value, 4) for key, value in found.items()} | {"clips": len(rows[number])}
    keys = [key for key in corpora[clips.corpora[tested[0]]] if key.startswith("left out")]
    return {
        "temperature": round(temperature(*_at(said.corpus_out, clips, chosen)), 4),
        "corpora": corpora,
        "means": {k: round(float(np.mean([corpora[clips.corpora[n]][k] for n in tested])), 4) for k in keys},
        "sexes": _sexes(said, clips, rows, tested, learned),
        "changed": _changed(said, clips, tested),
        "confusion": {
            "corpus left out": _summed(said.corpus_out, clips, [rows[n] for n in tested]),
            "speakers apart": _summed(said.fold_out, clips, [rows[n] for n in learned]),
        },
        "recall": {clips.corpora[n]: _classes(said.corpus_out, clips, rows[n]) for n in tested},
    }


def _recalls(kind: str, logits: Floats, clips: Clips, rows: Integers, cooled: float) -> Figures:
    """Recall, and the calibration error under a temperature chosen elsewhere and without one."""
    given, labels = _at(logits, clips, rows)
    return {
        kind: recall(logits, clips, rows),
        f"{kind}, its classes alone": recall(logits, clips, rows, known=True),
        f"{kind}, ece": calibration_error(given / cooled, labels),
        f"{kind}, ece at 1": calibration_error(given, labels),
    }


def _classes(logits: Floats, clips: Clips, rows: Integers) -> Figures:
    given, labels = _at(logits, clips, rows)
    right = given.argmax(axis=1) == labels
    return {HEARD[label]: round(float(right[labels == label].mean()), 3) for label in np.unique(labels)}


def _at(logits: Floats, clips: Clips, rows: Integers) -> tuple[Floats, Integers]:
    return logits[rows], clips.label[rows]


def _summed(logits: Floats, clips: Clips, rows: list[Integers]) -> list[list[int]]:
    """Counts, true by said, of all corpora together."""
    every = np.concatenate(rows)
    return confusion(logits[every], clips.label[every]).tolist()


def _sexes(
    said: Said, clips: Clips, rows: Mapping[int, Integers], tested: list[int], learned: list[int]
) -> dict[str, dict[str, Figures]]:
    found: dict[str, dict[str, Figures]] = {}
    for number, name in enumerate(clips.corpora):
        if name not in SEXES:
            continue
        sex = np.array([SEXES[name](speaker) for speaker in clips.speaker[rows[number]]])
        for kind in np.unique(sex):
            own = rows[number][sex == kind]
            measured: Figures = {"clips": len(own)}
            if number in tested:
                measured["left out"] = round(recall(said.corpus_out, clips, own), 4)
            if number in learned:
                measured["speakers apart"] = round(recall(said.fold_out, clips, own), 4)
            found.setdefault(name, {})[str(kind)] = measured
    return found


def _changed(said: Said, clips: Clips, tested: list[int]) -> dict[str, Figures]:
    """Recall in each corpus, left out, on the same clips under each condition."""
    found: dict[str, Figures] = {}
    for condition, (of, logits) in said.changed.items():
        for name, given in (("unchanged", said.corpus_out[of]), (condition, logits)):
            by_corpus = {
                clips.corpora[n]: mean_recall(
                    given[clips.corpus[of] == n], clips.label[of][clips.corpus[of] == n]
                )
                for n in tested
            }
            mean = float(np.mean([*by_corpus.values()]))
            found[name] = {key: round(value, 4) for key, value in {**by_corpus, "mean": mean}.items()}
    return found


def printed(found: Mapping[str, object]) -> str:
    """The same as tables."""
    lines = []
    for title in ("corpora", "changed"):
        table = found[title]
        assert isinstance(table, dict)  # noqa: S101 - made by figures
        columns = list(dict.fromkeys(key for row in table.values() for key in row))
        lines += ["", f"| {title} | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
        lines += [
            f"| {n} | " + " | ".join(str(row.get(c, "")) for c in columns) + " |" for n, row in table.items()
        ]
    counts = found["confusion"]
    assert isinstance(counts, dict)  # noqa: S101 - made by figures
    for title, matrix in counts.items():
        lines += ["", f"| {title} | recall | " + " | ".join(HEARD) + " |", "|---" * (len(HEARD) + 2) + "|"]
        for label, row in zip(HEARD, matrix, strict=True):
            share = f"{row[HEARD.index(label)] / sum(row):.3f}" if sum(row) else "none there"
            lines.append(f"| {label} | {share} | " + " | ".join(map(str, row)) + " |")
    lines += ["", *(f"{key}: {found[key]}" for key in ("means", "sexes", "recall", "temperature"))]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with metadata.csv")
    parser.add_argument("--views", type=Path, required=True, help="folder that prepare.py wrote")
    parser.add_argument("--out", type=Path, required=True, help="folder for the figures")
    parser.add_argument("--members", type=int, default=Config().members)
    parser.add_argument("--cc0", action="store_true", help="learn from corpora under CC0 alone")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    clips = read_clips(options.data)
    learned = [
        number
        for number in range(len(clips.corpora))
        if not options.cc0 or clips.licence[clips.corpus == number][0].startswith("CC0")
    ]
    config = replace(Config(), members=options.members)
    said = listen(load_features(options.views), clips, options.views, config, learned)
    np.savez(options.out / "said.npz", corpus_out=said.corpus_out, fold_out=said.fold_out)
    found = figures(said, clips, learned)
    (options.out / "figures.json").write_text(json.dumps(found, indent=2) + "\n")
    print(printed(found))


if __name__ == "__main__":
    main()

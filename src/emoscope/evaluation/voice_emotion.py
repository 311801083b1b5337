"""What the voice model says of labelled clips, through the whole path that a recording takes.

Corpora that the model learned from are marked: their figures say nothing about new voices. Those of the
card, of corpora and speakers left out, come from training/voice_emotion/evaluate.py, as they take training.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from emoscope.analyzers.voice_emotion import HEARD, VOICE_EMOTION, VoiceEmotion, load_encoder
from emoscope.domain.audio import AudioOptions
from emoscope.domain.emotions import EMOTIONS
from emoscope.evaluation.metrics import accuracy, calibration_error, confusion, mean_recall
from emoscope.evaluation.voice_corpora import BadCorpora, Clips, read_clips
from emoscope.inference.session import OnnxSession
from emoscope.inference.weights import WeightsMissing, card_of
from emoscope.library.models import default_audio_models
from emoscope.pipelines.audio import analyze
from emoscope.pipelines.listening import AudioModels

Progress = Callable[[int, int], None]
_TINY = 1e-9
_SEED = 7


@dataclass(frozen=True)
class VoiceEvaluation:
    """Figures by corpus: clips, judged (those in which speech was found), mean_recall, accuracy and
    calibration_error over the judged, and whether it was learned from. `confusion` has counts of clips by
    true label and by label given, in the order of EMOTIONS."""

    model: str
    figures: Mapping[str, Mapping[str, float | bool]]
    confusion: Mapping[str, list[list[int]]]

    def document(self) -> dict[str, Any]:
        return asdict(self)

    def markdown(self) -> str:
        """Tables as in the card."""
        columns = list(next(iter(self.figures.values())))
        lines = ["| corpus | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
        lines += [
            f"| {name} | " + " | ".join(str(row[column]) for column in columns) + " |"
            for name, row in self.figures.items()
        ]
        for name, counts in self.confusion.items():
            lines += ["", f"| {name} | recall | " + " | ".join(EMOTIONS) + " |", "|---" * 10 + "|"]
            for index, row in enumerate(counts):
                if sum(row):
                    cells = " | ".join(map(str, row))
                    lines.append(f"| {EMOTIONS[index]} | {row[index] / sum(row):.3f} | {cells} |")
        return "\n".join(lines)


def evaluate_voice_emotion(
    data: Path, most: int = 0, weights: Path | None = None, progress: Progress | None = None
) -> VoiceEvaluation:
    """Analyse the clips of DATA/metadata.csv as recordings of one speaker, without transcribing.

    `most` is how many clips of a corpus are taken at most, at random but always the same ones, 0: all.
    `weights` is another head's file with its JSON beside it, by default the installed one. `progress` is told
    how many clips of how many are done. Raises BadCorpora, WeightsMissing, WeightsAltered, BadMedia.
    """
    models, card = _models(weights)
    clips, learned = read_clips(data), set(card.get("training_data", {}))
    chosen = {name: _chosen(clips, number, most) for number, name in enumerate(clips.corpora)}
    count, done = sum(map(len, chosen.values())), 0
    if not count:
        raise BadCorpora(f"No clip in {data} has one of the emotions {', '.join(EMOTIONS)}.")
    figures: dict[str, Mapping[str, float | bool]] = {}
    matrices: dict[str, list[list[int]]] = {}
    for name, rows in chosen.items():
        said = np.zeros((len(rows), len(EMOTIONS)))
        for place, row in enumerate(rows):
            said[place] = _shares(data / clips.paths[row], models)
            done += 1
            if progress:
                progress(done, count)
        if len(rows):
            truth = np.array([EMOTIONS.index(HEARD[clips.label[row]]) for row in rows])
            figures[name], matrices[name] = _figures(said, truth, name in learned)
    return VoiceEvaluation(str(card["id"]), figures, matrices)


def _chosen(clips: Clips, corpus: int, most: int) -> NDArray[np.int64]:
    rows = clips.counted(corpus)
    return np.sort(np.random.default_rng(_SEED).permutation(rows)[: most or None])


def _shares(path: Path, models: AudioModels) -> NDArray[np.float64]:
    """The eight shares of a clip; zeros where nothing was judged."""
    if not path.is_file():
        raise BadCorpora(f"{path} is listed and not there.")
    options = AudioOptions(transcribe=False, diarize=False)
    with tempfile.TemporaryDirectory(prefix="emoscope-") as folder:
        found = analyze(path, models, Path(folder), options, _ignore).emotions
    return np.array([found[label] for label in EMOTIONS]) if found else np.zeros(len(EMOTIONS))


def _figures(
    said: NDArray[np.float64], truth: NDArray[np.int64], learned: bool
) -> tuple[Mapping[str, float | bool], list[list[int]]]:
    judged = said.sum(axis=1) > 0
    logits, right = np.log(said[judged] + _TINY), truth[judged]
    found: dict[str, float | bool] = {"clips": len(truth), "judged": int(judged.sum())}
    if judged.any():
        found |= {
            "mean_recall": round(mean_recall(logits, right), 4),
            "accuracy": round(accuracy(logits, right), 4),
            "calibration_error": round(calibration_error(logits, right), 4),
        }
    else:
        found |= dict.fromkeys(("mean_recall", "accuracy", "calibration_error"), 0.0)
    return {**found, "learned_from": learned}, confusion(logits, right).tolist()


def _models(weights: Path | None) -> tuple[AudioModels, Mapping[str, Any]]:
    """The default models, with another head where one is given, and the description of the head."""
    models = default_audio_models()
    if weights is None:
        assert VOICE_EMOTION.weights is not None  # noqa: S101 - stated there
        return models, card_of(VOICE_EMOTION.weights.path())
    card = card_of(weights)
    if not weights.is_file() or "id" not in card:
        raise WeightsMissing(f"{weights} is needed with the JSON that export.py writes beside it.")
    return replace(models, emotion=VoiceEmotion(load_encoder(), OnnxSession(weights))), card


def _ignore(_progress: object) -> None:
    """Clips are reported on as wholes."""

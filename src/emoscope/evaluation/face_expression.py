"""Every figure of the face-expression model's card, computed from its weights and the FER+ archive."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from emoscope.analyzers.face_detection import load_centerface
from emoscope.analyzers.face_expression import FACE_EXPRESSION, prepared
from emoscope.domain.emotions import EMOTIONS
from emoscope.evaluation.face_crops import CONFIDENT, cut_faces
from emoscope.evaluation.face_variants import VARIANTS
from emoscope.evaluation.ferplus import PRIVATE, PUBLIC, Faces, faces_of, load_archive, rows_of
from emoscope.evaluation.metrics import confusion, summary
from emoscope.inference.session import OnnxSession
from emoscope.inference.weights import card_of

SPLITS = {"private": PRIVATE, "public": PUBLIC}

Floats = NDArray[np.float32]
Pictures = NDArray[np.uint8]
Predict = Callable[[Pictures], Floats]
Progress = Callable[[int, int], None]
_BATCH = 128


@dataclass(frozen=True)
class Evaluation:
    """Figures of one split. A summary holds images, accuracy, macro_f1, mean_recall, calibration_error.

    `confusion` is, for each kind of crop, counts of faces by true label and by label given.
    """

    model: str
    split: str
    figures: Mapping[str, Mapping[str, float]]
    confusion: Mapping[str, list[list[int]]]
    robustness: Mapping[str, Mapping[str, float]]
    milliseconds_per_face: Mapping[str, float]

    def document(self) -> dict[str, Any]:
        return asdict(self)

    def markdown(self) -> str:
        """The tables of the card."""
        crops = [f"{crop} crops\n\n{_class_table(counts)}" for crop, counts in self.confusion.items()]
        return "\n\n".join(
            [
                _table(self.figures, f"{self.split} split"),
                *crops,
                _table(self.robustness, "aligned crops, changed"),
                f"milliseconds a face, one core: {dict(self.milliseconds_per_face)}",
            ]
        )


def evaluate_face_expression(
    data: Path, split: str = "private", weights: Path | None = None, progress: Progress | None = None
) -> Evaluation:
    """Detect, align and score the faces of a split (a key of SPLITS) of DATA/ferplus48.npz.

    `weights` is another model's file with its JSON beside it, by default the model in use. `progress` is told
    how many faces of how many are cut. Raises BadArchive, WeightsMissing or WeightsAltered.
    """
    archive = load_archive(data)
    rows = rows_of(archive, SPLITS[split])
    detector = load_centerface(1, threshold=CONFIDENT)
    faces = faces_of(archive, SPLITS[split], cut_faces(detector, archive.faces[rows], progress))
    assert FACE_EXPRESSION.weights is not None  # noqa: S101 - the model in use has a file
    path = weights or FACE_EXPRESSION.weights.path()
    predict, card = load_predictor(path), card_of(path)
    kept = faces.kept()
    counts = {
        crop: confusion(predict(getattr(faces, crop)[kept]), faces.majority[kept]).tolist()
        for crop in ("original", "aligned")
    }
    return Evaluation(
        model=str(card["id"]),
        split=split,
        figures=headline(predict, faces, card),
        confusion=counts,
        robustness=robustness(predict, faces),
        milliseconds_per_face=latency_ms(predict, faces.aligned),
    )


def load_predictor(path: Path) -> Predict:
    """A function from faces (n, 48, 48) uint8 to the file's logits (n, 8), on one core."""
    session = OnnxSession(path, 1)

    def predict(faces: Pictures) -> Floats:
        given = prepared(faces)
        parts = [given[start : start + _BATCH] for start in range(0, len(given), _BATCH)]
        return np.concatenate([session.run({"face": part})["logits"] for part in parts])

    return predict


def _plain(logits: Floats, card: Mapping[str, Any]) -> tuple[Floats, Floats]:
    """Logits without any prior correction at the same temperature, and the final ones at temperature 1."""
    temperature, exponent = float(card["temperature"]), float(card["prior_exponent"])
    cooled = (logits * temperature).astype(np.float32)
    uncorrected = cooled + exponent * np.log(np.array(card["prior"], dtype=np.float32))
    return (uncorrected / temperature).astype(np.float32), cooled


def headline(predict: Predict, faces: Faces, card: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    """One summary per protocol, kind of crop and correction."""
    rows: dict[str, dict[str, float]] = {}
    kept, both, unique = faces.kept(), faces.kept(with_duplicates=True), ~faces.duplicate
    for crop in ("original", "aligned"):
        logits = predict(getattr(faces, crop))
        uncorrected, cooled = _plain(logits, card)
        truth = faces.majority
        rows[f"{crop}, no duplicates"] = summary(logits[kept], truth[kept])
        rows[f"{crop}, no duplicates, without prior correction"] = summary(uncorrected[kept], truth[kept])
        rows[f"{crop}, no duplicates, without temperature"] = summary(cooled[kept], truth[kept])
        rows[f"{crop}, with duplicates"] = summary(logits[both], truth[both])
        rows[f"{crop}, all faces by most votes, no duplicates"] = summary(
            logits[unique], faces.targets[unique].argmax(axis=1)
        )
    found = kept & faces.found
    rows["aligned, only faces that were found"] = summary(
        predict(faces.aligned[found]), faces.majority[found]
    )
    return rows


def robustness(predict: Predict, faces: Faces) -> dict[str, dict[str, float]]:
    """Summaries on changed aligned crops, no duplicates."""
    kept = faces.kept()
    rows = {}
    for name, change in VARIANTS.items():
        changed = np.stack([change(face) for face in faces.aligned[kept]])
        rows[name] = summary(predict(changed), faces.majority[kept])
    return rows


def latency_ms(predict: Predict, faces: Pictures, repeats: int = 500) -> dict[str, float]:
    """Wall milliseconds for one face on one core: the least and the median."""
    times = []
    for index in range(repeats):
        face = faces[index % len(faces)][None]
        began = time.perf_counter()
        predict(face)
        times.append((time.perf_counter() - began) * 1000)
    return {"least": round(min(times), 3), "median": round(float(np.median(times)), 3)}


def _table(rows: Mapping[str, Mapping[str, float]], first: str) -> str:
    columns = list(next(iter(rows.values())))
    lines = [f"| {first} | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    lines += [f"| {name} | " + " | ".join(str(row[c]) for c in columns) + " |" for name, row in rows.items()]
    return "\n".join(lines)


def _class_table(counts: list[list[int]]) -> str:
    """Recall, precision and confusion counts per class."""
    lines = ["| true class | faces | recall | precision | " + " | ".join(EMOTIONS) + " |", "|---" * 12 + "|"]
    for index, label in enumerate(EMOTIONS):
        right, total = counts[index][index], sum(counts[index])
        said = sum(row[index] for row in counts)
        precision = f"{right / said:.3f} ({right}/{said})" if said else "none said"
        recall = f"{right / total:.3f} ({right}/{total})" if total else "none there"
        cells = " | ".join(str(count) for count in counts[index])
        lines.append(f"| {label} | {total} | {recall} | {precision} | {cells} |")
    return "\n".join(lines)

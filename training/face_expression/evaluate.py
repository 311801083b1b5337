"""Computes every figure of the model card from the ONNX file.

    evaluate.py --data DIR --aligned DIR [--weights FILE] [--write] [--split private|public]

Prints the card's tables; --write puts the main figures into the JSON beside the weights.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnxruntime as ort
from data import LABELS, PRIVATE, PUBLIC, Faces, load_faces
from metrics import confusion, summary
from numpy.typing import NDArray
from variants import VARIANTS

Floats = NDArray[np.float32]
Pictures = NDArray[np.uint8]
Predict = Callable[[Pictures], Floats]
BATCH = 128


def load_predictor(path: Path) -> Predict:
    """A function from faces (n, 48, 48) uint8 to the file's logits (n, 8), on one core."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    session = ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def predict(faces: Pictures) -> Floats:
        given = faces[:, None].astype(np.float32) / 255
        parts = [given[start : start + BATCH] for start in range(0, len(given), BATCH)]
        return np.concatenate([session.run(None, {"face": part})[0] for part in parts])

    return predict


def plain(logits: Floats, document: dict[str, object]) -> tuple[Floats, Floats]:
    """Logits without any prior correction at the same temperature, and the final ones at temperature 1."""
    temperature, exponent = float(str(document["temperature"])), float(str(document["prior_exponent"]))
    cooled = logits * temperature
    uncorrected = cooled + exponent * np.log(np.array(document["prior"], dtype=np.float32))
    return uncorrected / temperature, cooled


def headline(predict: Predict, faces: Faces, document: dict[str, object]) -> dict[str, dict[str, float]]:
    """One summary per protocol, kind of crop and correction."""
    rows: dict[str, dict[str, float]] = {}
    for crop in ("original", "aligned"):
        pictures = getattr(faces, crop)
        logits = predict(pictures)
        uncorrected, cooled = plain(logits, document)
        kept, everything = faces.kept(), faces.targets.max(axis=1) > 0
        rows[f"{crop}, no duplicates"] = summary(logits[kept], faces.majority[kept])
        rows[f"{crop}, no duplicates, without prior correction"] = summary(
            uncorrected[kept], faces.majority[kept]
        )
        rows[f"{crop}, no duplicates, without temperature"] = summary(cooled[kept], faces.majority[kept])
        both = faces.kept(with_duplicates=True)
        rows[f"{crop}, with duplicates"] = summary(logits[both], faces.majority[both])
        unique = everything & ~faces.duplicate
        rows[f"{crop}, all faces by most votes, no duplicates"] = summary(
            logits[unique], faces.targets[unique].argmax(axis=1)
        )
    found = faces.kept() & faces.found
    rows["aligned, only faces that were found"] = summary(
        predict(faces.aligned[found]), faces.majority[found]
    )
    return rows


def table(rows: dict[str, dict[str, float]], first: str) -> str:
    """A Markdown table of summaries."""
    columns = list(next(iter(rows.values())))
    lines = [f"| {first} | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    lines += [f"| {name} | " + " | ".join(str(row[c]) for c in columns) + " |" for name, row in rows.items()]
    return "\n".join(lines)


def class_table(counts: NDArray[np.int64]) -> str:
    """Recall, precision and confusion counts per class, as Markdown."""
    lines = ["| true class | faces | recall | precision | " + " | ".join(LABELS) + " |", "|---" * 12 + "|"]
    for index, label in enumerate(LABELS):
        right, total, said = counts[index, index], counts[index].sum(), counts[:, index].sum()
        precision = f"{right / said:.3f} ({right}/{said})" if said else "none said"
        cells = " | ".join(str(count) for count in counts[index])
        lines.append(f"| {label} | {total} | {right / total:.3f} ({right}/{total}) | {precision} | {cells} |")
    return "\n".join(lines)


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


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with ferplus48.npz")
    parser.add_argument("--aligned", type=Path, required=True, help="the folder that prepare.py wrote")
    parser.add_argument("--weights", type=Path, default=Path("src/emoscope/weights/face-expression-1.onnx"))
    parser.add_argument("--split", choices=("private", "public"), default="private")
    parser.add_argument("--write", action="store_true", help="write metrics into the JSON")
    options = parser.parse_args()
    description = options.weights.with_suffix(".json")
    document = json.loads(description.read_text())
    predict = load_predictor(options.weights)
    faces = load_faces(options.data, options.aligned, PRIVATE if options.split == "private" else PUBLIC)
    rows, kept = headline(predict, faces, document), faces.kept()
    print(table(rows, f"{options.split} split"), "\n")
    for crop in ("original", "aligned"):
        counts = confusion(predict(getattr(faces, crop)[kept]), faces.majority[kept])
        print(f"{crop}\n{class_table(counts)}\n")
    changed = robustness(predict, faces)
    print(table(changed, "aligned crops, changed"), "\n")
    latency = latency_ms(predict, faces.aligned)
    print("milliseconds a face:", latency)
    if options.write:
        document["metrics"] = {"figures": rows, "robustness": changed, "milliseconds_per_face": latency}
        description.write_text(json.dumps(document, indent=2) + "\n")


if __name__ == "__main__":
    main()

"""Prints every figure of the card that GoEmotions gives.

    evaluate.py --data DIR --weights FILE [--full FILE] [--write] [--dev]

Thresholds come from the description beside the weights, so from dev; `--dev` looks at dev instead of the test
set, for choices. `--full` is the 32-bit ONNX file of export.py, `--write` puts the figures into it.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from data import EKMAN, SENTIMENT, Comments, Floats, grouped, read_comments, read_labels
from export import run_onnx
from metrics import calibration_error, macro_f1, mean_average_precision, micro_f1, sigmoid
from sklearn.metrics import f1_score, precision_score, recall_score
from tokenizers import Tokenizer


def figures(
    probabilities: Floats, comments: Comments, names: tuple[str, ...], thresholds: Floats
) -> dict[str, float]:
    """What the card's first table holds."""
    labels = comments.labels
    said = probabilities >= thresholds
    ekman_truth = grouped(labels, names, EKMAN)
    ekman_said = grouped(said.astype(np.float32), names, EKMAN)
    single = labels.sum(1) == 1
    feeling = grouped(probabilities, names, SENTIMENT).argmax(1)
    truth = grouped(labels, names, SENTIMENT).argmax(1)
    errors = calibration_error(probabilities, labels)
    result = {
        "macro_f1": macro_f1(said, labels),
        "micro_f1": micro_f1(said, labels),
        "macro_f1_at_half": macro_f1(probabilities >= 0.5, labels),
        "mean_average_precision": mean_average_precision(probabilities, labels),
        "ekman_macro_f1": macro_f1(ekman_said > 0, ekman_truth),
        "top_label_right": float(labels[np.arange(len(labels)), probabilities.argmax(1)].mean()),
        "sentiment_accuracy": float((feeling == truth)[single].mean()),
        "calibration_error_mean": float(errors.mean()),
        "calibration_error_worst": float(errors.max()),
    }
    return {name: round(value, 4) for name, value in result.items()}


def label_table(probabilities: Floats, comments: Comments, names: tuple[str, ...], thresholds: Floats) -> str:
    said, labels = probabilities >= thresholds, comments.labels
    errors = calibration_error(probabilities, labels)
    rows = ["| label | n | threshold | precision | recall | F1 | ECE |", "|---|---|---|---|---|---|---|"]
    for column, name in enumerate(names):
        truth, ours = labels[:, column], said[:, column]
        scores = [
            float(score(truth, ours, zero_division=0)) for score in (precision_score, recall_score, f1_score)
        ]
        shown = " | ".join(f"{value:.2f}" for value in scores)
        rows.append(
            f"| {name} | {int(truth.sum())} | {thresholds[column]:.2f} | {shown} | {errors[column]:.3f} |"
        )
    return "\n".join(rows)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with test.tsv, dev.tsv, labels.txt")
    parser.add_argument("--weights", type=Path, required=True, help="text-emotion-3.onnx")
    parser.add_argument("--full", type=Path, help="the 32-bit file, to show what 8 bits cost")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--dev", action="store_true", help="look at dev, for choices")
    options = parser.parse_args()
    names = read_labels(options.data)
    comments = read_comments(options.data, "dev" if options.dev else "test")
    facts_file = options.weights.with_suffix(".json")
    facts = json.loads(facts_file.read_text())
    thresholds = np.array([facts["thresholds"][name] for name in names], np.float32)
    tokenizer = Tokenizer.from_file(str(options.weights.with_suffix(".tokenizer.json")))
    probabilities = sigmoid(run_onnx(options.weights, tokenizer, comments.texts))
    found = figures(probabilities, comments, names, thresholds)
    print(json.dumps(found, indent=2))
    print(label_table(probabilities, comments, names, thresholds))
    if options.full:
        full = sigmoid(run_onnx(options.full, tokenizer, comments.texts))
        print("32 bits:", json.dumps(figures(full, comments, names, thresholds)))
    if options.write and not options.dev:
        facts["metrics"] = {f"goemotions_test_{name}": value for name, value in found.items()}
        facts_file.write_text(json.dumps(facts, indent=2) + "\n")


if __name__ == "__main__":
    main()

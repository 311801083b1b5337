"""Compares two ways to choose thresholds, each time on one half of dev and judged on the other.

    thresholds.py --data DIR --weights FILE [--times N]

`by labels` takes per label the threshold with the best F1 on the half (its curve smoothed over five
hundredths), `by probabilities` is metrics.best_thresholds, which the shipped thresholds come from.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from data import Floats, read_comments
from export import run_onnx
from metrics import best_thresholds, macro_f1, micro_f1, sigmoid
from tokenizers import Tokenizer

GRID = np.round(np.arange(0.02, 0.96, 0.01), 2)
PRIOR_POSITIVES = 2.0
"""Pseudo-counts that keep the threshold of a label with five examples from following one of them."""


def tuned_thresholds(probabilities: Floats, labels: Floats) -> Floats:
    """Per label the threshold of GRID with the best F1 on these labels."""
    chosen = []
    for scores, truth in zip(probabilities.T, labels.T, strict=True):
        said = scores[:, None] >= GRID
        right = (said & (truth[:, None] > 0)).sum(0)
        curve = 2 * right / (said.sum(0) + truth.sum() + PRIOR_POSITIVES)
        smooth = np.convolve(np.pad(curve, 2, mode="edge"), np.ones(5) / 5, mode="valid")
        chosen.append(GRID[int(smooth.argmax())])
    return np.array(chosen, np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with dev.tsv")
    parser.add_argument("--weights", type=Path, required=True, help="text-emotion-3.onnx")
    parser.add_argument("--times", type=int, default=40)
    options = parser.parse_args()
    dev = read_comments(options.data, "dev")
    tokenizer = Tokenizer.from_file(str(options.weights.with_suffix(".tokenizer.json")))
    probabilities = sigmoid(run_onnx(options.weights, tokenizer, dev.texts))
    rng = np.random.default_rng(0)
    found: dict[str, list[tuple[float, float]]] = {"by labels": [], "by probabilities": []}
    for _ in range(options.times):
        halves = np.array_split(rng.permutation(len(dev.texts)), 2)
        for here, there in (halves, halves[::-1]):
            chosen = {
                "by labels": tuned_thresholds(probabilities[here], dev.labels[here]),
                "by probabilities": best_thresholds(probabilities[here]),
            }
            for name, thresholds in chosen.items():
                said, truth = probabilities[there] >= thresholds, dev.labels[there]
                found[name].append((macro_f1(said, truth), micro_f1(said, truth)))
    for name, scores in found.items():
        macro, micro = np.mean(scores, axis=0)
        print(f"{name}: macro-F1 {macro:.4f}, micro-F1 {micro:.4f}")


if __name__ == "__main__":
    main()

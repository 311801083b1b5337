"""Figures computed from logits and the true label of each row."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def softmax(logits: NDArray[np.floating]) -> Floats:
    """Logits (n, c) to probabilities (n, c)."""
    shifted = np.exp((logits - logits.max(axis=1, keepdims=True)).astype(np.float64))
    result: Floats = shifted / shifted.sum(axis=1, keepdims=True)
    return result


def accuracy(logits: NDArray[np.floating], truth: Integers) -> float:
    return float((logits.argmax(axis=1) == truth).mean())


def macro_f1(logits: NDArray[np.floating], truth: Integers) -> float:
    """Unweighted mean of F1 over all classes of the logits; 0 for a class that neither occurs nor is said."""
    counts = confusion(logits, truth)
    both = counts.sum(axis=0) + counts.sum(axis=1)
    return float((2 * np.diag(counts) / np.maximum(both, 1)).mean())


def mean_recall(logits: NDArray[np.floating], truth: Integers) -> float:
    right = logits.argmax(axis=1) == truth
    return float(np.mean([right[truth == label].mean() for label in np.unique(truth)]))


def negative_log_likelihood(logits: NDArray[np.floating], truth: Integers) -> float:
    """Mean, in nats."""
    chosen = softmax(logits)[np.arange(len(truth)), truth]
    return float(-np.log(np.maximum(chosen, 1e-12)).mean())


def calibration_error(logits: NDArray[np.floating], truth: Integers, bins: int = 15) -> float:
    """Expected calibration error of the winning class (Guo et al. 2017), equal-width bins, in [0, 1]."""
    probabilities = softmax(logits)
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == truth
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(confidence[place == b].mean() - right[place == b].mean()) * (place == b).mean()
        for b in np.unique(place)
    ]
    return float(np.sum(gaps))


def confusion(logits: NDArray[np.floating], truth: Integers) -> Integers:
    """Counts (c, c): rows true, columns predicted."""
    classes = logits.shape[1]
    pairs = truth * classes + logits.argmax(axis=1)
    counts: Integers = np.bincount(pairs, minlength=classes**2).reshape(classes, classes)
    return counts


def summary(logits: NDArray[np.floating], truth: Integers) -> dict[str, float]:
    """The line of figures that every table of the card is made of."""
    return {
        "images": len(truth),
        "accuracy": round(accuracy(logits, truth), 4),
        "macro_f1": round(macro_f1(logits, truth), 4),
        "mean_recall": round(mean_recall(logits, truth), 4),
        "calibration_error": round(calibration_error(logits, truth), 4),
    }

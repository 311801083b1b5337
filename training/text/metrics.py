"""F1, thresholds, calibration error: what is reported about multi-label probabilities."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, f1_score

Floats = NDArray[np.float32]


def sigmoid(logits: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-logits.astype(np.float64))), np.float32)


def best_thresholds(probabilities: Floats) -> Floats:
    """Per label the threshold with the best F1 to be expected where the probabilities are right.

    It needs no labels, so it follows none of the few examples that rare labels have (thresholds.py shows what
    that is worth). Above a threshold with n scores that sum to S, of T in all, F1 is about 2 S / (n + T).
    """
    scores = -np.sort(-probabilities.astype(np.float64), axis=0)
    counts = np.arange(1, len(scores) + 1)[:, None]
    expected = 2 * scores.cumsum(0) / (counts + scores.sum(0))
    return np.asarray(np.take_along_axis(scores, expected.argmax(0)[None], 0)[0], np.float32)


def macro_f1(said: NDArray[np.bool_], labels: Floats) -> float:
    return float(f1_score(labels, said, average="macro", zero_division=0))


def micro_f1(said: NDArray[np.bool_], labels: Floats) -> float:
    return float(f1_score(labels, said, average="micro", zero_division=0))


def mean_average_precision(probabilities: Floats, labels: Floats) -> float:
    return float(average_precision_score(labels, probabilities, average="macro"))


def calibration_error(probabilities: Floats, labels: Floats, bins: int = 15) -> Floats:
    """Expected calibration error of each label, over bins of equal width."""
    places = np.minimum((probabilities * bins).astype(int), bins - 1)
    errors = []
    for column in range(labels.shape[1]):
        error = 0.0
        for place in np.unique(places[:, column]):
            inside = places[:, column] == place
            gap = probabilities[inside, column].mean() - labels[inside, column].mean()
            error += inside.mean() * abs(float(gap))
        errors.append(error)
    return np.array(errors, np.float32)

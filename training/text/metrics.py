"""F1, thresholds, calibration error: what is reported about multi-label probabilities."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, f1_score

Floats = NDArray[np.float32]

GRID = np.round(np.arange(0.02, 0.96, 0.01), 2)
PRIOR_POSITIVES = 2.0
"""Pseudo-counts that keep the threshold of a label with five examples from following one of them."""


def sigmoid(logits: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-logits.astype(np.float64))), np.float32)


def tuned_thresholds(probabilities: Floats, labels: Floats) -> Floats:
    """Per label the threshold with the best F1, its curve smoothed over five neighbours of the grid."""
    chosen = []
    for column in range(labels.shape[1]):
        scores, truth = probabilities[:, column], labels[:, column]
        said = scores[:, None] >= GRID
        right = (said & (truth[:, None] > 0)).sum(0)
        curve = 2 * right / (said.sum(0) + truth.sum() + PRIOR_POSITIVES)
        smooth = np.convolve(np.pad(curve, 2, mode="edge"), np.ones(5) / 5, mode="valid")
        chosen.append(GRID[int(smooth.argmax())])
    return np.array(chosen, np.float32)


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

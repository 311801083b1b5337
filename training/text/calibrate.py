"""Makes the logits of a trained net say probabilities, label by label."""

from __future__ import annotations

import numpy as np
from data import Floats
from scipy.optimize import minimize

STRENGTH = 1.0
"""How strongly a label with few examples is held near the scale and shift that all labels share."""


def fit_scales(logits: Floats, labels: Floats) -> tuple[Floats, Floats]:
    """Scale and shift per label that make the labels likeliest (Platt 1999), near those of all together."""
    shared = _fit(logits.ravel(), labels.ravel(), np.array([1.0, 0.0]), 0.0)
    each = [_fit(logits[:, column], labels[:, column], shared, STRENGTH) for column in range(logits.shape[1])]
    scales = np.array(each, np.float32)
    return scales[:, 0], scales[:, 1]


def _fit(logits: Floats, truth: Floats, around: np.ndarray, strength: float) -> np.ndarray:
    given, said = truth.astype(np.float64), logits.astype(np.float64)

    def cost(values: np.ndarray) -> tuple[float, np.ndarray]:
        scaled = values[0] * said + values[1]
        gap = 1 / (1 + np.exp(-scaled)) - given
        loss = float((np.logaddexp(0, scaled) - given * scaled).sum())
        away = values - around
        gradient = np.array([(gap * said).sum(), gap.sum()]) + 2 * strength * away
        return loss + strength * float(away @ away), gradient

    return np.asarray(minimize(cost, around, jac=True, method="L-BFGS-B").x)

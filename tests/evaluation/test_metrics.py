"""Figures against values computed by hand."""

from __future__ import annotations

import numpy as np
import pytest

from emoscope.evaluation.metrics import (
    accuracy,
    calibration_error,
    confusion,
    macro_f1,
    mean_recall,
    negative_log_likelihood,
    softmax,
)

TRUTH = np.array([0, 0, 0, 1, 1, 2])
SAID = np.array([0, 0, 1, 1, 2, 2])
LOGITS = np.log(np.eye(4)[SAID] * 0.6 + 0.1)


def test_counts_lie_in_rows_by_truth():
    assert confusion(LOGITS, TRUTH).tolist() == [[2, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 0], [0, 0, 0, 0]]


def test_rates_by_hand():
    assert accuracy(LOGITS, TRUTH) == pytest.approx(4 / 6)
    assert mean_recall(LOGITS, TRUTH) == pytest.approx((2 / 3 + 1 / 2 + 1) / 3)
    # F1 is 4/5, 1/2 and 2/3; the fourth class never occurs and counts as 0.
    assert macro_f1(LOGITS, TRUTH) == pytest.approx((4 / 5 + 1 / 2 + 2 / 3) / 4)


def test_likelihood_and_calibration():
    assert softmax(LOGITS).sum(axis=1) == pytest.approx(np.ones(6))
    expected = -(4 * np.log(0.7) + 2 * np.log(0.1)) / 6
    assert negative_log_likelihood(LOGITS, TRUTH) == pytest.approx(expected)
    assert calibration_error(LOGITS, TRUTH) == pytest.approx(0.7 - 4 / 6)


def test_sure_and_right_is_calibrated():
    assert calibration_error(np.eye(4)[SAID] * 50, SAID) == pytest.approx(0, abs=1e-6)

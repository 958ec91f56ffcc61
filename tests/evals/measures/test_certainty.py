"""Calibration and intervals."""

import numpy as np
import pytest

from evals.measures.calibration import calibration
from evals.measures.intervals import share_interval
from evals.measures.score import Surety


def test_the_calibration_error_is_the_mean_distance() -> None:
    found = calibration([[Surety(0.5, 50, 50), Surety(0.9, 50, 45)]])
    assert found.error == pytest.approx(0.25)
    assert [one.right for one in found.bins] == [1.0, 0.9]
    assert found.interval is None


def test_equal_confidences_are_never_parted_and_small_tails_stay_apart() -> None:
    found = calibration([[Surety(0.1, 2, 1), Surety(0.2, 3, 1), Surety(0.98, 1000, 990)]])
    bins = [(one.low, one.high, one.cells) for one in found.bins]
    assert bins == [(0.1, 0.2, 5), (0.98, 0.98, 1000)]


def test_no_claims_have_no_error() -> None:
    assert calibration([]) == ((), None, None)
    assert calibration([[]]) == ((), None, None)


def test_an_interval_needs_three_documents_and_is_the_same_each_time() -> None:
    parts, wholes = np.array([9.0, 10.0, 5.0]), np.array([10.0, 10.0, 10.0])
    assert share_interval(parts[:2], wholes[:2]) is None
    found = share_interval(parts, wholes)
    assert found is not None
    assert found == share_interval(parts, wholes)
    assert 0.5 <= found[0] < 0.8 < found[1] <= 1.0
    assert share_interval(np.zeros(3), np.zeros(3)) is None

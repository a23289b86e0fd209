"""Intervals against SciPy's paired test, a textbook and a published table."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from analysis.comparison.intervals import paired_difference, share_interval

# Newcombe 1998, Statistics in Medicine 17:857, table I, the score method.
NEWCOMBE = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0061, 0.1718),
]
numbers = st.floats(-1e3, 1e3, allow_subnormal=False)


def test_a_paired_difference_by_hand():
    # Differences 1, 2, 3: mean 2, standard error 1 / sqrt(3), t of 2 degrees of freedom 4.302653
    found = paired_difference([11.0, 22.0, 33.0], [10.0, 20.0, 30.0])
    assert found.mean == pytest.approx(2.0)
    assert found.half_width == pytest.approx(4.302653 / math.sqrt(3), rel=1e-6)
    assert found.n == 3
    assert found.low == pytest.approx(2.0 - 2.484138, abs=1e-5)
    assert found.high == pytest.approx(2.0 + 2.484138, abs=1e-5)


@given(st.lists(st.tuples(numbers, numbers), min_size=2, max_size=12))
def test_a_paired_difference_is_that_of_a_paired_t_test(pairs):
    variant, base = np.array(pairs).T
    found = paired_difference(variant, base)
    spread = float(np.ptp(variant - base))
    assume(spread > 1e-6)  # a t-test of one repeated value is 0 / 0
    expected = stats.ttest_rel(variant, base).confidence_interval(0.95)
    assert found.low == pytest.approx(expected.low, rel=1e-9, abs=1e-9 * spread + 1e-9)
    assert found.high == pytest.approx(expected.high, rel=1e-9, abs=1e-9 * spread + 1e-9)


def test_one_replication_gives_a_mean_and_no_precision():
    found = paired_difference([3.0], [1.0])
    assert (found.mean, found.half_width, found.n) == (2.0, math.inf, 1)


def test_equal_runs_differ_by_exactly_nothing():
    found = paired_difference([0.1, 0.2, 0.3], [0.1, 0.2, 0.3])
    assert (found.mean, found.half_width) == (0.0, 0.0)


def test_an_undefined_metric_has_an_undefined_difference():
    found = paired_difference([math.nan, 1.0], [0.0, 0.0])
    assert math.isnan(found.mean)
    assert math.isnan(found.half_width)


@pytest.mark.parametrize(("successes", "n", "low", "high"), NEWCOMBE)
def test_the_interval_of_a_share_is_the_published_one(successes, n, low, high):
    assert share_interval(successes, n) == pytest.approx((low, high), abs=5e-5)

"""What can be told apart, in markets where the answer is known."""

import numpy as np
import pytest

from analysis.estimation.identifiability import (
    RANGE_INFORMATION,
    cross_information,
    dependence,
    identifiability_of,
    kept_free,
)
from analysis.estimation.jacobian import Jacobian, jacobian_at
from analysis.estimation.sampling import Sampling
from tests.analysis.estimation.made import (
    StraightMarket,
    moments_with,
    parameters_named,
    slopes_of,
)

FOUR = parameters_named("trust_weight", "bond_weight", "habit_weight", "taste_sd")
UNIT = Sampling(np.ones(6), np.eye(6))


def judged(columns, parameters=FOUR, sampling=UNIT):
    matrix = np.array(columns, dtype=float).T
    return identifiability_of(parameters, Jacobian(np.stack([matrix, matrix])), sampling)


def test_strong_traces_of_their_own_are_told_apart():
    found = judged(
        [[30, 0, 0, 0, 0, 0], [0, 20, 0, 0, 0, 0], [0, 0, 25, 0, 0, 0], [0, 0, 0, 40, 0, 0]]
    )
    assert all(verdict.is_identified for verdict in found.verdicts)
    assert kept_free(found) == [0, 1, 2, 3]
    assert found.singular_values == pytest.approx([40, 30, 25, 20])


def test_two_that_leave_one_trace_are_not_told_apart_and_named():
    found = judged(
        [[30, 10, 0, 0, 0, 0], [15, 5, 0, 0, 0, 0], [0, 0, 25, 0, 0, 0], [0, 0, 0, 40, 0, 0]]
    )
    trust, bond, habit, taste = found.verdicts
    assert [v.is_identified for v in found.verdicts] == [False, False, True, True]
    assert trust.like == ((FOUR[1], pytest.approx(1.0)),)
    assert bond.like == ((FOUR[0], pytest.approx(1.0)),)
    assert habit.like == taste.like == ()
    flat = found.directions[-1]
    assert abs(flat @ np.array([1, -2, 0, 0])) / np.sqrt(5) == pytest.approx(1.0)


def test_of_two_that_leave_one_trace_the_weaker_is_held():
    found = judged(
        [[30, 10, 0, 0, 0, 0], [15, 5, 0, 0, 0, 0], [0, 0, 25, 0, 0, 0], [0, 0, 0, 40, 0, 0]]
    )
    kept = kept_free(found)
    assert kept == [0, 2, 3]
    # Half the trace: a rise of bond by its range is undone by trust falling by half of its own.
    assert dependence(found, kept)[:, 0] == pytest.approx([-0.5, 0, 0], abs=0.01)


def test_what_moves_nothing_is_held_and_no_error_exceeds_that_of_the_range():
    found = judged(
        [[30, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0], [0, 0, 25, 0, 0, 0], [0, 0, 0, 40, 0, 0]]
    )
    assert found.verdicts[1].reach == 0.0
    assert found.verdicts[1].error_together == pytest.approx(1 / np.sqrt(12))
    assert kept_free(found) == [0, 2, 3]


def test_a_history_of_noise_tells_nothing():
    found = judged([[1, 0, 0, 0, 0, 0], [0, 1, 0, 0, 0, 0], [0, 0, 2, 0, 0, 0], [0, 0, 0, 1, 0, 0]])
    assert kept_free(found) == []


def test_errors_are_those_of_generalized_least_squares():
    generator = np.random.default_rng(8)
    slopes = generator.normal(size=(6, 4)) * 30
    root = generator.normal(size=(6, 6))
    covariance = root @ root.T + np.eye(6)
    found = judged(slopes.T, sampling=Sampling(np.ones(6), covariance))
    expected = slopes.T @ np.linalg.inv(covariance) @ slopes + RANGE_INFORMATION * np.eye(4)
    errors = [verdict.error_together for verdict in found.verdicts]
    assert errors == pytest.approx(np.sqrt(np.diag(np.linalg.inv(expected))))


def test_noise_in_derivatives_is_not_taken_for_a_reaction():
    """Nothing reacts; derivatives of each seed are noise as large as a strong reaction."""
    generator = np.random.default_rng(2)
    products = [cross_information(generator.normal(size=(4, 6, 2)) * 10) for _ in range(2_000)]
    own = 6 * 100  # what A'A of one seed would be
    assert np.mean(products, axis=0) == pytest.approx(np.zeros((2, 2)), abs=0.04 * own)


def test_derivatives_of_a_straight_market_are_its_slopes():
    slopes = np.array([[3.0, -1.0], [0.5, 2.0], [0.0, 4.0]])
    market = StraightMarket(
        level=np.array([1.0, 2.0, 3.0]),
        slopes=slopes_of(parameters_named("trust_weight", "bond_weight"), slopes),
        noise=np.eye(3) * 0.01,
        parameters=parameters_named("trust_weight", "bond_weight"),
        asked=moments_with([0, 0, 0], [1, 1, 1]),
    )
    for shares in ([0.5, 0.5], [0.0, 1.0]):  # inside, and at the bounds
        found = jacobian_at(market, np.array(shares), "test")
        assert found.by_seed == pytest.approx(np.stack([slopes] * 5))

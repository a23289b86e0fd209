"""Cohorts, the churn fitted to them and what they are worth, against published and hand-made numbers."""

import numpy as np
import pytest

from analysis.evidence.fact import Setting
from analysis.evidence.facts.cohorts import (
    ShiftedBetaGeometric,
    fitted_churn,
    retention,
    surviving,
    yearly,
)
from analysis.evidence.facts.presets import SERVICE_FIRMS, TELECOM, contract_market
from analysis.evidence.facts.sf07_equity_elasticities import customer_equity, elasticities

# Fader & Hardie 2007, table 1 and their estimates from all seven years.
REGULAR = [1.0, 0.631, 0.468, 0.382, 0.326, 0.289, 0.262, 0.241]
HIGH_END = [1.0, 0.869, 0.743, 0.653, 0.593, 0.551, 0.517, 0.491]


@pytest.mark.parametrize(
    ("survival", "alpha", "beta"), [(REGULAR, 0.704, 1.182), (HIGH_END, 0.668, 3.806)]
)
def test_the_published_data_give_the_published_estimates(survival, alpha, beta):
    found = fitted_churn(np.array(survival))
    assert found.alpha == pytest.approx(alpha, abs=0.001)
    assert found.beta == pytest.approx(beta, abs=0.003)


def test_uniform_churn_survives_as_one_over_t_plus_one():
    # alpha = beta = 1: S(t) = integral of (1 - p)^t over p = 1 / (t + 1).
    curve = ShiftedBetaGeometric(1.0, 1.0)
    np.testing.assert_allclose(curve.survival(4), [1.0, 1 / 2, 1 / 3, 1 / 4, 1 / 5])
    assert curve.polarization == pytest.approx(1 / 3)


def test_a_fit_finds_the_truth_it_was_made_with():
    truth = ShiftedBetaGeometric(0.5, 2.0)
    found = fitted_churn(truth.survival(8))
    assert (found.alpha, found.beta) == (pytest.approx(0.5, rel=1e-3), pytest.approx(2.0, rel=1e-3))


def test_retention_is_who_of_those_there_was_kept():
    survival = np.array([1.0] * 12 + [0.5] * 12 + [0.4])
    np.testing.assert_allclose(yearly(survival), [1.0, 0.5, 0.4])
    np.testing.assert_allclose(retention(yearly(survival)), [0.5, 0.8])


def test_nobody_leaves_a_cohort_that_never_reviews_and_everybody_counts():
    scenario = contract_market(
        Setting(customers=50, seed=1, is_control=False),
        firms=SERVICE_FIRMS,
        customers={
            **TELECOM, "review_base": 0.0, "review_dissatisfaction": 0.0, "review_failure": 0.0,
            "exit_rate": 0.0,
        },
        steps=13,
        burn_in_steps=0,
    )  # fmt: skip
    np.testing.assert_array_equal(surviving(scenario, 1), np.ones(13))
    np.testing.assert_array_equal(surviving(scenario, 1, "Alpha"), np.ones(13))


def test_equity_is_the_discounted_sum_of_margins_less_acquisition():
    # Two years counted, half stay: 1 + 0.5 / 1.12 - 0.8.
    assert customer_equity(np.array([0.5]), 1.0, 0.8, 2) == pytest.approx(1.0 + 0.5 / 1.12 - 0.8)


def test_equity_with_constant_retention_is_that_of_the_closed_form():
    # Sum of (r / (1 + i))^t = (1 + i) / (1 + i - r) (Gupta & Lehmann), r = 0.8, i = 0.12.
    expected = 1.12 / (1.12 - 0.8) - 0.8
    assert customer_equity(np.array([0.8]), 1.0, 0.8, 300) == pytest.approx(expected)


def test_elasticities_are_those_of_the_closed_form():
    by_retention, by_margin, by_acquisition = elasticities(np.array([0.8]), 300)
    base = 1.12 / 0.32 - 0.8
    assert by_retention == pytest.approx((1.12 / (1.12 - 0.808) - 0.8 - base) / base * 100.0)
    assert by_margin == pytest.approx((1.12 / 0.32) / base)
    assert by_acquisition == pytest.approx(0.8 / base)


def test_where_only_the_first_year_counts_retention_is_worth_nothing():
    assert elasticities(np.array([0.8, 0.9]), 1) == pytest.approx((0.0, 5.0, 4.0))

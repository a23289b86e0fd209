"""Identities of the model: what must hold exactly, or to sampling error, whatever the numbers."""

import numpy as np
import pytest
from scipy.special import softmax
from scipy.stats import chisquare

from simulation.snapshot import UTILITY_TERMS, views_at
from tests.simulation.markets import CONTRACT, REPERTOIRE, changed, ran, total

NEUTRAL_CHOICE = (
    ("customers.taste", "normal"), ("customers.taste_sd", 0.0),
    ("customers.satisfaction_weight", 0.0), ("customers.trust_weight", 0.0),
    ("customers.bond_weight", 0.0), ("customers.habit_weight", 0.0),
    ("customers.inexperience_penalty", 0.0),
    ("firms.Alpha.program.earn_rate", 0.0), ("firms.Alpha.program.threshold", 0.0),
)  # fmt: skip


def test_with_every_weight_off_shares_are_the_softmax_of_availability() -> None:
    market = ran(changed(REPERTOIRE, *NEUTRAL_CHOICE, ("market.customers", 2_000)))
    bought = total(market, "purchases").sum(axis=0)
    shares = softmax(np.log([0.42, 0.33, 0.25]))
    assert chisquare(bought, shares * bought.sum()).pvalue > 1e-4


def test_without_reviews_nobody_leaves() -> None:
    market = ran(
        changed(
            CONTRACT, ("customers.review_base", 0.0), ("customers.review_dissatisfaction", 0.0),
            ("customers.review_failure", 0.0), ("customers.review_promotion", 0.0),
            ("customers.review_contract_end", 0.0),
        )
    )  # fmt: skip
    assert total(market, "lost").sum() == 0
    assert total(market, "exits").sum() > 0


def test_a_boundless_switching_cost_keeps_everybody() -> None:
    market = ran(
        changed(
            CONTRACT, ("customers.switching_procedural", 1000.0), ("customers.switching_sd", 0.0)
        )
    )
    assert total(market, "reviews").sum() > 0
    assert total(market, "lost").sum() == 0


def test_without_new_weight_satisfaction_stays_where_it_was() -> None:
    quiet = (
        ("customers.satisfaction_prior_n", 100.0), ("customers.satisfaction_gain_min", 0.0),
        ("customers.failure_salience", 0.0), ("customers.recovery_gain", 0.0),
    )  # fmt: skip
    market = ran(changed(CONTRACT, *quiet, ("market.burn_in_steps", 0), ("market.steps", 1)))
    ties = np.asarray(market.state.ties)
    tried = ties["n_experiences"] == 1
    # one experience of weight 1/100 moves satisfaction by at most one point of 100
    assert np.abs(ties["satisfaction"] - ties["will"])[~tried].max() == 0.0
    assert tried.sum() == 400


def test_habit_sums_to_one_less_the_carry_to_the_number_of_purchases() -> None:
    market = ran(changed(REPERTOIRE, ("customers.exit_rate", 0.0)))
    ties = np.asarray(market.state.ties)
    n = ties["n_lifetime"].sum(axis=1)
    expected = 1.0 - 0.85**n
    assert ties["habit"].sum(axis=1) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("document", [CONTRACT, REPERTOIRE])
def test_attitudes_stay_between_0_and_100(document: dict) -> None:
    market = ran(
        changed(document, ("firms.Beta.failure_prob", 0.4), ("firms.Beta.failure_severity", 50.0))
    )
    for name in ("will", "should", "satisfaction", "ability", "integrity", "fairness", "bond"):
        values = np.asarray(market.state.ties[name])
        assert np.isfinite(values).all()
        assert values.min() >= 0.0
        assert values.max() <= 100.0


@pytest.mark.slow
def test_four_times_the_customers_halve_the_noise() -> None:
    def shares(n: int) -> np.ndarray:
        found = []
        for seed in range(60):
            scenario = changed(
                CONTRACT, ("market.customers", n), ("market.burn_in_steps", 0), ("market.steps", 3),
                ("customers.message_positive", 0.0), ("customers.message_negative", 0.0),
            )  # fmt: skip
            found.append(total(ran(scenario, seed), "customers")[-1, 0] / n)
        return np.array(found)

    ratio = shares(200).std(ddof=1) / shares(800).std(ddof=1)
    # the ratio of two sds from 60 draws each has a relative error of 1/sqrt(60), about 13 %
    assert ratio == pytest.approx(2.0, rel=3 * 0.13)


@pytest.mark.slow
def test_weekly_and_monthly_steps_tell_the_same_contract_market() -> None:
    def yearly_churn(step_days: int) -> tuple[float, float]:
        steps = round(720 / step_days)
        churn, satisfaction = [], []
        for seed in range(4):
            scenario = changed(
                CONTRACT, ("market.step_days", step_days), ("market.steps", steps),
                ("market.burn_in_steps", steps), ("market.customers", 2_000),
            )  # fmt: skip
            market = ran(scenario, seed)
            study = slice(steps, None)
            months = 720 / 30
            customers = total(market, "customers")[study].sum() / steps
            churn.append(total(market, "lost")[study].sum() / customers / months)
            present = total(market, "customers")[study].sum()
            satisfaction.append(total(market, "satisfaction")[study].sum() / 1_000 / present)
        return float(np.mean(churn)), float(np.mean(satisfaction))

    monthly, weekly = yearly_churn(30), yearly_churn(7)
    # a failure triggers its review a month later in one and a week later in the other
    assert weekly[0] == pytest.approx(monthly[0], rel=0.15)
    assert weekly[1] == pytest.approx(monthly[1], abs=0.5)


def test_hearsay_takes_up_to_half_of_the_discount_on_an_untried_firm_away() -> None:
    market = ran(
        changed(CONTRACT, ("customers.message_positive", 0.5), ("customers.message_negative", 0.5))
    )
    utilities = views_at(market.world, market.n_steps - 1).utilities
    ties = np.asarray(market.state.ties)
    discount = utilities[:, :, UTILITY_TERMS.index("inexperience")]
    untried = ties["n_experiences"] == 0
    heard = ties["messages"].astype(np.float64)
    assert (heard[untried] > 0).any()
    expected = -0.4 * (1.0 - 0.5 * (1.0 - np.exp(-heard / 2.0)))
    assert discount[untried] == pytest.approx(expected[untried], abs=1e-6)
    assert (discount[~untried] == 0.0).all()

"""The surplus of customers against arithmetic on paper and against the integral that it stands for."""

import math

import numpy as np
import pytest

from analysis.metrics.surplus import customer_surplus, surplus_of_customers
from simulation.runner import RunSpec, run_one
from simulation.scenario.loader import load_scenario
from tests.analysis.metrics.made import alpha, document, run, with_table

SMALL = {"market.customers": 150, "market.steps": 3, "market.burn_in_steps": 6}


def test_it_is_missing_where_there_is_no_snapshot_of_the_study():
    result = run()
    burn_in = result.customers[result.customers["step"] < 0]
    for rows in (burn_in, result.customers.iloc[:0], result.customers.drop(columns="available")):
        assert math.isnan(customer_surplus(alpha(with_table(result, "customers", rows))))


def test_whoever_can_reach_nobody_or_does_not_mind_a_price_is_left_out():
    result = run()
    rows = result.customers.copy()
    rows.loc[rows["customer"] == 0, "considered"] = False
    rows.loc[rows["customer"] == 1, "price_sensitivity"] = 0.0
    worth = surplus_of_customers(alpha(with_table(result, "customers", rows)))
    assert np.isnan(worth).tolist() == [True, True, False, False, False, False]
    assert customer_surplus(alpha(with_table(result, "customers", rows))) == pytest.approx(
        (math.log(5) / 2 + 2 * math.log(5) / 4 + math.log(2) / 4) / 4
    )


def test_buying_nowhere_is_one_more_alternative():
    market = document("repertoire")
    market["customers"] = {"outside_utility": math.log(5.0)}
    worth = surplus_of_customers(alpha(run(market)))
    assert worth[0] == pytest.approx(math.log(10.0) / 2.0)
    assert worth[5] == pytest.approx(math.log(7.0) / 4.0)


def test_a_price_off_for_all_is_worth_that_price_to_everybody():
    """Where all firms take the same off, utility rises by it times the sensitivity, and surplus by it."""
    scenario = load_scenario(
        "telecom_contract",
        {**SMALL, "customers.bond_price_relief": 0.0, "customers.reference_price_weight": 0.0},
    )
    record = alpha(run_one(RunSpec("telecom", scenario, seed=4)))
    rows = record.result.customers.copy()
    rows["utility_price"] += 0.1 * rows["price_sensitivity"]
    cheaper = alpha(with_table(record.result, "customers", rows))
    assert customer_surplus(cheaper) - customer_surplus(record) == pytest.approx(0.1, abs=1e-6)


def test_it_is_the_mean_of_the_best_of_many_draws_over_the_price_of_utility():
    """Its definition, drawn: the mean of the largest utility with Gumbel errors, less Euler's constant."""
    scenario = load_scenario("grocery", SMALL)
    record = alpha(run_one(RunSpec("grocery", scenario, seed=4)))
    rows = record.result.customers
    last = rows[rows["step"] == rows["step"].max()]
    one = last[last["customer"] == 7]
    value = one.filter(like="utility_").sum(axis=1).to_numpy(dtype=np.float64)
    value[~one["considered"].to_numpy()] = -np.inf
    errors = np.random.default_rng(1).gumbel(size=(200_000, value.size))
    best = (value + errors).max(axis=1) - np.euler_gamma
    expected = best.mean() / float(one["price_sensitivity"].iloc[0])
    noise = best.std() / math.sqrt(best.size) / float(one["price_sensitivity"].iloc[0])
    assert surplus_of_customers(record)[7] == pytest.approx(expected, abs=4.0 * noise)

"""The shipped industries: every file runs, and baselines lie where the industry is known to be."""

from functools import lru_cache

import numpy as np
import pytest

from analysis.acceptance import TABLE, Acceptance
from analysis.comparison.compare import policy_start
from analysis.metrics.behavior import share_series
from analysis.metrics.record import FirmRecord
from analysis.metrics.retention import churn_by_tenure
from simulation.market import LoyaltyMarket
from simulation.results import RunResult
from simulation.runner import RunSpec, run_one
from simulation.scenario.loader import load_scenario, parent_name, scenario_names

SUBSIDY_START, SUBSIDY_END = 26, 39


@lru_cache(maxsize=16)
def result_of(name: str, seed: int = 1, habit: float | None = None) -> RunResult:
    overrides = {} if habit is None else {"customers.habit_weight": habit}
    return run_one(RunSpec(name, load_scenario(name, overrides), seed))


@pytest.mark.parametrize("name", scenario_names())
def test_every_shipped_scenario_runs(name: str) -> None:
    market = LoyaltyMarket(name, {"market.customers": 60}, rng=1)
    market.run_model()
    assert not market.running
    assert market.ledger.firms["purchases"].sum() > 0


@pytest.mark.parametrize("name", [name for name in scenario_names() if "/" in name])
def test_every_variant_can_be_compared_with_its_parent(name: str) -> None:
    base, variant = load_scenario(parent_name(name) or ""), load_scenario(name)
    assert variant.market == base.market
    assert all(policy.cost is not None for policy in variant.policies)
    assert policy_start([base, variant]) >= 0


@pytest.mark.parametrize(
    "known", [k for k in TABLE if k.is_gating], ids=lambda k: f"{k.scenario}: {k.metric}"
)
def test_a_baseline_lies_where_its_industry_is_known_to_lie(known: Acceptance) -> None:
    values = [known.measure(result_of(known.scenario, seed)) for seed in (1, 2, 3)]
    assert known.is_met(float(np.mean(values)))


def test_telecom_churn_falls_with_tenure() -> None:
    result = result_of("telecom_contract")
    by_year = churn_by_tenure(FirmRecord(result, "Alpha"))
    assert by_year[0] > by_year[2] > by_year[5]


def entrant_shares(habit: float | None = None) -> np.ndarray:
    curves = []
    for seed in (1, 2, 3, 4, 5):
        result = result_of("ridehail_entry/subsidy", seed, habit)
        curves.append(share_series(FirmRecord(result, "Entrant")))
    return np.mean(curves, axis=0)


@pytest.mark.slow
def test_sf17_a_subsidy_wins_share_fast_and_loses_most_of_it_when_it_ends() -> None:
    share = entrant_shares()
    week_one = share[SUBSIDY_START]
    peak = share[SUBSIDY_START:SUBSIDY_END].max()
    after = share[SUBSIDY_END : SUBSIDY_END + 4].mean()
    assert np.nanmax(share[:SUBSIDY_START]) == 0.0
    assert week_one >= 0.25
    assert after / peak <= 0.6


def kept_majority(habit: float | None) -> float:
    """Return which part of the entrant's majority customers under the subsidy are so 8 to 16 weeks on."""
    before, end, week_8, week_16 = (
        SUBSIDY_START - 1, SUBSIDY_END - 1, SUBSIDY_END + 7, SUBSIDY_END + 15,
    )  # fmt: skip
    overrides = {} if habit is None else {"customers.habit_weight": habit}
    kept = []
    for seed in (1, 2, 3, 4, 5):
        scenario = load_scenario("ridehail_entry/subsidy", overrides)
        spec = RunSpec("subsidy", scenario, seed, snapshots=(before, end, week_8, week_16))
        frame = run_one(spec).customers
        bought = {
            step: rows.pivot_table(
                index=["customer", "generation"],
                columns="firm",
                values="n_purchases",
                observed=False,
            )
            for step, rows in frame.groupby("step")
        }
        during = (bought[end] - bought[before]).dropna()
        later = (bought[week_16] - bought[week_8]).reindex(during.index).dropna()
        during = during.loc[later.index]
        was = during["Entrant"] > during.sum(axis=1) / 2
        rides = later.sum(axis=1) > 0
        still = later["Entrant"] > later.sum(axis=1) / 2
        kept.append((was & rides & still).sum() / (was & rides).sum())
    return float(np.mean(kept))


@pytest.mark.slow
def test_sf17_habit_halves_the_first_weeks_share() -> None:
    low, high = entrant_shares(), entrant_shares(habit=3.0)
    assert high[SUBSIDY_START] <= low[SUBSIDY_START] / 2.0


@pytest.mark.slow
def test_sf17_few_of_the_subsidised_stay_and_more_where_habits_are_strong() -> None:
    low, high = kept_majority(None), kept_majority(3.0)
    assert low <= 0.45
    assert high >= 1.5 * low


def yearly_retention(name: str, overrides: dict[str, object]) -> np.ndarray:
    """Return retention in each of eight years of the cohort Alpha acquired in month 0, over 5 seeds."""
    years = []
    for seed in range(1, 6):
        scenario = load_scenario(
            name,
            {"market.burn_in_steps": 0, "market.steps": 96, "market.customers": 6_000, **overrides},
        )
        market = LoyaltyMarket(scenario, rng=seed)
        market.run_model()
        alpha = market.tables.firm_names.index("Alpha")
        base = market.ledger.firms["base_customers"][:, :, alpha].sum(axis=1)
        exits = 1.0 - 0.006
        voluntary = base / (base[0] * exits ** np.arange(base.size))
        years.append(voluntary[11::12] / np.concatenate([[1.0], voluntary[11:-12:12]]))
    return np.mean(years, axis=0)


@pytest.mark.slow
def test_sf05_retention_rises_with_tenure_because_people_differ() -> None:
    retention = yearly_retention("telecom_contract", {})
    churn = 1.0 - retention
    assert churn[7] / churn[1] <= 0.60
    assert (np.diff(retention) > -0.02).all()


@pytest.mark.slow
def test_sf05_control_without_differences_and_learning_the_hazard_hardly_falls() -> None:
    alike = {
        "customers.taste_sd": 0.0, "customers.fit_sd": 0.0, "customers.switching_learned": 0.0,
        "customers.switching_sd": 0.0, "customers.price_sensitivity_cv": 0.0,
        "customers.reputation_sd": 0.0, "customers.bond_gain": 0.0, "customers.habit_weight": 0.0,
        "customers.dimension_weight_concentration": 10000.0,
    }  # fmt: skip
    churn = 1.0 - yearly_retention("telecom_contract", alike)
    assert churn[7] / churn[1] >= 0.75

"""Face validity: what investment in staff, a second supplier and a price war do to a market."""

from typing import Any

import numpy as np
import pytest

from simulation.market import LoyaltyMarket
from simulation.scenario.loader import load_scenario
from tests.simulation.markets import total

SEEDS = (1, 2, 3, 4)
COSTS = ("variable_cost", "service_cost", "acquisition_cost", "reward_cost", "policy_cost")
SMALL = {"market.customers": 1_500}


def market(name: str, seed: int, overrides: dict[str, Any]) -> LoyaltyMarket:
    made = LoyaltyMarket(load_scenario(name, {**SMALL, **overrides}), rng=seed)
    made.run_model()
    return made


def column(made: LoyaltyMarket, measure: str, firm: str) -> np.ndarray:
    """Return a measure of a firm in the steps of the study, fixed point."""
    first = made.config.market.burn_in_steps
    recorded: np.ndarray = total(made, measure)[first:, made.tables.firm_names.index(firm)]
    return recorded


def conduct(made: LoyaltyMarket, name: str, firm: str) -> np.ndarray:
    first = made.config.market.burn_in_steps
    recorded: np.ndarray = made.management.organization.conduct[name][
        first:, made.tables.firm_names.index(firm)
    ]
    return recorded


def satisfaction(made: LoyaltyMarket) -> np.ndarray:
    return column(made, "satisfaction", "Alpha") / column(made, "customers", "Alpha") / 1_000.0


@pytest.mark.slow
def test_better_wages_raise_quality_by_and_by_and_customers_notice_later_still() -> None:
    policy = {"firm": "Alpha", "set": {"staff.wage": 1.2}, "from": 0, "cost": {}}
    gains, noticed = [], []
    for seed in SEEDS:
        base = market("telecom_contract", seed, {})
        paid = market("telecom_contract", seed, {"policies": [policy]})
        name = "quality_delivered"
        gains.append(conduct(paid, name, "Alpha") - conduct(base, name, "Alpha"))
        noticed.append(satisfaction(paid) - satisfaction(base))
        assert column(paid, "policy_cost", "Alpha").sum() > 0
    quality, satisfied = np.mean(gains, axis=0), np.mean(noticed, axis=0)
    assert (np.diff(quality) > 0.0).all()
    assert quality[0] < 0.5  # of about 3.5 after three years
    assert 3.0 < quality[-1] < 4.5
    assert 0.5 < satisfied[-1] < quality[-1]  # cumulative: it lags behind what is delivered
    assert satisfied[2] < 0.3 * satisfied[-1]


@pytest.mark.slow
def test_a_second_supplier_takes_failures_away_and_never_adds_one() -> None:
    supplier = {
        "firms.Alpha.supplier.quality": 70.0,
        "firms.Alpha.supplier.disruption_rate": 0.1,
        "firms.Alpha.supplier.disruption_months": 3.0,
    }
    one, two = [], []
    for seed in SEEDS:
        single = market("telecom_contract", seed, supplier)
        dual = market(
            "telecom_contract", seed, {**supplier, "firms.Alpha.supplier.dual_sourcing": 1.0}
        )
        disrupted = [conduct(m, "supplier_disrupted", "Alpha") for m in (single, dual)]
        assert (disrupted[1] <= disrupted[0]).all()
        one.append(disrupted[0].mean())
        two.append(disrupted[1].mean())
        failures = [
            column(m, "failures", "Alpha").sum() / column(m, "experiences", "Alpha").sum()
            for m in (single, dual)
        ]
        assert failures[1] <= failures[0] + 0.002
    assert np.mean(two) < np.mean(one)


@pytest.mark.slow
def test_matching_prices_wins_back_part_of_the_share_that_a_subsidized_entrant_took() -> None:
    subsidy = slice(26, 39)  # weeks of the shipped scenario
    reaction = {
        "firms.Incumbent.reaction.policy": "price",
        "firms.Incumbent.reaction.budget": 0.25,
    }

    def share(made: LoyaltyMarket) -> float:
        first = made.config.market.burn_in_steps
        bought = total(made, "purchases")[first:][subsidy].sum(axis=0)
        return float(bought[made.tables.firm_names.index("Incumbent")] / bought.sum())

    def profit(made: LoyaltyMarket) -> float:
        spent = sum(int(column(made, cost, "Incumbent").sum()) for cost in COSTS)
        return float(column(made, "revenue", "Incumbent").sum() - spent)

    recovered, cost = [], []
    for seed in SEEDS:
        alone = market("ridehail_entry/subsidy", seed, {"policies": [], "focal_firm": "Incumbent"})
        calm = market("ridehail_entry/subsidy", seed, {})
        reacting = market("ridehail_entry/subsidy", seed, reaction)
        before, taken, fought = share(alone), share(calm), share(reacting)
        assert before > fought > taken
        recovered.append((fought - taken) / (before - taken))
        cost.append(profit(reacting) / profit(calm))
    assert 0.1 < np.mean(recovered) < 0.7
    assert np.mean(cost) < 1.0  # a price war is paid for

"""The plain market of contracts and the compiled one are one market, up to sampling error.

The telecom study is what `run.py` shows first. Its baseline and its strategies run here in the
compiled market and in a twin that was written from the documents alone; means over independent
markets may differ by a few standard errors.
"""

from functools import cache

import numpy as np
import pytest

from simulation.scenario.loader import load_scenario
from tests.agreement import STANDARD_ERRORS, disagreements
from tests.oracle.contract_figures import compiled_markets, gathered, plain_figures
from tests.oracle.plain_contract import PlainContractMarket
from tests.oracle.plain_contract_numbers import ContractNumbers

BASE = "telecom_contract"
VARIANTS = (
    "better_recovery", "complete_satisfaction", "learning_operator", "number_portability",
    "price_cut", "raise_leaving_cost", "raise_trust", "reward_loyalty", "term_without_fee",
    "winback_offer",
)  # fmt: skip
# These differ from the first step on: they have a burn-in of their own, in which spend is counted.
APART, CARE = "departments_apart", "key_account_care"
ALL = (BASE, APART, CARE, *VARIANTS)
SMALL = {"market.customers": 1_000}
COMPILED_SEEDS = range(50)
TWIN_SEEDS = range(100, 107)
FOCAL = 0  # Alpha, whose strategies these are
AGES = ((1, 12), (13, 23), (24, 24), (25, 47), (48, 120))  # months


def scenario_of(name):
    return load_scenario(name if name == BASE else f"{BASE}/{name}", SMALL)


@cache
def compiled(name):
    return compiled_markets(scenario_of(name), COMPILED_SEEDS, AGES)


@cache
def twin(name):
    """Return the twin's figures; variants branch from one burn-in of each seed."""
    numbers = ContractNumbers(scenario_of(name))
    runs = []
    for seed in TWIN_SEEDS:
        start = burnt_in(CARE if name in {APART, CARE} else BASE, seed)
        market = start.branch(numbers, 1_000 * (ALL.index(name) + 1) + seed)
        market.run(numbers.n_steps)
        runs.append(plain_figures(market, AGES))
    return gathered(runs)


@cache
def burnt_in(name, seed):
    numbers = ContractNumbers(scenario_of(name))
    market = PlainContractMarket(numbers, seed)
    market.run(numbers.burn_in)
    return market


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL)
def test_the_twin_agrees_with_the_compiled_market(name):
    assert disagreements(compiled(name), twin(name)) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", VARIANTS)
@pytest.mark.parametrize("figure", ["churn", "profit", "share", "satisfaction of a customer"])
def test_the_twin_tells_the_same_difference_that_a_strategy_makes(name, figure):
    paired = (compiled(name)[figure] - compiled(BASE)[figure])[:, FOCAL]
    told = {v: (twin(v)[figure] - twin(BASE)[figure])[:, FOCAL] for v in VARIANTS}
    # The chances of two markets that go apart at the start of the study are alike in all variants.
    spread = np.sqrt(np.mean([values.var(ddof=1) for values in told.values()]))
    error = np.hypot(
        spread / np.sqrt(len(TWIN_SEEDS)), paired.std(ddof=1) / np.sqrt(len(COMPILED_SEEDS))
    )
    assert abs(told[name].mean() - paired.mean()) < STANDARD_ERRORS * error


@pytest.mark.slow
@pytest.mark.parametrize(
    "changed",
    [
        {"firms.Alpha.exit_fee": 0},
        {"firms.Alpha.contract_months": 18},
        {"firms.Alpha.recovery": 0.25},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_mechanism_that_is_a_little_different_would_be_noticed(changed):
    scenario = load_scenario(BASE, {**SMALL, **changed})
    changed_market = compiled_markets(scenario, COMPILED_SEEDS, AGES)
    assert disagreements(changed_market, twin(BASE)) != []

"""The plain market of contracts and the compiled one are one market, up to sampling error.

The telecom study is what `run.py` shows first. Its baseline and its strategies run here in the
compiled market and in a twin that was written from the documents alone; means over independent
markets may differ by a few standard errors.
"""

from functools import cache

import numpy as np
import pytest

from simulation.market import LoyaltyMarket
from simulation.scenario.loader import load_scenario
from tests.agreement import STANDARD_ERRORS, booked, disagreements
from tests.oracle.plain_contract import PlainContractMarket
from tests.oracle.plain_contract_numbers import ContractNumbers
from tests.oracle.plain_contract_records import MEASURES

BASE = "telecom_contract"
VARIANTS = (
    "better_recovery", "complete_satisfaction", "learning_operator", "number_portability",
    "price_cut", "raise_leaving_cost", "raise_trust", "reward_loyalty", "term_without_fee",
    "winback_offer",
)  # fmt: skip
APART = "departments_apart"  # differs from the first step on, so that it needs a burn-in of its own
SMALL = {"market.customers": 1_000}
COMPILED_SEEDS = range(60)
TWIN_SEEDS = range(100, 108)
FOCAL = 0  # Alpha, whose strategies these are
TENURES = ((1, 12), (13, 23), (24, 24), (25, 47), (48, 120))  # months


def scenario_of(name):
    return load_scenario(name if name == BASE else f"{BASE}/{name}", SMALL)


def compiled_books(scenario, seed):
    market = LoyaltyMarket(scenario, rng=seed)
    market.run_model()
    ledger, start = market.ledger, scenario.market.burn_in_steps
    books = {name: booked(ledger.firms, name).sum(axis=1) for name in MEASURES}
    life = [ledger.tenure[name] for name in ("at_risk", "left", "exited")]
    return figures(books, ledger.flows[start:, :, :-1].sum(axis=0), life, start)


def plain_books(market):
    start = market.numbers.burn_in
    books = {
        name: np.array([[getattr(firm, name) for firm in step] for step in market.accounts])
        for name in MEASURES
    }
    life = [
        np.array([getattr(table, name) for table in market.life])
        for name in ("at_risk", "left", "exited")
    ]
    return figures(books, np.sum(market.all_flows[start:], axis=0), life, start)


def figures(books, flows, life, start):
    """Return what is compared, by name, an array each; `books` by measure, of shape (T, J)."""
    study = {name: values[start:].sum(axis=0) for name, values in books.items()}
    began = books["customers"][start - 1 : -1].sum(axis=0)
    costs = (
        "variable_cost", "service_cost", "acquisition_cost", "reward_cost", "member_cost",
        "policy_cost", "fixed_cost",
    )  # fmt: skip
    found = {
        name: study[name]
        for name in (
            *costs, "gained", "newcomers", "lost", "exits", "reviews", "customers", "revenue",
            "concessions", "points_earned", "points_redeemed", "points_expired", "enrolled",
        )
    }  # fmt: skip
    found |= {
        f"{name} of a customer": study[name] / study["customers"]
        for name in ("satisfaction", "trust", "bond", "promoters", "detractors", "members", "failures", "praise", "warnings")
    }  # fmt: skip
    found |= {
        f"{name} of a month": study[name] / study["purchases"]
        for name in ("units", "revenue", "variable_cost", "service_cost")
    }
    leavers = study["lost"] + study["exits"]
    return found | {
        "flows": flows,
        "churn": leavers / began,
        "share": study["purchases"] / study["purchases"].sum(),
        "complaints": study["complaints"] / study["failures"],
        "profit": (study["revenue"] - sum(study[name] for name in costs))
        / SMALL["market.customers"],
        "cohort": books["base_customers"][-1] / books["customers"][start - 1],
        "failures at the end": books["failures"][-12:].sum(axis=0)
        / books["customers"][-12:].sum(axis=0),
        **retention_by_tenure(*life),
    }


def retention_by_tenure(at_risk, left, exited):
    """Return who stays through a month by the age of the contract, and who leaves the category."""
    found = {"exits of all at risk": exited.sum(axis=1) / at_risk.sum(axis=1)}
    for first, last in TENURES:
        of_age = slice(first, last + 1)
        leaving = left[:, of_age].sum(axis=1) / at_risk[:, of_age].sum(axis=1)
        found[f"retention in months {first} to {last}"] = 1.0 - leaving
    return found


def gathered(runs):
    return {name: np.array([run[name] for run in runs]) for name in runs[0]}


@cache
def compiled(name):
    scenario = scenario_of(name)
    return gathered([compiled_books(scenario, seed) for seed in COMPILED_SEEDS])


@cache
def twin(name):
    """Return the twin's figures; variants branch from one burn-in of each seed."""
    numbers = ContractNumbers(scenario_of(name))
    runs = []
    for seed in TWIN_SEEDS:
        start = burnt_in(APART if name == APART else BASE, seed)
        market = start.branch(numbers, 1_000 * ([BASE, APART, *VARIANTS].index(name) + 1) + seed)
        market.run(numbers.n_steps)
        runs.append(plain_books(market))
    return gathered(runs)


@cache
def burnt_in(name, seed):
    numbers = ContractNumbers(scenario_of(name))
    market = PlainContractMarket(numbers, seed)
    market.run(numbers.burn_in)
    return market


@pytest.mark.slow
@pytest.mark.parametrize("name", [BASE, APART, *VARIANTS])
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
        {"customers.review_base": 0.03},
        {"customers.exit_rate": 0.005},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_mechanism_that_is_a_little_different_would_be_noticed(changed):
    scenario = load_scenario(BASE, {**SMALL, **changed})
    other = gathered([compiled_books(scenario, seed) for seed in COMPILED_SEEDS])
    assert disagreements(other, twin(BASE)) != []

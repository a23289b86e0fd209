"""What two markets of contracts are compared by: books, flows, ages of contracts, states at the end."""

import numpy as np

from simulation.elementary import FROM_MICRO
from simulation.market import LoyaltyMarket
from tests.agreement import booked
from tests.oracle.plain_contract import PlainContractMarket
from tests.oracle.plain_contract_records import MEASURES

STATES = (
    "will", "should", "satisfaction", "ability", "integrity", "fairness", "bond", "habit",
    "failures", "reference_price", "points", "messages",
)  # fmt: skip
COSTS = (
    "variable_cost", "service_cost", "acquisition_cost", "reward_cost", "member_cost",
    "policy_cost", "fixed_cost",
)  # fmt: skip
SUMS = (
    *COSTS, "gained", "newcomers", "lost", "exits", "reviews", "customers", "revenue",
    "concessions", "points_earned", "points_redeemed", "points_expired", "enrolled",
)  # fmt: skip
OF_A_CUSTOMER = (
    "satisfaction", "trust", "bond", "promoters", "detractors", "members", "failures", "praise",
    "warnings",
)  # fmt: skip
OF_A_MONTH = ("units", "revenue", "variable_cost", "service_cost")
LIFE = ("at_risk", "left", "exited")


def compiled_figures(scenario, seed, ages):
    """Return the figures of the compiled market; `ages` are bands of months."""
    market = LoyaltyMarket(scenario, rng=seed)
    market.run_model()
    ledger, start = market.ledger, scenario.market.burn_in_steps
    books = {name: booked(ledger.firms, name).sum(axis=1) for name in MEASURES}
    life = [ledger.tenure[name] for name in LIFE]
    flows = ledger.flows[start:, :, :-1].sum(axis=0)
    states = {name: market.world.ties[name].astype(float) for name in STATES}
    states["points"] *= FROM_MICRO
    return figures(books, start, scenario.market.customers) | {
        "flows": flows,
        **retention_by_age(ages, *life),
        **spread(states),
    }


def plain_figures(market, ages):
    """Return the same of a market of the twin that has run to its end."""
    start = market.numbers.burn_in
    books = {
        name: np.array([[getattr(firm, name) for firm in step] for step in market.accounts])
        for name in MEASURES
    }
    life = [np.array([getattr(table, name) for table in market.life]) for name in LIFE]
    states = {
        name: np.array([[getattr(tie, name) for tie in person.ties] for person in market.customers])
        for name in STATES
    }
    return figures(books, start, market.numbers.n_customers) | {
        "flows": np.sum(market.all_flows[start:], axis=0),
        **retention_by_age(ages, *life),
        **spread(states),
    }


def figures(books, start, n_customers):
    """Return what the books of the study say, an array over firms each; `books` of shape (T, J)."""
    study = {name: values[start:].sum(axis=0) for name, values in books.items()}
    began = books["customers"][start - 1 : -1].sum(axis=0)
    last = {name: values[-12:].sum(axis=0) for name, values in books.items()}
    of_customer = {f"{n} of a customer": study[n] / study["customers"] for n in OF_A_CUSTOMER}
    of_month = {f"{n} of a month": study[n] / study["purchases"] for n in OF_A_MONTH}
    others = {
        "churn": (study["lost"] + study["exits"]) / began,
        "share": study["purchases"] / study["purchases"].sum(),
        "complaints": study["complaints"] / study["failures"],
        "profit": (study["revenue"] - sum(study[name] for name in COSTS)) / n_customers,
        "cohort": books["base_customers"][-1] / books["customers"][start - 1],
        "failures of the last year": last["failures"] / last["customers"],
    }
    return {name: study[name] for name in SUMS} | of_customer | of_month | others


def retention_by_age(ages, at_risk, left, exited):
    """Return who stays through a month by the age of the contract, and who leaves the category."""
    found = {"exits of all at risk": exited.sum(axis=1) / at_risk.sum(axis=1)}
    for first, last in ages:
        of_age = slice(first, last + 1)
        leaving = left[:, of_age].sum(axis=1) / at_risk[:, of_age].sum(axis=1)
        found[f"retention in months {first} to {last}"] = 1.0 - leaving
    return found


def spread(states):
    """Return mean and spread over people of what they hold toward each firm at the end."""
    found = {}
    for name, values in states.items():
        told = np.round(values, 5)  # the compiled market remembers seven digits
        found |= {f"{name} at the end": told.mean(axis=0), f"spread of {name}": told.std(axis=0)}
    return found


def compiled_markets(scenario, seeds, ages):
    """Return the figures of independent compiled markets, by name, a row for each."""
    return gathered([compiled_figures(scenario, seed, ages) for seed in seeds])


def plain_markets(numbers, seeds, ages):
    """Return the same of independent markets of the twin."""
    runs = []
    for seed in seeds:
        market = PlainContractMarket(numbers, seed)
        market.run(numbers.n_steps)
        runs.append(plain_figures(market, ages))
    return gathered(runs)


def gathered(runs):
    """Return figures of several runs by name, a row for each run."""
    return {name: np.array([run[name] for run in runs]) for name in runs[0]}

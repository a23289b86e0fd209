"""What the books of two engines say, figure by figure."""

import numpy as np

from benchmarks.market import MEASURES
from simulation.market import LoyaltyMarket
from tests.agreement import booked


def compiled_books(scenario, seed, measures=MEASURES):
    market = LoyaltyMarket(scenario, rng=seed)
    market.run_model()
    return {m: booked(market.ledger.firms, m).sum(axis=(0, 1)) for m in measures}


def mesa_books(market, n_steps, measures=MEASURES):
    market.run(n_steps)
    firms = range(len(market.firms))
    return {
        name: np.array([sum(getattr(step[j], name) for step in market.accounts) for j in firms])
        for name in measures
    }


def figures(book):
    """Return what is compared, by name, one number for each firm."""
    per_purchase = {
        name: book[name] / book["purchases"]
        for name in ("units", "revenue", "service_cost", "failures", "praise", "warnings")
    }
    per_customer = {
        name: book[name] / book["customers"]
        for name in ("satisfaction", "trust", "bond", "promoters", "detractors", "members")
    }
    others = {
        "share": book["purchases"] / book["purchases"].sum(),
        "purchases": book["purchases"],
        "customers": book["customers"],
        "newcomers": book["newcomers"],
        "gained": book["gained"],
        "lost": book["lost"],
        "exits": book["exits"],
        "complaints": book["complaints"] / book["failures"],
        "points_earned": book["points_earned"],
        "points_redeemed": book["points_redeemed"],
        "reward_cost": book["reward_cost"],
        "acquisition_cost": book["acquisition_cost"],
    }
    return per_purchase | per_customer | others


def repeated(figures_of, seeds):
    """Return each figure over runs, shape (runs, firms)."""
    runs = [figures_of(seed) for seed in seeds]
    return {name: np.array([run[name] for run in runs]) for name in runs[0]}

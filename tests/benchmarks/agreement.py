"""What two engines' books say, and whether they are one market up to sampling error."""

import numpy as np

from benchmarks.market import MEASURES
from simulation.ledger import FIRM_MEASURES
from simulation.market import LoyaltyMarket

SCALES = {measure.name: measure.scale for measure in FIRM_MEASURES}
STANDARD_ERRORS = 4.5  # of a hundred figures, chance takes one so far in a thousand tests


def compiled_books(scenario, seed, measures=MEASURES):
    market = LoyaltyMarket(scenario, rng=seed)
    market.run_model()
    return {m: market.ledger.firms[m].sum(axis=(0, 1)) / SCALES[m] for m in measures}


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


def disagreements(compiled, twin):
    """Return each figure in which the twin differs by too many standard errors.

    Both have the same spread over markets if they are one market: the compiled one, which is run
    most often, tells it.
    """
    found = []
    for name, values in compiled.items():
        rounding = 1e-6 * np.abs(values).mean(axis=0) + 1e-9  # what is the same in every market
        sd = np.maximum(values.std(axis=0, ddof=1), rounding)
        error = sd * np.sqrt(1 / len(values) + 1 / len(twin[name]))
        distance = (twin[name].mean(axis=0) - values.mean(axis=0)) / error
        if np.abs(distance).max() > STANDARD_ERRORS:
            found.append(f"{name}: {values.mean(axis=0)}, twin {twin[name].mean(axis=0)}")
    return found

"""The twins of the benchmark and the compiled market are one market, up to sampling error.

The three write the same equations apart from one another and share no random number, so each is a
check on the other two. Means over independent markets may differ by a few standard errors.
"""

import numpy as np
import pytest

from benchmarks.market import MEASURES, benchmark_scenario
from benchmarks.plain_mesa import PlainMarket
from benchmarks.vectorised_numpy import VectorisedMarket
from simulation.ledger import FIRM_MEASURES
from simulation.market import LoyaltyMarket

N_CUSTOMERS = 1_000
N_STEPS = 26
SCALES = {measure.name: measure.scale for measure in FIRM_MEASURES}
STANDARD_ERRORS = 4.5  # of a hundred figures, chance takes one so far in a thousand tests


def compiled_books(scenario, seed):
    market = LoyaltyMarket(scenario, rng=seed)
    market.run_model()
    return np.array([market.ledger.firms[m].sum(axis=(0, 1)) / SCALES[m] for m in MEASURES])


def vectorised_books(scenario, seed):
    market = VectorisedMarket(scenario, rng=seed)
    market.run(N_STEPS)
    return market.accounts.sum(axis=0)


def plain_books(scenario, seed):
    market = PlainMarket(scenario, rng=seed)
    market.run(N_STEPS)
    return np.array([
        [sum(getattr(step[j], name) for step in market.accounts) for j in range(len(market.firms))]
        for name in MEASURES
    ])  # fmt: skip


def figures(books):
    """Return what is compared, by name, one number for each firm."""
    book = dict(zip(MEASURES, books, strict=True))
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


def repeated(books_of, seeds):
    scenario = benchmark_scenario(N_CUSTOMERS, N_STEPS)
    runs = [figures(books_of(scenario, seed)) for seed in seeds]
    return {name: np.array([run[name] for run in runs]) for name in runs[0]}


def disagreements(compiled, twin):
    """Return each figure in which the twin differs by too many standard errors.

    Both have the same spread over markets if they are one market: the compiled one, which is run
    most often, tells it.
    """
    found = []
    for name, values in compiled.items():
        sd = np.maximum(values.std(axis=0, ddof=1), 1e-9)
        error = sd * np.sqrt(1 / len(values) + 1 / len(twin[name]))
        distance = (twin[name].mean(axis=0) - values.mean(axis=0)) / error
        if np.abs(distance).max() > STANDARD_ERRORS:
            found.append(f"{name}: {values.mean(axis=0)}, twin {twin[name].mean(axis=0)}")
    return found


@pytest.fixture(scope="module")
def compiled():
    return repeated(compiled_books, range(100))


def test_the_vectorised_twin_agrees_with_the_compiled_market(compiled):
    assert disagreements(compiled, repeated(vectorised_books, range(100, 110))) == []


def test_the_plain_mesa_twin_agrees_with_the_compiled_market(compiled):
    assert disagreements(compiled, repeated(plain_books, range(200, 208))) == []


def test_goods_dearer_by_a_twentieth_at_one_firm_would_be_noticed(compiled):
    def dearer(scenario, seed):
        firms = dict(scenario.firms)
        firms["Dogwood"] = firms["Dogwood"].model_copy(update={"price": 1.05})
        return compiled_books(scenario.model_copy(update={"firms": firms}), seed)

    assert disagreements(compiled, repeated(dearer, range(300, 310))) != []

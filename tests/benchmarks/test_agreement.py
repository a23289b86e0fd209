"""The twins of the benchmark and the compiled market are one market, up to sampling error.

The three write the same equations apart from one another and share no random number, so each is a
check on the other two. Means over independent markets may differ by a few standard errors.
"""

import pytest

from benchmarks.market import MEASURES, benchmark_scenario
from benchmarks.plain_mesa import PlainMarket
from benchmarks.vectorised_numpy import VectorisedMarket
from tests.agreement import disagreements
from tests.benchmarks.agreement import compiled_books, figures, mesa_books, repeated

N_STEPS = 26
SCENARIO = benchmark_scenario(1_000, N_STEPS)


def vectorised_figures(seed):
    market = VectorisedMarket(SCENARIO, rng=seed)
    market.run(N_STEPS)
    return figures(dict(zip(MEASURES, market.accounts.sum(axis=0), strict=True)))


def plain_figures(seed):
    return figures(mesa_books(PlainMarket(SCENARIO, rng=seed), N_STEPS))


@pytest.fixture(scope="module")
def compiled():
    return repeated(lambda seed: figures(compiled_books(SCENARIO, seed)), range(100))


def test_the_vectorised_twin_agrees_with_the_compiled_market(compiled):
    assert disagreements(compiled, repeated(vectorised_figures, range(100, 110))) == []


def test_the_plain_mesa_twin_agrees_with_the_compiled_market(compiled):
    assert disagreements(compiled, repeated(plain_figures, range(200, 208))) == []


def test_goods_dearer_by_a_twentieth_at_one_firm_would_be_noticed(compiled):
    firms = dict(SCENARIO.firms)
    firms["Dogwood"] = firms["Dogwood"].model_copy(update={"price": 1.05})
    dearer = SCENARIO.model_copy(update={"firms": firms})
    changed = repeated(lambda seed: figures(compiled_books(dearer, seed)), range(300, 310))
    assert disagreements(compiled, changed) != []

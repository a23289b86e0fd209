"""The market with everything on and its plain-Mesa twin are one market, up to sampling error.

The twin was written from the documents of the model (where they were silent the code was looked up,
and they were mended) and shares no random number with the compiled market. Long steps bring two
years, so that levels are won and lost, birthdays come round and learning shows.
"""

import numpy as np
import pytest

from benchmarks.full_market import FULL_MEASURES, MECHANISMS, full_scenario
from benchmarks.full_mesa import FullMarket
from simulation.market import LoyaltyMarket
from tests.agreement import disagreements
from tests.benchmarks.agreement import compiled_books, figures, mesa_books, repeated

pytestmark = pytest.mark.slow  # some forty seconds, most of it the twin

N_CUSTOMERS, N_STEPS, STEP_DAYS = 500, 40, 21
UNDISRUPTED = ("Alder", "Birch", "Dogwood")


def scenario_without(*mechanisms):
    return full_scenario(N_CUSTOMERS, N_STEPS, mechanisms, STEP_DAYS)


SCENARIO = scenario_without()


def full_figures(book):
    """Return the core's figures and those of the toolbox, one number for each firm."""
    per_purchase = {
        name: book[name] / book["purchases"]
        for name in ("variable_cost", "concessions", "policy_cost", "coupons_used")
    }
    per_customer = {
        name: book[name] / book["customers"]
        for name in ("tier_1", "tier_2", "tier_3", "key_customers")
    }
    others = {
        name: book[name]
        for name in (
            "buyers", "enrolled", "member_cost", "fixed_cost", "points_expired", "promoted",
            "demoted", "crowded_out", "cross_bought",
        )
    }  # fmt: skip
    stars = {f"stars_{k}": book[f"stars_{k}"] / book["experiences"] for k in range(1, 6)}
    return figures(book) | per_purchase | per_customer | others | stars


def compiled_figures(scenario):
    return lambda seed: full_figures(compiled_books(scenario, seed, FULL_MEASURES))


def twin_figures(seed):
    return full_figures(mesa_books(FullMarket(SCENARIO, rng=seed), N_STEPS, FULL_MEASURES))


@pytest.fixture(scope="module")
def compiled():
    return repeated(compiled_figures(SCENARIO), range(100))


def test_the_twin_agrees_with_the_compiled_market_with_everything_on(compiled):
    assert disagreements(compiled, repeated(twin_figures, range(400, 412))) == []


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_a_mechanism_that_is_missing_would_be_noticed(compiled, mechanism):
    off = scenario_without(mechanism)
    assert disagreements(compiled, repeated(compiled_figures(off), range(500, 508))) != []


def test_what_goes_on_inside_the_firms_is_the_same_where_no_chance_is_in_it():
    compiled, twin = LoyaltyMarket(SCENARIO, rng=1), FullMarket(SCENARIO, rng=2)
    compiled.run_model()
    twin.run(N_STEPS)
    conduct = compiled.management.organization.conduct
    for j, name in enumerate(compiled.tables.firm_names):
        certain = ["staff_loyalty", "staff_turnover", "supplier_loyalty"]
        if name in UNDISRUPTED:
            certain.append("quality_delivered")
        for column in certain:
            own = [row[column] for row in twin.firms[j].conduct]
            np.testing.assert_allclose(own, conduct[column][:, j], rtol=1e-9)

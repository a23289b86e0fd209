"""What customers of each age bring: by hand, against the market's own books, and with each switch."""

import math

import numpy as np
import pytest

from analysis.metrics.record import FirmRecord
from analysis.metrics.tenure_profit import (
    COMPONENTS,
    SWITCHES,
    profit_by_tenure,
    profit_components,
)
from analysis.typologies.moment import moment_of
from simulation.rules.breadth import breadth_units
from simulation.rules.spending import cost_to_serve, maturity, spend
from simulation.rules.word_of_mouth import positive_message_probability
from simulation.runner import RunSpec, run_one
from tests.analysis.typologies.made import BURN_IN, OWN, SPENDING, STEP, TRADE, TRADED, moment
from tests.simulation.markets import BOTH, CONTRACT, changed

NOW = BURN_IN + STEP  # 36 months after the market began
LIVELY = (
    ("customers.message_positive", 0.05), ("customers.cross_buying", 0.2),
    ("customers.breadth_max", 4), ("customers.breadth_spend", 0.2),
    ("customers.review_base", 0.1), ("firms.Alpha.newcomer_discount", 0.2),
    ("customers.exit_rate", 0.03), ("market.customers", 200),
)  # fmt: skip


def one(**stated):
    """Return the components of one customer of a contract market, by name."""
    made = moment(contract=True, terms=TRADE, behavior=SPENDING, **{**TRADED, **stated})
    return profit_components(made, OWN).iloc[0]


def test_a_newcomer_brings_the_base_and_cost_of_winning_only():
    new = one(spell_start=NOW, satisfaction=90.0, intro_until=99.0, intro_discount=0.2)
    # 2 units at 0.9 x 0.8, less 0.5 each, less 0.1 for serving: 0.34 a month
    assert new["base"] == pytest.approx(12 * (2 * (0.72 - 0.5) - 0.1))
    assert new[["growth", "lower_cost", "premium"]].tolist() == pytest.approx([0.0] * 3)
    assert new["acquisition"] == -3.0
    assert new["margin"] == new["base"]


def test_a_content_customer_of_three_years_brings_each_component_as_a_hand_computes():
    old = one(spell_start=0.0, satisfaction=85.0, breadth=2.0, bond=60.0)
    grown = 2.0 * (1.0 + 0.25 * (1.0 - math.exp(-1.0))) * 1.6
    assert old["growth"] == pytest.approx(12 * (grown - 2.0) * 0.22)
    assert old["lower_cost"] == pytest.approx(12 * 0.1 * 0.5 * (1.0 - math.exp(-1.5)))
    assert old["premium"] == pytest.approx(12 * grown * (0.9 - 0.72))
    assert old["acquisition"] == 0.0
    assert old["tenure_years"] == 3
    assert old["recommendations"] == pytest.approx(12 * 0.08)  # an advocate: twice


def test_who_is_not_content_buys_no_more_and_recommends_nothing():
    old = one(spell_start=0.0, satisfaction=65.0)
    assert old["growth"] == 0.0
    assert old["recommendations"] == 0.0
    assert old["premium"] == pytest.approx(12 * 2.0 * 0.18)


def test_a_buyer_of_a_repertoire_counts_by_need_and_chance():
    made = moment(
        terms=TRADE, behavior=SPENDING, first_step=float(NOW), need_rate=1.5, **TRADED
    )  # two firms of equal utility: the next choice is an even chance
    found = profit_components(made, OWN).iloc[0]
    assert found["base"] == pytest.approx(12 * 0.75 * (2 * 0.22 - 0.1))
    assert found["premium"] == pytest.approx(12 * 0.75 * 2 * 0.18)  # newcomers' offer is over


def test_the_rules_of_the_model_give_the_same_numbers():
    rng = np.random.default_rng(5)
    n = 40
    state = {
        "satisfaction": rng.uniform(50, 95, n), "bond": rng.uniform(0, 90, n),
        "breadth": rng.integers(0, 4, n), "spell_start": rng.integers(0, NOW, n),
    }  # fmt: skip
    made = moment(n, contract=True, terms=TRADE, behavior=SPENDING, **{**TRADED, **state})
    found = profit_components(made, OWN)
    for row, values in enumerate(zip(*state.values(), strict=True)):
        satisfaction, bond, breadth, since = (float(value) for value in values)
        age = NOW - since
        units = spend(2.0, 0.25, maturity(age, 36.0), satisfaction)
        units = breadth_units(units, breadth + 1.0, 0.3)
        served = cost_to_serve(0.1, 0.5, maturity(age, 24.0))
        assert found["margin"][row] == pytest.approx(12 * (units * (0.9 - 0.5) - served))
        praise = positive_message_probability(satisfaction, bond, 0.04)
        assert found["recommendations"][row] == pytest.approx(12 * praise)


@pytest.fixture(scope="module")
def lively():
    return run_one(RunSpec("lively", changed(CONTRACT, *LIVELY), seed=4))


def test_in_a_contract_market_the_components_sum_to_what_the_books_say(lively):
    last = lively.scenario.market.steps - 1
    found = profit_components(moment_of(lively, last), "Alpha")
    record = FirmRecord(lively, "Alpha")
    booked = sum(
        sign * record.series(name)[last]
        for name, sign in (("revenue", 1), ("variable_cost", -1), ("service_cost", -1))
    )
    # who crossed the line of contentment in this very step was paid for before it
    assert found["margin"].sum() / 12.0 == pytest.approx(booked, rel=0.01)
    won = record.series("acquisition_cost")[last] / record.series("newcomers")[last]
    assert found.loc[found["acquisition"] < 0, "acquisition"].unique() == pytest.approx([-won])


@pytest.mark.parametrize("component", SWITCHES)
def test_each_switch_takes_its_component_away_and_leaves_a_market_of_the_others(lively, component):
    off = {path.replace("NAME", "Alpha"): value for path, value in SWITCHES[component].items()}
    quiet = run_one(RunSpec("off", changed(CONTRACT, *LIVELY, *off.items()), seed=4))
    last = quiet.scenario.market.steps - 1
    before = profit_components(moment_of(lively, last), "Alpha")
    after = profit_components(moment_of(quiet, last), "Alpha")
    assert before[component].abs().sum() > 0.0
    assert after[component].abs().sum() == 0.0
    others = [name for name in (*COMPONENTS, "recommendations") if name != component]
    assert (after[others].abs().sum() > 0.0).all()


def test_with_every_switch_off_customers_of_every_age_bring_the_same():
    off = {
        path.replace("NAME", "Alpha"): value
        for settings in SWITCHES.values()
        for path, value in settings.items()
    }
    flat = run_one(RunSpec("flat", changed(CONTRACT, *LIVELY, *off.items()), seed=4))
    table = profit_by_tenure(moment_of(flat, flat.scenario.market.steps - 1), "Alpha")
    assert len(table) == 3
    assert table["margin"].to_numpy() == pytest.approx(table["margin"].iloc[0], abs=1e-12)
    assert table["customers"].sum() > 50


@pytest.mark.parametrize("mode", BOTH)
def test_the_table_counts_every_present_customer_once(mode):
    result = run_one(RunSpec(mode, changed(BOTH[mode], ("market.customers", 100)), seed=2))
    last = result.scenario.market.steps - 1
    table = profit_by_tenure(moment_of(result, last), "Alpha")
    assert table["customers"].sum() == FirmRecord(result, "Alpha").series("customers")[last]
    assert np.isfinite(table.to_numpy(dtype=np.float64)).all()

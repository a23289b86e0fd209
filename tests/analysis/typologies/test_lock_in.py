"""The lock-in meter sums to the whole; the stress test loses nobody."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.typologies import lock_in as meter_module
from analysis.typologies.choice import PROP_NAMES, PROPS, stay_probabilities
from analysis.typologies.lock_in import CHANCE, lock_in, lock_in_table
from analysis.typologies.stress import falls, stress_table
from simulation.errors import ResultError
from simulation.snapshot import UTILITY_TERMS
from tests.analysis.typologies.made import OWN, moment


def logistic(x):
    return 1.0 / (1.0 + math.exp(-x))


TERM = st.floats(-4.0, 4.0)


@settings(max_examples=25)  # each tries up to 256 sets of props
@given(
    st.lists(st.lists(TERM, min_size=2, max_size=2), min_size=9, max_size=9),
    st.sampled_from([0.0, 1.0]),
)
def test_the_parts_sum_to_the_chance_to_stay(values, in_reach):
    stated = {f"utility_{term}": tuple(v) for term, v in zip(UTILITY_TERMS, values, strict=True)}
    people = moment(2, **stated, available=np.array([[1.0, in_reach], [1.0, 1.0]]))
    meter = lock_in(people, OWN)
    total = np.add.reduce(list(meter.contributions.values()))
    assert total == pytest.approx(stay_probabilities(people)[:, 0], abs=1e-12)
    assert sum(meter.mean(name) for name in (*PROP_NAMES, CHANCE)) == pytest.approx(meter.retention)


def test_one_prop_alone_is_the_whole_distance_from_an_even_choice():
    meter = lock_in(moment(utility_habit=1.2), OWN)
    assert meter.mean("habit") == pytest.approx(logistic(1.2) - 0.5)
    assert meter.mean(CHANCE) == pytest.approx(0.5)
    assert [meter.mean(n) for n in PROP_NAMES if n != "habit"] == [0.0] * (len(PROP_NAMES) - 1)


def test_two_props_are_averaged_over_their_two_orders():
    meter = lock_in(moment(utility_habit=1.0, utility_price=-0.5), OWN)
    v0, vh, vp, vhp = 0.5, logistic(1.0), logistic(-0.5), logistic(0.5)
    assert meter.mean("habit") == pytest.approx(((vh - v0) + (vhp - vp)) / 2.0)
    assert meter.mean("price") == pytest.approx(((vp - v0) + (vhp - vh)) / 2.0)
    assert meter.mean("price") < 0.0


def test_two_equal_props_get_equal_parts():
    meter = lock_in(moment(utility_habit=0.9, utility_taste=0.9, utility_attitude=0.3), OWN)
    assert meter.mean("habit") == pytest.approx(meter.mean("taste"))


def test_a_customer_with_one_firm_in_reach_is_held_by_that():
    people = moment(2, available=np.array([[1.0, 0.0], [1.0, 1.0]]))
    meter = lock_in(people, OWN)
    assert meter.contributions["reach"].tolist() == [0.5, 0.0]
    assert meter.contributions[CHANCE].tolist() == [0.5, 0.5]


def test_a_large_firm_is_counted_in_an_even_thinning(monkeypatch):
    monkeypatch.setattr(meter_module, "MOST_CUSTOMERS", 4)
    assert lock_in(moment(10), OWN).rows.tolist() == [0, 3, 6, 9]


def test_a_firm_without_customers_is_refused():
    with pytest.raises(ResultError, match="Own has no customers at step 12"):
        lock_in(moment(present=(0.0, 1.0)), OWN)


def test_the_table_says_what_is_left_without_each_prop():
    people = moment(utility_habit=1.0, utility_taste=0.5)
    table = lock_in_table(lock_in(people, OWN), people).set_index("prop")
    assert table.loc["habit", "retention_without_it"] == pytest.approx(logistic(0.5))
    assert table["share_of_retention"].sum() == pytest.approx(1.0)


def test_whoever_leaves_when_a_barrier_falls_arrives_somewhere():
    luck = np.random.default_rng(2)
    stated = {f"utility_{term}": luck.normal(0, 1, (50, 2)) for term in UTILITY_TERMS}
    people = moment(50, **stated, behavior={"outside_utility": 0.3})
    for fall in falls(people, OWN):
        assert fall.gained.sum() == pytest.approx(0.0, abs=1e-9)
        assert -fall.gained[0] == pytest.approx(1000.0 * fall.leavers.mean())
    table = stress_table(people, OWN)
    arrived = table["to Rival"] + table["to nowhere"]
    assert table["leave_per_1000"].to_numpy() == pytest.approx(arrived.to_numpy(), abs=1e-9)
    assert table["what falls"].tolist() == [prop.label for prop in PROPS]


def test_the_leavers_are_weighted_by_how_likely_each_is_to_leave():
    switching = np.array([[0.0, -2.0], [0.0, 0.0]])
    people = moment(2, utility_switching=switching, satisfaction=np.array([30.0, 90.0]))
    row = stress_table(people, OWN).set_index("what falls").loc["switching cost"]
    assert row["leave_per_1000"] == pytest.approx(1000.0 * (logistic(2.0) - 0.5) / 2.0)
    assert row["satisfaction_of_leavers"] == 30.0
    assert math.isnan(stress_table(people, OWN)["satisfaction_of_leavers"].iloc[0])

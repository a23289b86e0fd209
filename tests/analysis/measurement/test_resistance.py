"""The discount at which a customer is as likely to go as to stay, against the rules of the market."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.measurement.resistance import (
    PriceSense,
    best_rivals,
    price_at,
    resistance,
    utility_at,
)
from simulation.compiled import plain
from simulation.rules.price import price_disadvantage, price_utility
from tests.analysis.typologies.made import OWN, moment

BEHAVIOR = {
    "reference_price_weight": 0.5,
    "reference_price_loss": 1.5,
    "bond_price_relief": 0.3,
}


def felt(price, reference, sensitivity, bond):
    disadvantage = plain(price_disadvantage)(price, reference, 0.5, 1.5)
    return plain(price_utility)(disadvantage, sensitivity, bond, 0.3)


def sense_of(reference, sensitivity, bond):
    one = np.ones(1)
    return PriceSense(
        sensitivity * one, (1 - 0.003 * bond) * one, reference * one, 0.5 * one, 1.5 * one
    )


PRICE = st.floats(0.05, 3.0)


@given(PRICE, st.floats(0.3, 2.0), st.floats(0.2, 8.0), st.floats(0.0, 100.0))
def test_the_price_is_found_back_from_the_utility_of_the_market(price, reference, beta, bond):
    utility = felt(price, reference, beta, bond)
    sense = sense_of(reference, beta, bond)
    assert utility_at(np.array([price]), sense)[0] == pytest.approx(utility)
    assert price_at(np.array([utility]), sense)[0] == pytest.approx(price, rel=1e-9)


@given(PRICE, st.floats(0.3, 2.0), st.floats(0.5, 8.0), st.floats(0.0, 100.0), st.floats(0.0, 3.0))
def test_at_that_discount_the_market_itself_gives_even_odds(price, reference, beta, bond, lead):
    people = moment(
        behavior=BEHAVIOR,
        utility_taste=(lead, 0.0),
        utility_price=(0.0, felt(price, reference, beta, bond)),
        price_sensitivity=(beta, beta),
        reference_price=(1.0, reference),
        bond=(0.0, bond),
    )
    discount = float(resistance(people, OWN)[0])
    own, rival = lead, felt(price, reference, beta, bond)
    if rival >= own:
        assert discount == 0.0
    elif math.isinf(discount):
        assert felt(0.0, reference, beta, bond) < own + 1e-9
    else:
        assert felt(price * (1.0 - discount), reference, beta, bond) == pytest.approx(own, abs=1e-7)


def test_without_reference_prices_it_is_the_gap_over_the_sensitivity():
    people = moment(utility_taste=(0.6, 0.0), price_sensitivity=(3.0, 3.0))
    assert resistance(people, OWN)[0] == pytest.approx(0.2)


def test_other_options_leave_less_room():
    people = moment(
        utility_taste=(1.0, 0.0),
        price_sensitivity=(3.0, 3.0),
        behavior={"outside_utility": 0.0},
    )
    room = math.log(math.e - 1.0)  # the rival must reach e^V = e - 1
    assert resistance(people, OWN)[0] == pytest.approx(room / 3.0)


def test_edges_are_zero_infinite_or_missing():
    people = moment(
        5,
        utility_taste=np.array([[-1, 0], [9, 0], [0.6, 0], [0.6, 0], [0.6, 0]]),
        price_sensitivity=np.array([[3.0, 3], [3, 3], [0, 0], [3, 3], [3, 3]]),
        available=np.array([[1, 1], [1, 1], [1, 1], [1, 0], [1, 1]]),
        present=np.array([1.0, 1, 1, 1, 0]),
    )
    found = resistance(people, OWN)
    assert found[:4].tolist() == [0.0, math.inf, math.inf, math.inf]
    assert math.isnan(found[4])
    assert best_rivals(people, OWN).tolist() == [1, 1, 1, -1, 1]


def test_nobody_with_a_rival_is_no_error():
    assert resistance(moment(available=(1.0, 0.0)), OWN)[0] == math.inf

"""Breadth of a relation (EQ14, EQ17)."""

import math

from hypothesis import given
from hypothesis import strategies as st

from simulation.rules.breadth import (
    breadth_factor,
    breadth_units,
    cross_buying_hazard,
    portable_cost,
)
from tests.simulation.rules.forms import in_both_forms, near

POINTS = st.floats(0.0, 100.0)


@in_both_forms
def test_cross_buying_is_a_monthly_hazard(form):
    # S = 70, T = 60: half of .01 a month
    assert form(cross_buying_hazard)(70.0, 60.0, 0.01) == near(0.005)


@in_both_forms
def test_the_satisfied_and_trusting_buy_more_kinds(form):
    # (80 - 70)/10 + (75 - 60)/15 = 2
    assert form(cross_buying_hazard)(80.0, 75.0, 0.01) == near(0.01 / (1.0 + math.exp(-2.0)))


@in_both_forms
@given(satisfaction=POINTS, trust=POINTS, hazard=st.floats(0.0, 1.0))
def test_nobody_cross_buys_more_readily_than_the_hazard_has_it(form, satisfaction, trust, hazard):
    # the step asks for the hazard first and works out a person's own only below it
    assert form(cross_buying_hazard)(satisfaction, trust, hazard) <= hazard


@in_both_forms
@given(satisfaction=POINTS, trust=POINTS)
def test_without_a_hazard_nobody_cross_buys(form, satisfaction, trust):
    assert form(cross_buying_hazard)(satisfaction, trust, 0.0) == 0.0


@in_both_forms
def test_full_breadth_makes_leaving_two_fifths_more_trouble(form):
    assert form(breadth_factor)(1, 5.0) == 1.0
    assert form(breadth_factor)(3, 5.0) == near(1.2)
    assert form(breadth_factor)(5, 5.0) == near(1.4)
    assert form(breadth_factor)(1, 1.0) == 1.0


@in_both_forms
def test_each_further_product_adds_a_share_of_the_first(form):
    # 2 units x (1 + .25 x 2)
    assert form(breadth_units)(2.0, 3, 0.25) == near(3.0)
    assert form(breadth_units)(2.0, 1, 0.25) == 2.0


@in_both_forms
def test_portable_data_take_the_trouble_away(form):
    assert form(portable_cost)(1.5, 0.6) == near(0.6)
    assert form(portable_cost)(1.5, 0.0) == 1.5
    assert form(portable_cost)(1.5, 1.0) == 0.0

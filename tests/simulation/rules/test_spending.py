"""How often and how much is bought, and what serving it costs (EQ17, EQ25)."""

import math

from hypothesis import given
from hypothesis import strategies as st

from simulation.rules.spending import cost_to_serve, maturity, purchase_rate, spend
from tests.simulation.rules.forms import in_both_forms, near

SHARES = st.floats(0.0, 1.0)


@in_both_forms
def test_a_program_lifts_the_purchase_rate(form):
    # 2 x e^(.8 x .5) = 2 x 1.491825
    assert form(purchase_rate)(2.0, 0.5, 0.8) == near(2.0 * math.exp(0.4))


@in_both_forms
def test_the_lift_is_one_half_at_the_most(form):
    # e^.8 = 2.23 is held at 1.5
    assert form(purchase_rate)(2.0, 1.0, 0.8) == near(3.0)


@in_both_forms
@given(rate=st.floats(0.0, 100.0), pull=st.floats(0.0, 10.0))
def test_without_a_lift_or_a_pull_the_rate_is_unchanged_bit_for_bit(form, rate, pull):
    assert form(purchase_rate)(rate, pull, 0.0) == rate
    assert form(purchase_rate)(rate, 0.0, 0.8) == rate


@in_both_forms
def test_a_relation_matures_with_its_time_constant(form):
    assert form(maturity)(0.0, 24.0) == 0.0
    # 1 - 1/e
    assert form(maturity)(24.0, 24.0) == near(0.6321205588285577)


@in_both_forms
@given(tenure=st.floats(0.0, 1200.0), longer=st.floats(0.0, 1200.0))
def test_maturity_only_grows_and_never_passes_one(form, tenure, longer):
    young = form(maturity)(tenure, 36.0)
    assert 0.0 <= young <= form(maturity)(tenure + longer, 36.0) + 1e-12
    assert young <= 1.0


@in_both_forms
def test_satisfied_long_standing_customers_buy_more_at_once(form):
    # 2 x (1 + .25 x .6) = 2.3; at 65 or below, the base amount
    assert form(spend)(2.0, 0.25, 0.6, 80.0) == near(2.3)
    assert form(spend)(2.0, 0.25, 0.6, 65.0) == 2.0


@in_both_forms
@given(scale=st.floats(0.0, 10.0), mature=SHARES, satisfaction=st.floats(0.0, 100.0))
def test_without_growth_everybody_buys_the_base_amount(form, scale, mature, satisfaction):
    assert form(spend)(scale, 0.0, mature, satisfaction) == scale


@in_both_forms
def test_serving_a_long_relation_costs_less(form):
    # .05 x (1 - .3 x .6) = .041
    assert form(cost_to_serve)(0.05, 0.3, 0.6) == near(0.041)


@in_both_forms
@given(cost=st.floats(0.0, 10.0), saving=SHARES, mature=SHARES)
def test_the_cost_to_serve_lies_between_nothing_and_that_of_a_new_customer(
    form, cost, saving, mature
):
    assert 0.0 <= form(cost_to_serve)(cost, saving, mature) <= cost
    assert form(cost_to_serve)(cost, 0.0, mature) == cost
    assert form(cost_to_serve)(cost, saving, 0.0) == cost

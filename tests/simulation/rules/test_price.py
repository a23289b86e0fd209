"""The price a customer is offered, and how it feels (EQ15)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.rules.price import (
    both_discounts,
    offered_price,
    own_discount,
    price_disadvantage,
    price_utility,
    updated_reference_price,
)
from tests.simulation.rules.forms import in_both_forms, near

PRICES = st.floats(0.01, 5.0)
POINTS = st.floats(0.0, 100.0)
SHARES = st.floats(0.0, 1.0)


@in_both_forms
def test_each_discount_is_a_share_of_what_the_one_before_leaves(form):
    # 1 - .8 x .95 = .24; 1 x .9 x .76
    both = form(both_discounts)(0.2, 0.05)
    assert both == near(0.24)
    assert form(offered_price)(1.0, 0.1, both) == near(0.684)


@in_both_forms
@given(price=PRICES)
def test_without_discounts_the_list_price_is_offered(form, price):
    assert form(offered_price)(price, 0.0, 0.0) == price


@in_both_forms
@pytest.mark.parametrize(
    ("is_newcomer", "is_former", "discount"),
    [(True, False, 0.3), (False, True, 0.15), (False, False, 0.0)],
)
def test_newcomers_and_former_customers_get_their_own_discount(
    form, is_newcomer, is_former, discount
):
    assert form(own_discount)(is_newcomer, is_former, 0.3, 0.15) == near(discount)


@in_both_forms
def test_a_price_above_the_usual_one_hurts_more_than_one_below_pleases(form):
    # .2 + .5 x 1.5 x .2 = .35; -.2 - .5 x .2 = -.3
    assert form(price_disadvantage)(1.2, 1.0, 0.5, 1.5) == near(0.35)
    assert form(price_disadvantage)(0.8, 1.0, 0.5, 1.5) == near(-0.3)


@in_both_forms
@given(price=PRICES, reference=PRICES)
def test_without_a_reference_weight_only_the_price_itself_counts(form, price, reference):
    assert form(price_disadvantage)(price, reference, 0.0, 1.5) == price - 1.0


@in_both_forms
def test_the_usual_price_of_the_category_has_no_disadvantage(form):
    assert form(price_disadvantage)(1.0, 1.0, 0.5, 1.5) == 0.0
    assert form(price_utility)(0.0, 3.0, 50.0, 0.3) == 0.0


@in_both_forms
def test_belonging_softens_a_disadvantage(form):
    # -3 x (1 - .3 x 50/100) x .35 = -3 x .85 x .35
    assert form(price_utility)(0.35, 3.0, 50.0, 0.3) == near(-0.8925)


@in_both_forms
@given(bond=POINTS, relief=SHARES)
def test_belonging_does_not_touch_an_advantage(form, bond, relief):
    # -3 x -.3
    assert form(price_utility)(-0.3, 3.0, bond, relief) == near(0.9)


@in_both_forms
@given(disadvantage=st.floats(-1.0, 5.0), sensitivity=st.floats(0.0, 20.0), bond=POINTS)
def test_a_relief_of_zero_is_exactly_no_relief(form, disadvantage, sensitivity, bond):
    expected = -sensitivity * disadvantage
    assert form(price_utility)(disadvantage, sensitivity, bond, 0.0) == expected


@in_both_forms
@given(price=PRICES, reference=PRICES, more=st.floats(0.001, 5.0), bond=POINTS, relief=SHARES)
def test_a_higher_price_never_raises_utility(form, price, reference, more, bond, relief):
    def utility(offered):
        disadvantage = form(price_disadvantage)(offered, reference, 0.5, 1.5)
        return form(price_utility)(disadvantage, 3.0, bond, relief)

    assert utility(price + more) <= utility(price)


@in_both_forms
def test_the_reference_price_follows_the_price_paid(form):
    # a quarter of the way from 1 to .8
    assert form(updated_reference_price)(1.0, 0.8, 0.25) == near(0.95)


@in_both_forms
@given(reference=PRICES, paid=PRICES, adaptation=SHARES)
def test_the_reference_price_ends_between_what_it_was_and_the_price_paid(
    form, reference, paid, adaptation
):
    low, high = sorted((reference, paid))
    after = form(updated_reference_price)(reference, paid, adaptation)
    assert low - 1e-9 <= after <= high + 1e-9
    assert form(updated_reference_price)(reference, paid, 0.0) == reference

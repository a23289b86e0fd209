"""Coupons, cash-back, gifts, fees and deadlines (EQ22a, c, e)."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.rules.rewards import (
    cash_back_utility,
    coupon_use_probability,
    deadline_utility,
    fee_deterrence,
    gift_effect,
    poisson_probability,
)
from tests.simulation.rules.forms import in_both_forms, near

MEANS = st.floats(0.0, 30.0)


def logistic(x):
    return 1.0 / (1.0 + math.exp(-x))


@in_both_forms
def test_the_price_sensitive_use_their_coupons(form):
    # 0 + 2 x (4.5/3 - 1) = 1; the mean customer: logistic(0)
    assert form(coupon_use_probability)(4.5, 3.0, 0.0, 2.0) == near(logistic(1.0))
    assert form(coupon_use_probability)(3.0, 3.0, 0.0, 2.0) == near(0.5)


@in_both_forms
def test_where_nobody_minds_prices_coupons_are_used_at_the_base_rate(form):
    assert form(coupon_use_probability)(0.0, 0.0, -1.0, 2.0) == near(logistic(-1.0))


@in_both_forms
def test_money_back_is_worth_its_face_value(form):
    # 3 x .02 / 1.3 cards' share of attention
    assert form(cash_back_utility)(3.0, 0.02, 1.0 / 1.3) == near(0.06 / 1.3)
    assert form(cash_back_utility)(3.0, 0.0, 1.0) == 0.0


@in_both_forms
def test_a_fee_deters_those_who_seldom_buy(form):
    # 73 purchases in 365 days are 6 in 30: 3 x .5 / 6; and 3 x .5 / max(0, .1)
    assert form(fee_deterrence)(3.0, 0.5, 73.0) == near(0.25)
    assert form(fee_deterrence)(3.0, 0.5, 0.0) == near(15.0)
    assert form(fee_deterrence)(3.0, 0.0, 0.0) == 0.0


@in_both_forms
def test_one_payment_in_each_month_of_thirty_days_is_a_month_of_its_fee(form):
    # a contract is paid every 30 days, 365 / 30 times a year: 3 x .5 / 1, not 3 x .5 / (365 / 360)
    assert form(fee_deterrence)(3.0, 0.5, 365.0 / 30.0) == near(1.5)


@in_both_forms
@pytest.mark.parametrize(("years", "effect"), [(0, 1.0), (1, 0.7), (3, 0.343)])
def test_people_get_used_to_birthday_gifts(form, years, effect):
    assert form(gift_effect)(1.0, years) == near(effect)


@in_both_forms
@pytest.mark.parametrize(
    ("count", "mean", "chance"),
    [
        (0, 1.0, 0.36787944117144233),
        (2, 3.0, 0.22404180765538775),  # e^-3 9/2
        (5, 2.0, 0.03608940886309672),  # e^-2 32/120
        (0, 0.0, 1.0),
        (1, 0.0, 0.0),
        (-1, 2.0, 0.0),
    ],
)
def test_poisson_probabilities_are_those_of_the_tables(form, count, mean, chance):
    assert form(poisson_probability)(count, mean) == near(chance)


@in_both_forms
@given(mean=MEANS)
def test_poisson_probabilities_sum_to_one(form, mean):
    assert sum(form(poisson_probability)(k, mean) for k in range(150)) == pytest.approx(
        1.0, abs=1e-6
    )


@in_both_forms
def test_a_deadline_reward_pulls_by_the_chance_that_this_purchase_decides(form):
    # 4 needed, 2 made: this and one more; 3 x .5 x .5 x e^-1 1
    pull = form(deadline_utility)
    assert pull(3.0, 0.5, 0.5, 4, 2, 1.0, 1.0) == near(0.75 * math.exp(-1.0))
    # the last one needed, and no time for others: certain
    assert pull(3.0, 0.5, 0.5, 4, 3, 0.0, 1.0) == near(0.75)


@in_both_forms
def test_a_reward_already_reached_pulls_no_more(form):
    assert form(deadline_utility)(3.0, 0.5, 0.5, 4, 4, 1.0, 1.0) == 0.0


@in_both_forms
def test_neither_heavy_nor_very_light_buyers_are_pulled_but_those_between(form):
    # ten needed from the start: the pivotal chance is largest where about nine are to come
    light, middle, heavy = (
        form(deadline_utility)(3.0, 1.0, 0.5, 10, 0, mean, 1.0) for mean in (1.0, 9.0, 30.0)
    )
    assert middle > 100.0 * light
    assert middle > 100.0 * heavy


@in_both_forms
@given(mean=MEANS, needed=st.integers(1, 20), made=st.integers(0, 25))
def test_worthless_points_pull_exactly_nothing(form, mean, needed, made):
    assert form(deadline_utility)(3.0, 0.0, 0.5, needed, made, mean, 1.0) == 0.0
    assert form(deadline_utility)(3.0, 1.0, 0.0, needed, made, mean, 1.0) == 0.0

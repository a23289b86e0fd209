"""Tiers: qualification, status, promotion and demotion (EQ22d)."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.rules.tiers import (
    demoted_bond,
    demoted_fairness,
    is_anniversary,
    promoted_bond,
    qualified_level,
    status_utility,
    tier_rate,
)
from tests.simulation.rules.forms import in_both_forms, near

MONEY = st.floats(0.0, 1000.0)
SHARES = st.floats(0.0, 1.0)
POINTS = st.floats(0.0, 100.0)


@in_both_forms
@pytest.mark.parametrize(
    ("spend", "level"), [(0.0, 0), (9.9, 0), (10.0, 1), (24.9, 1), (25.0, 2), (60.0, 3), (99.0, 3)]
)
def test_the_highest_threshold_reached_is_the_level(form, spend, level):
    assert form(qualified_level)(spend, 10.0, 25.0, 60.0) == level


@in_both_forms
def test_a_threshold_of_zero_means_no_such_level(form):
    assert form(qualified_level)(99.0, 0.0, 0.0, 0.0) == 0
    assert form(qualified_level)(99.0, 10.0, 25.0, 0.0) == 2


@in_both_forms
@given(spend=MONEY, more=MONEY)
def test_spending_more_never_lowers_the_level(form, spend, more):
    level = form(qualified_level)
    assert level(spend, 10.0, 25.0, 60.0) <= level(spend + more, 10.0, 25.0, 60.0)


@in_both_forms
def test_status_is_worth_the_more_the_fewer_have_it(form):
    # .15 x 2 x sqrt(1 - .19) = .3 x .9; everybody has it: nothing
    assert form(status_utility)(2, 0.19, 0.15) == near(0.27)
    assert form(status_utility)(2, 1.0, 0.15) == 0.0
    assert form(status_utility)(0, 0.0, 0.15) == 0.0


@in_both_forms
def test_a_third_tier_makes_the_middle_one_more_exclusive_than_the_top_of_two_is_common(form):
    # two tiers: 40 % at or above the first; three tiers: the middle one is level 2, 15 % have it
    two = form(status_utility)(1, 0.4, 0.15)
    three = form(status_utility)(2, 0.15, 0.15)
    assert three == near(0.3 * math.sqrt(0.85))
    assert three > two


@in_both_forms
def test_each_level_earns_a_bonus_on_the_base_rate(form):
    # .05 x (1 + .25 x 2)
    assert form(tier_rate)(0.05, 2, 0.25) == near(0.075)
    assert form(tier_rate)(0.05, 0, 0.25) == 0.05


@in_both_forms
def test_a_loss_of_status_weighs_half_as_much_again(form):
    assert form(promoted_bond)(20.0, 1, 2.0) == near(22.0)
    assert form(demoted_bond)(20.0, 1, 2.0) == near(17.0)
    assert form(demoted_fairness)(50.0, 2, 6.0) == near(38.0)


@in_both_forms
@given(state=POINTS, levels=st.integers(0, 3), size=POINTS)
def test_attitudes_stay_on_their_scale(form, state, levels, size):
    for change in (promoted_bond, demoted_bond, demoted_fairness):
        assert 0.0 <= form(change)(state, levels, size) <= 100.0
        assert form(change)(state, levels, 0.0) == state


@in_both_forms
@pytest.mark.parametrize("step_days", [1, 3, 7, 30])
def test_ten_years_have_ten_anniversaries(form, step_days):
    a_year = 365.0 / step_days
    last = int(10.0 * a_year)
    reviews = [age for age in range(last + 2) if form(is_anniversary)(age, a_year)]
    # the first step that is a whole year old, then one a year
    assert len(reviews) == 10
    assert [math.ceil(year * a_year - 1e-9) for year in range(1, 11)] == reviews


@in_both_forms
def test_a_relation_that_has_not_begun_has_no_anniversary(form):
    assert not form(is_anniversary)(0, 52.0)
    assert not form(is_anniversary)(-1_000_000, 52.0)

"""Chances of a month, compounded to a step of any length."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.rules.compounding import compounded, compounded_at_most
from tests.simulation.rules.forms import in_both_forms, near

SHARES = st.floats(0.0, 1.0)
MONTHS = st.floats(1.0 / 30.0, 12.0)


@in_both_forms
def test_half_a_month_has_less_than_half_the_chance_of_a_month(form):
    # the chance that it does not happen is the root of .9; in two months .995^2
    assert form(compounded)(0.1, 0.5) == near(1.0 - 0.9**0.5)
    assert form(compounded)(0.005, 2.0) == near(1.0 - 0.995**2)


@in_both_forms
@given(chance=st.floats(0.0, 0.999), parts=st.integers(1, 30))
def test_the_steps_of_a_month_add_up_to_its_chance(form, chance, parts):
    in_step = form(compounded)(chance, 1.0 / parts)
    assert 1.0 - (1.0 - in_step) ** parts == pytest.approx(chance, abs=1e-8)


@in_both_forms
@given(months=MONTHS)
def test_what_never_or_always_happens_does_so_in_steps_of_any_length(form, months):
    assert form(compounded)(0.0, months) == form(compounded_at_most)(0.0, months) == 0.0
    assert form(compounded)(1.0, months) == form(compounded_at_most)(1.0, months) == 1.0


@in_both_forms
@given(chance=SHARES, months=MONTHS)
def test_the_bound_is_never_below_the_chance(form, chance, months):
    exact = 1.0 - (1.0 - chance) ** months
    assert exact - 1e-9 <= form(compounded_at_most)(chance, months) <= 1.0


@in_both_forms
def test_the_bound_is_close_where_chances_are_small(form):
    assert form(compounded_at_most)(0.04, 1.0) == near(0.04)
    # two months at most .08, of .0784; a week at most 7/30 x .2/.8 = .0583, of .0507
    assert form(compounded_at_most)(0.04, 2.0) == near(0.08)
    assert form(compounded_at_most)(0.2, 7 / 30) == near(0.05833333333333333)

"""Chances of a month, compounded to a step of any length."""

import pytest
from hypothesis import example, given
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
    assert form(compounded)(0.0, months) == 0.0
    assert form(compounded)(1.0, months) == form(compounded_at_most)(1.0, months) == 1.0
    assert form(compounded_at_most)(0.0, months) < 1e-8


@in_both_forms
@given(chance=SHARES, months=MONTHS)
@example(chance=0.29289238634175013, months=1.0)  # where the logarithm is furthest off
def test_the_bound_is_never_below_the_chance(form, chance, months):
    most = form(compounded_at_most)(chance, months)
    assert form(compounded)(chance, months) <= most <= 1.0
    assert 1.0 - (1.0 - chance) ** months <= most


@in_both_forms
def test_the_bound_is_close_where_chances_are_small(form):
    assert form(compounded_at_most)(0.04, 1.0) == pytest.approx(0.04, abs=1e-8)
    # two months at most .08, of .0784; a week at most 7/30 x .2/.8 = .0583, of .0507
    assert form(compounded_at_most)(0.04, 2.0) == pytest.approx(0.08, abs=1e-8)
    assert form(compounded_at_most)(0.2, 7 / 30) == pytest.approx(0.05833333333333333, abs=1e-8)

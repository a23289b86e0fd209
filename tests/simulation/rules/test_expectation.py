"""What a customer expects to happen and thinks should happen (EQ9)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.rules.expectation import (
    initial_expectation,
    updated_should_expectation,
    updated_will_expectation,
)
from tests.simulation.rules.forms import in_both_forms, near

POINTS = st.floats(0.0, 100.0)
SHARES = st.floats(0.0, 1.0)


@in_both_forms
def test_without_experience_half_is_the_promise_and_half_the_market(form):
    # .5 x 80 + .5 x 70 + 3
    assert form(initial_expectation)(80.0, 70.0, 3.0) == near(78.0)


@in_both_forms
@pytest.mark.parametrize(
    ("experiences", "after"),
    # from 70 toward 50: gains .2; .2 / 2 = .1; .2 / 11 < .04
    [(0.0, 66.0), (10.0, 68.0), (100.0, 69.2)],
)
def test_the_expectation_follows_experience_ever_more_slowly(form, experiences, after):
    assert form(updated_will_expectation)(70.0, 50.0, experiences, 0.2, 0.04) == near(after)


@in_both_forms
@given(expectation=POINTS, quality=POINTS, experiences=st.floats(0.0, 1e4), gain=SHARES)
def test_the_expectation_ends_between_what_it_was_and_the_experience(
    form, expectation, quality, experiences, gain
):
    low, high = sorted((expectation, quality))
    after = form(updated_will_expectation)(expectation, quality, experiences, gain, 0.04)
    assert low - 1e-9 <= after <= high + 1e-9


@in_both_forms
def test_what_should_be_rises_toward_the_best_firm_tried(form):
    # a tenth of the way from 75 to 85
    assert form(updated_should_expectation)(75.0, 85.0, 0.1) == near(76.0)


@in_both_forms
@given(should=POINTS, best=POINTS, gain=SHARES)
def test_what_should_be_never_falls_and_never_passes_the_best_firm(form, should, best, gain):
    after = form(updated_should_expectation)(should, best, gain)
    assert should <= after <= max(should, best) + 1e-9


@in_both_forms
@given(expectation=POINTS, other=POINTS, experiences=st.floats(0.0, 1e4))
def test_expectations_with_gains_of_zero_do_not_move_one_bit(form, expectation, other, experiences):
    will = form(updated_will_expectation)(expectation, other, experiences, 0.0, 0.0)
    assert will == expectation
    assert form(updated_should_expectation)(expectation, other, 0.0) == expectation

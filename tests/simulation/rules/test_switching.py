"""What leaving the present firm costs (EQ14 as settled 31)."""

import math

from hypothesis import given
from hypothesis import strategies as st

from simulation.rules.switching import (
    financial_cost,
    procedural_cost,
    relational_cost,
    remaining_fee,
)
from tests.simulation.rules.forms import in_both_forms, near


@in_both_forms
def test_trouble_grows_while_one_learns_to_use_a_firm(form):
    # 1 + .8 (1 - e^-1) = 1 + .8 x .632121 = 1.505696
    grown = 1.0 + 0.8 * (1.0 - math.exp(-1.0))
    assert form(procedural_cost)(1.0, 0.8, 24.0, 24.0, 0) == near(grown)
    assert form(procedural_cost)(1.0, 0.8, 0.0, 24.0, 0) == near(1.0)


@in_both_forms
def test_two_switches_made_leave_less_than_three_quarters_of_the_trouble(form):
    # .85^2 = .7225 of 1.505696
    grown = 1.0 + 0.8 * (1.0 - math.exp(-1.0))
    assert form(procedural_cost)(1.0, 0.8, 24.0, 24.0, 2) == near(0.7225 * grown)


@in_both_forms
@given(tenure=st.floats(0.0, 600.0), longer=st.floats(0.0, 600.0), n_switches=st.integers(0, 100))
def test_trouble_rises_with_tenure_and_never_passes_its_ceiling(form, tenure, longer, n_switches):
    short = form(procedural_cost)(1.0, 0.8, tenure, 24.0, n_switches)
    long = form(procedural_cost)(1.0, 0.8, tenure + longer, 24.0, n_switches)
    assert 0.0 < short <= long + 1e-12
    assert long <= 1.8


@in_both_forms
@given(n_switches=st.integers(0, 100))
def test_every_switch_made_makes_the_next_one_easier(form, n_switches):
    now = form(procedural_cost)(1.0, 0.8, 12.0, 24.0, n_switches)
    then = form(procedural_cost)(1.0, 0.8, 12.0, 24.0, n_switches + 1)
    assert then == near(0.85 * now)


@in_both_forms
def test_a_fee_and_points_lost_are_spread_over_the_horizon(form):
    # 3 x (.5 x 6/12 + .5 x 4) / 24 = 3 x 2.25 / 24
    fee = form(remaining_fee)(0.5, 6.0, 12.0)
    assert fee == near(0.25)
    assert form(financial_cost)(3.0, fee, 0.5, 4.0, 24.0) == near(0.28125)


@in_both_forms
def test_a_term_shortened_meanwhile_does_not_raise_the_fee(form):
    assert form(remaining_fee)(0.5, 20.0, 0.0) == near(0.5)
    assert form(remaining_fee)(0.5, 20.0, 12.0) == near(0.5)


@in_both_forms
def test_without_a_term_only_points_are_lost(form):
    # 3 x (0 + .5 x 4) / 24
    assert form(financial_cost)(3.0, form(remaining_fee)(0.5, 0.0, 0.0), 0.5, 4.0, 24.0) == near(
        0.25
    )


@in_both_forms
def test_a_relation_is_worth_its_share_of_full_belonging(form):
    assert form(relational_cost)(1.5, 40.0) == near(0.6)


@in_both_forms
@given(tenure=st.floats(0.0, 600.0), n_switches=st.integers(0, 100), bond=st.floats(0.0, 100.0))
def test_switching_costs_at_neutral_values_are_exactly_nothing(form, tenure, n_switches, bond):
    assert form(procedural_cost)(0.0, 0.0, tenure, 24.0, n_switches) == 0.0
    assert form(financial_cost)(3.0, 0.0, 0.5, 0.0, 24.0) == 0.0
    assert form(relational_cost)(0.0, bond) == 0.0

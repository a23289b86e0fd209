"""How far a firm goes when it loses share (EQ24)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.rules.reaction import (
    bettered_recovery,
    complaint_gap,
    reacted_price,
    share_gap,
    updated_effort,
)
from tests.simulation.rules.forms import in_both_forms, near

SHARES = st.floats(0.0, 1.0)


@in_both_forms
def test_a_firm_that_fell_from_40_to_28_percent_has_lost_three_tenths(form):
    assert form(share_gap)(0.4, 0.28) == near(0.3)
    assert form(share_gap)(0.4, 0.44) == near(-0.1)


@in_both_forms
@pytest.mark.parametrize(
    ("effort", "gap", "budget", "after"),
    [
        (0.0, 0.3, 1.0, 0.125),  # .5 (.3 - .05)
        (0.1, 0.3, 1.0, 0.225),
        (0.1, 0.3, 0.2, 0.2),  # as far as the budget goes
        (0.1, 0.05, 1.0, 0.1),  # within the tolerance nothing moves
        (0.1, -0.05, 1.0, 0.1),
        (0.1, -0.06, 1.0, 0.095),  # above its target it gives up a twentieth
    ],
)
def test_the_effort_follows_the_loss(form, effort, gap, budget, after):
    assert form(updated_effort)(effort, gap, 0.05, 0.5, 0.05, budget) == near(after)


@in_both_forms
@given(effort=SHARES, gap=st.floats(-20.0, 1.0), budget=SHARES)
def test_no_effort_exceeds_the_budget_or_turns_negative(form, effort, gap, budget):
    assert 0.0 <= form(updated_effort)(effort, gap, 0.05, 0.5, 0.05, budget) <= budget


@in_both_forms
@pytest.mark.parametrize(
    ("price", "cut", "after"),
    # the floor is .6 x 1.05 = .63; a price that is below it anyway is left alone
    [(1.0, 0.125, 0.875), (1.0, 0.5, 0.63), (0.6, 0.2, 0.6), (1.0, 0.0, 1.0)],
)
def test_a_price_is_cut_down_to_the_least_margin(form, price, cut, after):
    assert form(reacted_price)(price, cut, 0.6, 0.05) == near(after)


@in_both_forms
def test_better_answers_are_paid_for_complaint_by_complaint(form):
    # one complaint in 100 of revenue at 1.0 a unit of justice: .2 % of revenue buys .2
    assert form(bettered_recovery)(0.5, 0.002, 0.01, 1.0) == near(0.2)
    assert form(bettered_recovery)(0.5, 0.02, 0.01, 1.0) == near(0.5)  # perfect, no more
    assert form(bettered_recovery)(0.5, 0.002, 0.0, 1.0) == near(0.5)  # nobody complains
    assert form(bettered_recovery)(0.5, 0.0, 0.01, 1.0) == 0.0


@in_both_forms
def test_complaints_worry_a_firm_by_how_much_they_have_risen(form):
    assert form(complaint_gap)(40.0, 50.0) == near(0.25)
    assert form(complaint_gap)(40.0, 30.0) == near(-0.25)
    assert form(complaint_gap)(40.0, 400.0) == 1.0
    assert form(complaint_gap)(0.0, 3.0) == 1.0
    assert form(complaint_gap)(0.0, 0.0) == 0.0

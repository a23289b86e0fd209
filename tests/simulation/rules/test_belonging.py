"""Belonging to a firm (EQ11 as settled 35)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.rules.belonging import faded_bond, strengthened_bond
from tests.simulation.rules.forms import in_both_forms, near

POINTS = st.floats(0.0, 100.0)
SHARES = st.floats(0.0, 1.0)


@in_both_forms
def test_satisfaction_above_sixty_five_strengthens_the_bond(form):
    # 20 + .02 x (80 - 65) x (1 - 20/100) = 20 + .24
    assert form(strengthened_bond)(20.0, 80.0, 0.02) == near(20.24)


@in_both_forms
@pytest.mark.parametrize(
    ("satisfaction", "after"),
    # 20 - .02 x 15; then 55 points below, of which 20 count: 20 - .02 x 20
    [(50.0, 19.7), (10.0, 19.6)],
)
def test_satisfaction_below_sixty_five_weakens_it_by_twenty_points_at_the_most(
    form, satisfaction, after
):
    assert form(strengthened_bond)(20.0, satisfaction, 0.02) == near(after)


@in_both_forms
@given(bond=st.floats(1.0, 100.0), satisfaction=st.floats(0.0, 64.0))
def test_losses_are_the_same_for_every_bond(form, bond, satisfaction):
    lost = bond - form(strengthened_bond)(bond, satisfaction, 0.02)
    assert lost == pytest.approx(0.02 * min(65.0 - satisfaction, 20.0), abs=1e-9)


@in_both_forms
@given(bond=POINTS, satisfaction=POINTS, gain=SHARES)
def test_the_bond_stays_on_the_scale(form, bond, satisfaction, gain):
    assert 0.0 <= form(strengthened_bond)(bond, satisfaction, gain) <= 100.0


@in_both_forms
@given(satisfaction=st.floats(65.0, 100.0))
def test_a_full_bond_does_not_grow(form, satisfaction):
    assert form(strengthened_bond)(100.0, satisfaction, 0.02) == 100.0


@in_both_forms
def test_a_step_without_contact_takes_its_share_of_the_bond(form):
    # 20 x (1 - .004)
    assert form(faded_bond)(20.0, 0.004) == near(19.92)


@in_both_forms
@given(bond=POINTS, satisfaction=POINTS)
def test_a_bond_with_neutral_parameters_does_not_move_one_bit(form, bond, satisfaction):
    assert form(strengthened_bond)(bond, satisfaction, 0.0) == bond
    assert form(faded_bond)(bond, 0.0) == bond

"""Belonging to a firm (EQ11 as settled 35)."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.rules.belonging import (
    bond_amplifier,
    experienced_empathy,
    faded_bond,
    firm_part,
    image_fit,
    overall_bond,
    raised_bond,
    strengthened_bond,
    transferred_bond,
    values_bond,
    values_lived,
)
from tests.simulation.rules.forms import in_both_forms, near

POINTS = st.floats(0.0, 100.0)
SHARES = st.floats(0.0, 1.0)


@in_both_forms
def test_satisfaction_above_sixty_five_strengthens_the_bond(form):
    # 20 + .02 x (80 - 65) x (1 - 20/100) = 20 + .24
    assert form(strengthened_bond)(20.0, 80.0, 0.02, 1.0) == near(20.24)


@in_both_forms
@pytest.mark.parametrize(
    ("satisfaction", "after"),
    # 20 - .02 x 15; then 55 points below, of which 20 count: 20 - .02 x 20
    [(50.0, 19.7), (10.0, 19.6)],
)
def test_satisfaction_below_sixty_five_weakens_it_by_twenty_points_at_the_most(
    form, satisfaction, after
):
    assert form(strengthened_bond)(20.0, satisfaction, 0.02, 1.0) == near(after)


@in_both_forms
@given(bond=st.floats(1.0, 100.0), satisfaction=st.floats(0.0, 64.0))
def test_losses_are_the_same_for_every_bond(form, bond, satisfaction):
    lost = bond - form(strengthened_bond)(bond, satisfaction, 0.02, 1.0)
    assert lost == pytest.approx(0.02 * min(65.0 - satisfaction, 20.0), abs=1e-9)


@in_both_forms
@given(bond=POINTS, satisfaction=POINTS, gain=SHARES)
def test_the_bond_stays_on_the_scale(form, bond, satisfaction, gain):
    assert 0.0 <= form(strengthened_bond)(bond, satisfaction, gain, 1.0) <= 100.0


@in_both_forms
@given(satisfaction=st.floats(65.0, 100.0))
def test_a_full_bond_does_not_grow(form, satisfaction):
    assert form(strengthened_bond)(100.0, satisfaction, 0.02, 1.0) == 100.0


@in_both_forms
def test_a_step_without_contact_takes_its_share_of_the_bond(form):
    # 20 x (1 - .004)
    assert form(faded_bond)(20.0, 0.004) == near(19.92)


@in_both_forms
@given(bond=POINTS, satisfaction=POINTS)
def test_a_bond_with_neutral_parameters_does_not_move_one_bit(form, bond, satisfaction):
    assert form(strengthened_bond)(bond, satisfaction, 0.0, 1.0) == bond
    assert form(faded_bond)(bond, 0.0) == bond


@in_both_forms
def test_programs_amplify_gains_and_not_losses(form):
    # 20 + .02 x 15 x .8 x 2; 20 - .02 x 15
    assert form(strengthened_bond)(20.0, 80.0, 0.02, 2.0) == near(20.48)
    assert form(strengthened_bond)(20.0, 50.0, 0.02, 2.0) == near(19.7)


@in_both_forms
def test_community_and_recognition_amplify_growth(form):
    # 1 + 2 x .5 x .25 + .2
    assert form(bond_amplifier)(0.5, 0.25, 0.2) == near(1.45)
    assert form(bond_amplifier)(0.0, 0.25, 0.0) == 1.0


@in_both_forms
def test_an_event_raises_the_bond_within_its_scale(form):
    assert form(raised_bond)(20.0, 1.5) == near(21.5)
    assert form(raised_bond)(99.5, 1.5) == 100.0


@in_both_forms
def test_empathy_feels_its_share_of_a_failure(form):
    # 76 + 4 - 2 - 30 x .1/.31 (weights .32 .22 .19 .16 .11 would give such a mean loading)
    assert form(experienced_empathy)(76.0, 4.0, -2.0, 30.0, 0.1, 0.31) == near(78.0 - 3.0 / 0.31)
    assert form(experienced_empathy)(76.0, 0.0, 0.0, 0.0, 0.1, 0.31) == 76.0
    assert form(experienced_empathy)(76.0, 0.0, 0.0, 30.0, 0.1, 0.0) == 76.0


@in_both_forms
def test_staff_pass_on_what_they_have_more_of(form):
    # 20 + .02 x .5 x 30; a firm better liked than its staff gains nothing
    assert form(transferred_bond)(20.0, 50.0, 0.02, 0.5) == near(20.3)
    assert form(transferred_bond)(50.0, 20.0, 0.02, 0.5) == 50.0


@in_both_forms
def test_the_bond_with_values_goes_where_image_and_conduct_point(form):
    # A firm that has lived .8 for two steps at a rate of .1: .08, then .08 + .1 x .72 = .152. Who
    # first bought after the first of them has the bond 0 + .1 x (100 x .5 x .8 - 0) = 4 since.
    assert form(values_lived)(0.0, 0.8, 0.1) == near(0.08)
    assert form(values_lived)(0.08, 0.8, 0.1) == near(0.152)
    assert form(values_bond)(0.152, 0.08, 1, 0.5, math.log(0.9)) == near(4.0)


@in_both_forms
def test_the_bond_with_values_is_what_its_steps_add_up_to(form):
    known, bond = 0.3, 0.0  # from the first purchase on, while the firm changes its conduct twice
    for conduct in (0.9, 0.9, 0.2, 0.0):
        known = form(values_lived)(known, conduct, 0.25)
        bond += 0.25 * (100.0 * 0.6 * conduct - bond)
    assert form(values_bond)(known, 0.3, 4, 0.6, math.log(0.75)) == near(bond)


@in_both_forms
def test_who_is_as_old_as_what_a_firm_stands_for_has_the_whole_bond(form):
    assert form(values_bond)(0.5, 0.0, 9, 0.4, math.log(0.9)) == near(20.0)
    assert form(values_bond)(0.5, 0.5, 1, 0.4, math.log(1e-12)) == near(20.0)  # all at once


@in_both_forms
def test_an_image_fits_the_better_the_nearer_it_is(form):
    assert form(image_fit)(0.3, -0.2, 0.3, -0.2) == 1.0
    # distance (3, 4) / 5 = 1: e^-1/2
    assert form(image_fit)(0.6, 0.8, 0.0, 0.0) == near(math.exp(-0.5))


@in_both_forms
def test_staff_and_values_fill_part_of_what_is_missing(form):
    # 100 - 80 x (1 - .4 x .5) x (1 - .2 x .25) = 100 - 80 x .8 x .95
    assert form(overall_bond)(20.0, 50.0, 25.0) == near(39.2)


@in_both_forms
@given(bond=POINTS, staff=POINTS, values=POINTS)
def test_a_bond_of_zero_changes_nothing_and_none_lowers_the_whole(form, bond, staff, values):
    whole = form(overall_bond)(bond, staff, values)
    assert form(overall_bond)(bond, 0.0, 0.0) == bond  # to the last bit
    assert form(firm_part)(bond, 0.0, 0.0) == bond
    assert bond - 1e-9 <= whole <= 100.0


@in_both_forms
@given(bond=POINTS, staff=POINTS, values=POINTS)
def test_the_firms_part_is_what_the_whole_was_made_of(form, bond, staff, values):
    whole = form(overall_bond)(bond, staff, values)
    assert form(firm_part)(whole, staff, values) == pytest.approx(bond, abs=1e-9)

"""Perception, disconfirmation and cumulative satisfaction (EQ5 to EQ7)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.rules.satisfaction import (
    attribution,
    failure_gain,
    forbearance,
    perceived_performance,
    satisfaction_gain,
    transaction_satisfaction,
    updated_satisfaction,
)
from tests.simulation.rules.forms import in_both_forms, near

POINTS = st.floats(0.0, 100.0)
SHARES = st.floats(0.0, 1.0)


@in_both_forms
def test_perception_is_pulled_toward_the_expectation_and_away_from_what_should_be(form):
    # 50 + .15 (70 - 50) - .05 (80 - 50) = 50 + 3 - 1.5
    assert form(perceived_performance)(50.0, 70.0, 80.0, 0.15, 0.05) == near(51.5)


@in_both_forms
def test_more_than_what_should_be_is_not_contrasted(form):
    # assimilation alone: 90 + .15 (70 - 90)
    assert form(perceived_performance)(90.0, 70.0, 80.0, 0.15, 0.05) == near(87.0)


@in_both_forms
@given(quality=POINTS, expectation=POINTS, should=POINTS)
def test_perception_without_weights_is_the_quality_itself(form, quality, expectation, should):
    assert form(perceived_performance)(quality, expectation, should, 0.0, 0.0) == quality


@in_both_forms
@given(quality=POINTS, expectation=POINTS, should=POINTS, more=st.floats(0.1, 50.0))
def test_the_two_expectations_act_in_opposite_directions(form, quality, expectation, should, more):
    at = form(perceived_performance)
    base = at(quality, expectation, should, 0.15, 0.05)
    assert at(quality, expectation + more, should, 0.15, 0.05) > base
    assert at(quality, expectation, should + more, 0.15, 0.05) <= base


@in_both_forms
@pytest.mark.parametrize(("remembered", "blame"), [(0.0, 1.0), (1.0, 1.5), (3.0, 2.5), (7.0, 2.5)])
def test_blame_rises_with_up_to_three_remembered_failures(form, remembered, blame):
    assert form(attribution)(remembered, 0.5) == near(blame)


@in_both_forms
def test_falling_short_costs_more_than_the_shortfall(form):
    # D = 51.5 - 70 = -18.5; 51.5 - .6 x 18.5 = 40.4
    assert form(transaction_satisfaction)(51.5, 70.0, 0.25, 0.6, 1.0) == near(40.4)


@in_both_forms
def test_blame_multiplies_the_shortfall(form):
    # 51.5 - .6 x 1.5 x 18.5 = 51.5 - 16.65
    assert form(transaction_satisfaction)(51.5, 70.0, 0.25, 0.6, 1.5) == near(34.85)


@in_both_forms
def test_surpassing_the_expectation_adds_a_part_of_the_surplus(form):
    # D = 87 - 70 = 17; 87 + .25 x 17 = 91.25
    assert form(transaction_satisfaction)(87.0, 70.0, 0.25, 0.6, 1.0) == near(91.25)


@in_both_forms
@given(perceived=st.floats(-50.0, 150.0), expectation=POINTS, blame=st.floats(1.0, 2.5))
def test_satisfaction_with_one_experience_stays_on_the_scale(form, perceived, expectation, blame):
    result = form(transaction_satisfaction)(perceived, expectation, 0.25, 0.6, blame)
    assert 0.0 <= result <= 100.0


@in_both_forms
@given(perceived=POINTS, expectation=POINTS, blame=st.floats(1.0, 2.5))
def test_disconfirmation_at_zero_slopes_adds_exactly_nothing(form, perceived, expectation, blame):
    assert form(transaction_satisfaction)(perceived, expectation, 0.0, 0.0, blame) == perceived


@in_both_forms
@given(expectation=st.floats(30.0, 70.0), distance=st.floats(0.1, 10.0))
def test_a_loss_weighs_more_than_a_gain_of_the_same_size(form, expectation, distance):
    at = form(transaction_satisfaction)
    met = at(expectation, expectation, 0.25, 0.6, 1.0)
    gained = at(expectation + distance, expectation, 0.25, 0.6, 1.0) - met
    lost = met - at(expectation - distance, expectation, 0.25, 0.6, 1.0)
    # 1 + g+ = 1.25 against 1 + g- = 1.6 points a point
    assert (gained, lost) == (near(1.25 * distance), near(1.6 * distance))


@in_both_forms
@pytest.mark.parametrize(
    ("experiences", "gain"), [(0.0, 0.5), (3.0, 0.2), (10.5, 0.08), (500.0, 0.08)]
)
def test_the_newest_experience_weighs_less_the_longer_the_relation(form, experiences, gain):
    assert form(satisfaction_gain)(experiences, 2.0, 0.08) == near(gain)


@in_both_forms
@pytest.mark.parametrize(("gain", "after_failure"), [(0.08, 0.2), (0.2, 0.5), (0.5, 0.6)])
def test_a_failure_weighs_more_but_at_most_six_tenths(form, gain, after_failure):
    assert form(failure_gain)(gain, 2.5) == near(after_failure)


@in_both_forms
def test_satisfaction_moves_by_the_gain_toward_the_experience(form):
    # 70 + .2 (40.4 - 70) = 70 - 5.92
    assert form(updated_satisfaction)(70.0, 40.4, 0.2) == near(64.08)


@in_both_forms
@given(satisfaction=POINTS, transaction=POINTS)
def test_a_gain_of_zero_leaves_satisfaction_as_it_was(form, satisfaction, transaction):
    assert form(updated_satisfaction)(satisfaction, transaction, 0.0) == satisfaction


@in_both_forms
@given(satisfaction=POINTS, transaction=POINTS, gain=SHARES)
def test_satisfaction_ends_between_what_it_was_and_the_experience(
    form, satisfaction, transaction, gain
):
    low, high = sorted((satisfaction, transaction))
    result = form(updated_satisfaction)(satisfaction, transaction, gain)
    assert low - 1e-9 <= result <= high + 1e-9
    assert 0.0 <= result <= 100.0


@in_both_forms
def test_one_failure_moves_a_new_customer_more_than_an_old_one(form):
    def drop(experiences):
        gain = form(failure_gain)(form(satisfaction_gain)(experiences, 2.0, 0.08), 2.5)
        return 76.0 - form(updated_satisfaction)(76.0, 32.4, gain)

    # gains 2.5/5 = .5 and 2.5 x .08 = .2; 43.6 points below: 21.8 and 8.72
    assert (drop(3.0), drop(40.0)) == (near(21.8), near(8.72))


@in_both_forms
def test_a_failure_is_forgiven_where_the_relation_matters_and_not_where_it_does_not(form):
    # twice the mean importance to the power -1 is a half, half of it 2; the square root of 4/9 is 2/3
    assert form(forbearance)(2.0, 1.0) == near(0.5)
    assert form(forbearance)(0.5, 1.0) == near(2.0)
    assert form(forbearance)(2.25, 0.5) == near(2.0 / 3.0)
    assert form(forbearance)(1.0, 0.7) == 1.0
    assert form(forbearance)(0.3, 0.0) == 1.0

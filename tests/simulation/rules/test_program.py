"""Points programs: enrollment, the pull of points, redemption (EQ22a, b, f; settled 39)."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.rules.program import (
    card_attention,
    engagement_probability,
    enrollment_probability,
    program_utility,
    progress,
    redeemable_points,
)
from tests.simulation.rules.forms import in_both_forms, near

WEIGHTS = (-2.0, 0.06, 1.0, 1.0, 0.2)  # base, frequency, promotion, friction, other cards
SHARES = st.floats(0.0, 1.0)
MICRO = st.integers(0, 10**12)


def logistic(x):
    return 1.0 / (1.0 + math.exp(-x))


@in_both_forms
def test_frequent_buyers_select_themselves_into_the_program(form):
    # -2 + .06 x 50 = 1
    assert form(enrollment_probability)(50.0, 0.0, 0.0, 0.0, *WEIGHTS) == near(logistic(1.0))


@in_both_forms
def test_promotion_invites_and_friction_and_other_cards_deter(form):
    # 1 + 1 x 1 - 1 x .5 - .2 x 2 = 1.1
    assert form(enrollment_probability)(50.0, 1.0, 0.5, 2.0, *WEIGHTS) == near(logistic(1.1))


@in_both_forms
def test_a_present_of_a_fifth_raises_use_from_nineteen_to_thirty_four_percent(form):
    # -1.45 and -1.45 + 3.9 x .2 = -.67; Nunes and Dreze 2006: 19 % and 34 %
    without = form(engagement_probability)(0.0, -1.45, 3.9)
    endowed = form(engagement_probability)(0.2, -1.45, 3.9)
    assert (without, endowed) == (near(logistic(-1.45)), near(logistic(-0.67)))
    assert (round(without, 2), round(endowed, 2)) == (0.19, 0.34)


@in_both_forms
@pytest.mark.parametrize(
    ("points", "threshold", "made"), [(5.0, 10.0, 0.5), (15.0, 10.0, 1.0), (5.0, 0.0, 0.0)]
)
def test_progress_is_the_share_of_the_threshold_reached(form, points, threshold, made):
    assert form(progress)(points, threshold) == made


@in_both_forms
def test_the_pull_grows_as_the_reward_comes_near(form):
    # 3 x .05 x .5 = .075; half way: x (1 + 2.5 x .5^1.5) = x 1.8838835; at the goal: x 3.5
    pull = form(program_utility)
    assert pull(3.0, 0.05, 0.5, 0.0, 2.5, 1.5, 1.0) == near(0.075)
    assert pull(3.0, 0.05, 0.5, 0.5, 2.5, 1.5, 1.0) == near(0.075 * (1.0 + 2.5 * 0.5**1.5))
    assert pull(3.0, 0.05, 0.5, 1.0, 2.5, 1.5, 1.0) == near(0.2625)


@in_both_forms
def test_several_cards_dilute_each_other(form):
    assert form(card_attention)(0) == form(card_attention)(1) == 1.0
    assert form(card_attention)(3) == near(1.0 / 1.6)  # 1 + .3 x 2
    # .075 / 1.6
    assert form(program_utility)(3.0, 0.05, 0.5, 0.0, 2.5, 1.5, 0.625) == near(0.075 / 1.6)


@in_both_forms
@given(sensitivity=st.floats(0.1, 10.0), made=SHARES, attention=SHARES)
def test_a_program_of_rate_zero_or_worthless_points_pulls_exactly_nothing(
    form, sensitivity, made, attention
):
    assert form(program_utility)(sensitivity, 0.0, 0.5, made, 2.5, 1.5, attention) == 0.0
    assert form(program_utility)(sensitivity, 0.05, 0.0, made, 2.5, 1.5, attention) == 0.0


@in_both_forms
@given(made=SHARES, nearer=SHARES)
def test_the_pull_never_falls_with_progress(form, made, nearer):
    far, close = sorted((made, nearer))
    pull = form(program_utility)
    assert pull(3.0, 0.05, 0.5, far, 2.5, 1.5, 1.0) <= (
        pull(3.0, 0.05, 0.5, close, 2.5, 1.5, 1.0) + 1e-12
    )


@in_both_forms
@pytest.mark.parametrize(
    ("points", "threshold", "due", "used"),
    [
        (8_000_000, 10_000_000, 1_000_000, 0),  # below the threshold
        (10_000_000, 10_000_000, 1_000_000, 1_000_000),  # at it: all that is due
        (12_000_000, 10_000_000, 20_000_000, 12_000_000),  # all that is held
        (5, 0, 3, 3),  # no threshold
        (0, 0, 3, 0),  # nothing to redeem
    ],
)
def test_points_pay_from_the_threshold_on_what_is_due_and_no_more(
    form, points, threshold, due, used
):
    assert form(redeemable_points)(points, threshold, due) == used


@in_both_forms
@given(points=MICRO, threshold=MICRO, due=MICRO)
def test_nobody_redeems_more_than_they_hold_or_owe(form, points, threshold, due):
    used = form(redeemable_points)(points, threshold, due)
    assert used in {0, min(points, due)}
    assert used == 0 or points >= threshold

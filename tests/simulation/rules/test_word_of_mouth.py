"""What customers tell each other (EQ21 as settled 41), and awareness (EQ13 as settled 45)."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.rules.word_of_mouth import (
    awareness_probability,
    heard_expectation,
    negative_message_probability,
    positive_message_probability,
)
from tests.simulation.rules.forms import in_both_forms, near

POINTS = st.floats(0.0, 100.0)
SHARES = st.floats(0.0, 1.0)
COUNTS = st.integers(0, 50).map(float)


@in_both_forms
@pytest.mark.parametrize(
    ("satisfaction", "bond", "rate", "chance"),
    [(80.0, 0.0, 0.02, 0.02), (79.9, 90.0, 0.02, 0.0), (85.0, 50.0, 0.02, 0.04), (85.0, 50.0, 0.6, 1.0)],
)  # fmt: skip
def test_the_satisfied_recommend_and_advocates_twice_as_often(
    form, satisfaction, bond, rate, chance
):
    assert form(positive_message_probability)(satisfaction, bond, rate) == near(chance)


@in_both_forms
@pytest.mark.parametrize(
    ("satisfaction", "is_unresolved", "rate", "chance"),
    [(54.0, False, 0.08, 0.08), (54.0, True, 0.08, 0.12), (55.0, True, 0.08, 0.0), (0.0, True, 0.9, 1.0)],
)  # fmt: skip
def test_the_dissatisfied_warn_and_more_often_if_nothing_was_resolved(
    form, satisfaction, is_unresolved, rate, chance
):
    assert form(negative_message_probability)(satisfaction, is_unresolved, rate) == near(chance)


@in_both_forms
@pytest.mark.parametrize(
    ("n_positive", "n_negative", "n_experiences", "after"),
    [
        (1.0, 0.0, 0.0, 72.64),  # 70 + .12 (92 - 70)
        (2.0, 0.0, 0.0, 74.9632),  # 70 + (1 - .88^2) 22 = 70 + .2256 x 22
        (0.0, 1.0, 0.0, 64.6),  # 70 + .12 (25 - 70)
        (1.0, 0.0, 2.0, 71.32),  # gain .12 / 2
        (1.0, 1.0, 0.0, 67.4056),  # target 58.5: 70 - .2256 x 11.5
    ],
)
def test_messages_move_the_expectation_toward_what_they_say(
    form, n_positive, n_negative, n_experiences, after
):
    heard = form(heard_expectation)(
        70.0, n_positive, n_negative, n_experiences, 0.0, 0.12, 1.0, 0.7
    )
    assert heard == near(after)


@in_both_forms
def test_a_warning_may_count_three_times(form):
    # weight 1 + 3 = 4, target (92 + 75)/4 = 41.75: 70 - (1 - .88^4) 28.25
    heard = form(heard_expectation)(70.0, 1.0, 1.0, 0.0, 0.0, 0.12, 3.0, 0.7)
    assert heard == near(70.0 - (1.0 - 0.88**4) * 28.25)


@in_both_forms
def test_habit_resists_warnings_but_not_praise(form):
    # warning counted .3 times: 70 - (1 - .88^.3) 45
    at = form(heard_expectation)
    assert at(70.0, 0.0, 1.0, 0.0, 1.0, 0.12, 1.0, 0.7) == near(70.0 - (1.0 - 0.88**0.3) * 45.0)
    assert at(70.0, 0.0, 1.0, 0.0, 1.0, 0.12, 1.0, 1.0) == 70.0
    assert at(70.0, 1.0, 0.0, 0.0, 1.0, 0.12, 1.0, 0.7) == near(72.64)


@in_both_forms
@given(
    expectation=POINTS, n_positive=COUNTS, n_negative=COUNTS, n_experiences=COUNTS, habit=SHARES,
    gain=SHARES,
)  # fmt: skip
def test_the_expectation_ends_between_what_it_was_and_the_messages(
    form, expectation, n_positive, n_negative, n_experiences, habit, gain
):
    after = form(heard_expectation)(
        expectation, n_positive, n_negative, n_experiences, habit, gain, 2.0, 0.7
    )
    low = min(expectation, 92.0 if n_negative == 0.0 else 25.0)
    high = max(expectation, 25.0 if n_positive == 0.0 else 92.0)
    assert low - 1e-9 <= after <= high + 1e-9


@in_both_forms
@given(expectation=POINTS, n_positive=COUNTS, n_negative=COUNTS)
def test_no_message_or_no_gain_changes_not_one_bit(form, expectation, n_positive, n_negative):
    at = form(heard_expectation)
    assert at(expectation, 0.0, 0.0, 3.0, 0.2, 0.12, 1.0, 0.7) == expectation
    assert at(expectation, n_positive, n_negative, 3.0, 0.2, 0.0, 1.0, 0.7) == expectation


@in_both_forms
def test_advertising_and_messages_make_a_firm_known(form):
    # 1 - e^-(.1 x 2 + .15 x 3) = 1 - e^-.65
    assert form(awareness_probability)(2.0, 3.0, 0.1, 0.15) == near(1.0 - math.exp(-0.65))
    assert form(awareness_probability)(0.0, 0.0, 0.1, 0.15) == 0.0


@in_both_forms
@given(advertising=st.floats(0.0, 100.0), messages=COUNTS, more=st.floats(0.0, 10.0))
def test_awareness_is_a_probability_that_advertising_raises(form, advertising, messages, more):
    at = form(awareness_probability)
    chance = at(advertising, messages, 0.1, 0.15)
    assert 0.0 <= chance <= 1.0
    assert at(advertising + more, messages, 0.1, 0.15) >= chance - 1e-12

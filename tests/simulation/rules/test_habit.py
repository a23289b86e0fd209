"""Habit: exponentially smoothed past choice (EQ12)."""

from hypothesis import given
from hypothesis import strategies as st

from simulation.rules.habit import updated_habit
from tests.simulation.rules.forms import in_both_forms, near

SHARES = st.floats(0.0, 1.0)


@in_both_forms
def test_a_purchase_strengthens_the_habit_at_the_firm_chosen(form):
    # .85 x .4 + .15 x 1 = .34 + .15
    assert form(updated_habit)(0.4, 1.0, 0.85) == near(0.49)


@in_both_forms
def test_a_purchase_weakens_the_habit_at_every_other_firm(form):
    assert form(updated_habit)(0.4, 0.0, 0.85) == near(0.34)


@in_both_forms
@given(
    choices=st.lists(st.integers(0, 3), min_size=1, max_size=40),
    carry=st.floats(0.0, 0.99),
)
def test_habits_sum_to_one_minus_the_carry_to_the_number_of_purchases(form, choices, carry):
    habits = [0.0, 0.0, 0.0, 0.0]
    for chosen in choices:
        habits = [form(updated_habit)(h, float(j == chosen), carry) for j, h in enumerate(habits)]
    assert sum(habits) == near(1.0 - carry ** len(choices))


@in_both_forms
@given(habit=SHARES, bought=st.sampled_from([0.0, 1.0]), carry=SHARES)
def test_habit_stays_between_zero_and_one(form, habit, bought, carry):
    assert 0.0 <= form(updated_habit)(habit, bought, carry) <= 1.0


@in_both_forms
@given(habit=SHARES, bought=st.sampled_from([0.0, 1.0]))
def test_a_carry_of_one_changes_not_one_bit(form, habit, bought):
    assert form(updated_habit)(habit, bought, 1.0) == habit

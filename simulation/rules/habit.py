"""Habit: exponentially smoothed past choice (EQ12; Guadagni & Little 1983)."""

from simulation.compiled import rule


@rule
def updated_habit(habit, bought, carry):
    """Return rho H + (1 - rho) 1[bought]; from 0 the sum over firms is 1 - rho**n (settled 43)."""
    return carry * habit + (1.0 - carry) * bought

"""Better service for the best customers, and what the others think of it (EQ27)."""

from simulation.compiled import rule


@rule
def is_key_customer(yearly_spend, threshold):
    """Tell whether a year's spend makes a key customer; a threshold of 0 means nobody is one."""
    return 0.0 < threshold <= yearly_spend


@rule
def envy_loss(loss, visibility, step_months):
    """Return the fairness that the others lose in a step by seeing key customers served, points."""
    return loss * visibility * step_months

"""Breadth of a relation: how many products a customer uses (EQ14, EQ17)."""

from simulation.compiled import rule
from simulation.elementary import logistic

BREADTH_COST = 0.4  # assumption (EQ14): full breadth makes leaving so much more trouble


@rule
def cross_buying_hazard(satisfaction, trust, hazard):
    """Return the monthly chance to take up one more product (EQ17).

    x0 logistic((S - 70)/10 + (T - 60)/15).
    """
    return hazard * logistic((satisfaction - 70.0) / 10.0 + (trust - 60.0) / 15.0)


@rule
def breadth_factor(breadth, most):
    """Return how much more trouble leaving is, 1 + 0.4 (X - 1)/(Xmax - 1); 1 where Xmax is 1."""
    if most <= 1.0:
        return 1.0
    return 1.0 + BREADTH_COST * (breadth - 1.0) / (most - 1.0)


@rule
def breadth_units(units, breadth, spend_share):
    """Return the units bought with X products: each further one adds a share of the first."""
    return units * (1.0 + spend_share * (breadth - 1.0))


@rule
def portable_cost(cost, portability):
    """Return the procedural cost that portable data leave, logits: 1 takes all of it away (EQ14)."""
    return cost * (1.0 - portability)

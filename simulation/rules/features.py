"""Features in Ward's four zones: delight that becomes a matter of course (EQ8).

Brian Ward's matrix (source documents S032); Kano 1984; delight after Oliver, Rust & Varki 1997.
"""

import numpy as np

from simulation.compiled import rule
from simulation.elementary import clip

EXPECTED = 0.5  # EQ8: a feature is expected from here on
UNEXPECTED = 0.3  # EQ8: below this, and not voiced, a feature present surprises
PRESENT = 0.5  # EQ8: a feature is noticed as present above this
INDIFFERENCE, SATISFACTION, DELIGHT, LOYALTY = (np.int64(zone) for zone in (1, 2, 3, 4))


@rule
def feature_satisfaction(presence, expectation, delight, basic_loss):
    """Return what one feature adds to satisfaction, points (EQ8).

    delta x (1 - e) - lambda (1 - x) e: unexpected presence delights, expected absence hurts.
    """
    return delight * presence * (1.0 - expectation) - basic_loss * (1.0 - presence) * expectation


@rule
def surprise(presence, expectation, is_voiced, effect):
    """Return the belonging that a feature nobody asked for adds, points (EQ8, loyalty zone)."""
    if is_voiced or expectation >= UNEXPECTED or presence <= PRESENT:
        return 0.0
    return effect * presence * (1.0 - expectation)


@rule
def drifted_expectation(expectation, level, rate):
    """Return e + mu (level - e), the expectation drawn to what is met elsewhere (EQ8)."""
    return clip(expectation + rate * (level - expectation), 0.0, 1.0)


@rule
def zone(expectation, is_voiced):
    """Return Ward's zone: 1 indifference, 2 satisfaction, 3 delight, 4 loyalty (EQ8)."""
    if expectation >= EXPECTED:
        return SATISFACTION if is_voiced else INDIFFERENCE
    return DELIGHT if is_voiced else LOYALTY

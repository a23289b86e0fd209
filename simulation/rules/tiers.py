"""Tiers of a program: qualification by 12-month spend, status, promotion and demotion (EQ22d)."""

import numpy as np

from simulation.compiled import rule
from simulation.elementary import clip

DEMOTION_FACTOR = 1.5  # assumption (EQ22d): a loss of status weighs more than the gain of it


@rule
def qualified_level(spend, first, second, third):
    """Return the level that a year's spend earns, 0 to 3; a threshold of 0 means no such level.

    Thresholds are money in 12 months; the highest one reached counts.
    """
    level = np.int64(0)
    if 0.0 < first <= spend:
        level = np.int64(1)
    if 0.0 < second <= spend:
        level = np.int64(2)
    if 0.0 < third <= spend:
        level = np.int64(3)
    return level


@rule
def status_utility(level, share_at_or_above, weight):
    """Return the worth of status, logits: beta_st level (1 - share at or above)**0.5 (EQ22d).

    What many have is worth little (Drèze & Nunes 2009). `share_at_or_above` is the share of the
    program's members whose level is this one or higher.
    """
    if level <= 0:
        return 0.0
    return weight * level * np.sqrt(max(1.0 - share_at_or_above, 0.0))


@rule
def tier_rate(earn_rate, level, bonus):
    """Return the earn rate of a member: each level adds `bonus` times the base rate."""
    return earn_rate * (1.0 + bonus * level)


@rule
def promoted_bond(bond, levels, gain):
    """Return belonging after rising by so many levels, points (EQ22d)."""
    return clip(bond + gain * levels, 0.0, 100.0)


@rule
def demoted_bond(bond, levels, gain):
    """Return belonging after falling by so many levels: 1.5 times what a rise gives (EQ22d)."""
    return clip(bond - DEMOTION_FACTOR * gain * levels, 0.0, 100.0)


@rule
def demoted_fairness(fairness, levels, loss):
    """Return trust in fairness after falling by so many levels, points (EQ22d)."""
    return clip(fairness - loss * levels, 0.0, 100.0)


@rule
def is_anniversary(age, steps_a_year):
    """Tell whether a year of a relation ends in this step; `age` in whole steps since it began.

    The same division on both sides, so that a year ends in exactly one step.
    """
    if age <= 0:
        return False
    return np.floor(age / steps_a_year) > np.floor((age - 1) / steps_a_year)

"""Belonging to a firm (EQ11)."""

from simulation.compiled import rule
from simulation.elementary import clip


@rule
def strengthened_bond(bond, satisfaction, gain):
    """Return belonging after an experience, 0-100 points (EQ11, settled 35).

    It grows with satisfaction above 65, ever more slowly near 100, and shrinks with satisfaction
    below (by 20 points at the most); losses are not amplified by programs.
    """
    distance = max(satisfaction - 65.0, -20.0)
    growth = max(distance, 0.0) * (1.0 - 0.01 * bond)
    return clip(bond + gain * (growth + min(distance, 0.0)), 0.0, 100.0)


@rule
def faded_bond(bond, decay):
    """Return belonging after one step without contact, (1 - delta) B (EQ11)."""
    return (1.0 - decay) * bond

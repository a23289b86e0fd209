"""What messages from a firm do, until there are too many of them (EQ23)."""

from simulation.compiled import rule
from simulation.elementary import clip

BACKFIRE = -0.5  # assumption (EQ23): the worst that a contact can do, as a share of its effect


@rule
def updated_irritation(irritation, intrusion, carry):
    """Return irritation after a step: carry irr + sum of x_c n_c (EQ23)."""
    return carry * irritation + intrusion


@rule
def contact_multiplier(irritation, tolerance):
    """Return what is left of a contact's effect, max(-0.5, 1 - irr / irr_max) (EQ23)."""
    return max(BACKFIRE, 1.0 - irritation / tolerance)


@rule
def contacted_bond(bond, effect, multiplier, gain):
    """Return belonging after the contacts of a step, 0-100 points; too many cost some (EQ23)."""
    return clip(bond + gain * effect * multiplier, 0.0, 100.0)


@rule
def recall_utility(effect, multiplier, weight):
    """Return how far contact brings a firm to mind at a choice, logits (EQ15, EQ23)."""
    return weight * effect * multiplier

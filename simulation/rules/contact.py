"""What messages from a firm do, until there are too many of them (EQ23)."""

from simulation.compiled import rule
from simulation.elementary import clip, log

BACKFIRE = -0.5  # assumption (EQ23): the worst that a contact can do, as a share of its effect


NEARLY_ALL = 0.001  # below this rate a series is closer than the quotient


@rule
def kept_of_even(carry):
    """Return what is left at the end of a step of what came evenly over it: (1 - c) / -ln c."""
    if carry <= 0.0:
        return 0.0
    rate = -log(carry)
    return 1.0 - 0.5 * rate if rate < NEARLY_ALL else (1.0 - carry) / rate


@rule
def updated_irritation(irritation, intrusion, carry):
    """Return irritation at the end of a step: c irr + (1 - c) / -ln c sum of x_c n_c (EQ23).

    Contacts come evenly over the step and each fades from its own moment on, so that steps of any
    length lead to the same irritation.
    """
    return carry * irritation + kept_of_even(carry) * intrusion


@rule
def risen_of_even(carry):
    """Return what there is on average, within a step, of what comes evenly over it.

    (1 - (1 - c) / -ln c) / -ln c.
    """
    if carry <= 0.0:
        return 0.0
    rate = -log(carry)
    return 0.5 - rate / 6.0 if rate < NEARLY_ALL else (1.0 - kept_of_even(carry)) / rate


@rule
def mean_irritation(irritation, intrusion, kept, risen):
    """Return irritation averaged over a step that began with `irritation` (EQ23).

    The integral of c**s irr + x (1 - c**s) / -ln c over the step, s from 0 to 1; `kept` and `risen`
    are `kept_of_even` and `risen_of_even` of c.
    """
    return kept * irritation + risen * intrusion


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

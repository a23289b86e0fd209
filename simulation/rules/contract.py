"""When a contract is looked at again (EQ18 as settled 30)."""

from simulation.compiled import rule
from simulation.elementary import clip


@rule
def monthly_review_hazard(satisfaction, promotion_exposure, base, dissatisfaction, promotion):
    """Return h = clip(k0 + k_d (65 - S)+ / 65 + k_o x, 0, 1), the monthly chance to review."""
    unhappy = dissatisfaction * max(65.0 - satisfaction, 0.0) / 65.0
    return clip(base + unhappy + promotion * promotion_exposure, 0.0, 1.0)


@rule
def review_probability(unprompted, failure_trigger, term_end_trigger, open_share):
    """Return the chance to review in this step.

    Parameters
    ----------
    unprompted : float
        Monthly chance, compounded to the step's length (`simulation.rules.compounding`).
    failure_trigger, term_end_trigger : float
        Chance triggered by a failure in the last step and by the end of a term; 0 without them.
    open_share : float
        What a running term leaves of all this: 1 without one.
    """
    stays = (1.0 - unprompted) * (1.0 - failure_trigger) * (1.0 - term_end_trigger)
    return (1.0 - stays) * open_share

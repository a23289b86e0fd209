"""The answer a customer would give without noise (2.7.3)."""

from simulation.compiled import rule
from simulation.elementary import clip


@rule
def likelihood_to_recommend(satisfaction, trust):
    """Return the 0-10 answer before rounding and survey noise, (0.75 S + 0.25 T - 16) / 7."""
    return clip((0.75 * satisfaction + 0.25 * trust - 16.0) * (1.0 / 7.0), 0.0, 10.0)

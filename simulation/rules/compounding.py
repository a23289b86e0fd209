"""Chances of a month, compounded to a step of any length (EQ17, EQ18)."""

from simulation.compiled import rule
from simulation.elementary import exp, log

MARGIN = 1.0e-9  # well above the error that `exp` and `log` leave in a chance


@rule
def compounded(chance, months):
    """Return the chance that what happens in a month with `chance` happens within `months`.

    1 - (1 - p)**months.
    """
    return 1.0 if chance >= 1.0 else 1.0 - exp(months * log(1.0 - chance))


@rule
def compounded_at_most(chance, months):
    """Return what `compounded` never exceeds, without a logarithm (Bernoulli's inequality).

    months p from a month on; in shorter steps p, and months p / (1 - p); with a margin. Who draws
    above it need not be told the chance itself, and that is nearly everybody where chances are small.
    """
    over = months * chance
    least = min(max(over, chance), over / (1.0 - chance) if chance < 1.0 else 1.0)
    return min(least + MARGIN, 1.0)
